import { reasonError } from '@firstring/contracts';
import type { LeadData } from '@firstring/domain/lead-lifecycle';
import { candidateZones, parsePhone } from '@firstring/domain/phone';
import { readCustomValue } from '../domain/custom-value.ts';
import { OTHER_PHONES_MAX, type Contact } from '../domain/list-lead.ts';
import { requestProspectId } from './prospects/request-prospect-id.ts';
import { PHONE_WORDS } from '../domain/phone-words.ts';
import { readList, type ListRef } from './lists.ts';
import type { LeadStoreDeps } from './ports.ts';
import { readProcess } from './processes.ts';
import { storeContact } from './store-contact.ts';
import { readTable, type Table } from './table-definition.ts';

/** One person as typed. */
export interface TypedContact {
  /** As people write them; the first is the Caller ID. */
  readonly phones: readonly string[];
  readonly defaultCountry: string | undefined;
  readonly firstName: string | undefined;
  readonly lastName: string | undefined;
  readonly email: string | undefined;
  readonly timeZone: string | undefined;
  readonly ownershipCode: string | undefined;
  readonly custom: ReadonlyMap<string, string>;
}

/** Without a list id: into the prospect table. */
export interface AddContact extends ListRef, TypedContact {
  readonly requestId: string;
}

export interface AddedContact {
  readonly leadId: string;
  readonly ignored: readonly string[];
}

/** one contact by hand. The same request gets the same lead; a contact that is there already is LEAD_DUPLICATE. */
export async function addContact(deps: LeadStoreDeps, command: AddContact): Promise<AddedContact> {
  const { processId, listId, requestId } = command;
  if (listId === '') return addProspect(deps, command);
  const list = await readList(deps, command);
  if (list.doc.state !== 'live') throw reasonError('LIST_BUSY');
  const { contact, ignored } = readContact(command, await readTable(deps, processId));
  const place = { processId, listId, timeZone: list.doc.timeZone };
  const leadId = deps.random.uuid();
  const stored = await storeContact(deps, { place, contact, leadId, requestId, ignored });
  if (stored.type === 'stored') return stored;
  const details = stored.leadId === '' ? {} : { leadId: stored.leadId };
  throw reasonError('LEAD_DUPLICATE', { details });
}

/** into the prospect table, as a row of a file: the rules of the process, or a person, say which list it goes to. */
async function addProspect(deps: LeadStoreDeps, command: AddContact): Promise<AddedContact> {
  const { processId, requestId } = command;
  await readProcess(deps, processId);
  const { contact, ignored } = readContact(command, await readTable(deps, processId));
  const leadId = requestProspectId(processId, requestId);
  // It has left the table meanwhile, and the request is sent again.
  if ((await deps.leads.get(leadId)) !== undefined) return { leadId, ignored };
  const doc = { processId, contact, createdAt: deps.clock.now(), asked: 0, note: '' };
  await deps.prospects.put({ id: leadId, doc, expectedVersion: 0 });
  return { leadId, ignored };
}

/** Every value checked; INVALID_ARGUMENT names the field. */
export function readContact(
  command: TypedContact,
  { kinds, primaryField }: Table,
): { readonly contact: Contact; readonly ignored: readonly string[] } {
  const [callerId = '', ...others] = command.phones.map((raw, at) => e164(raw, command.defaultCountry, at));
  const { firstName, lastName, email, timeZone, ownershipCode } = command;
  const values = [...command.custom].map(([name, given]) => {
    const kind = kinds.get(name);
    return { name, value: kind && readCustomValue(given, kind) };
  });
  const custom = Object.fromEntries(
    values.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])),
  );
  const contact = {
    callerId,
    callerIdRaw: command.phones[0] ?? '',
    otherPhones: [...new Set(others)].filter((phone) => phone !== callerId).slice(0, OTHER_PHONES_MAX),
    firstName,
    lastName,
    email,
    timeZone,
    ownershipCode,
    candidateZones: candidateZones(callerId, { timeZone }),
    custom,
  };
  const ignored = values.filter(({ value }) => value === undefined).map(({ name }) => name);
  return { contact: { ...contact, primaryValue: primaryValue(contact, primaryField) }, ignored };
}

/** Undefined where the Caller ID is the primary field. */
function primaryValue(contact: LeadData, primaryField: string): string | undefined {
  if (primaryField === 'phone1') return undefined;
  const value =
    primaryField === 'email' ? contact.email : contact.custom[primaryField.slice('custom:'.length)];
  if (value !== undefined && value !== '') return value;
  const message = `${primaryField}, the primary field of the table, is empty`;
  throw reasonError('INVALID_ARGUMENT', { message, details: { field: primaryField } });
}

function e164(raw: string, country: string | undefined, at: number): string {
  const read = parsePhone(raw, country);
  if (read.ok) return read.e164;
  throw reasonError('INVALID_ARGUMENT', {
    message: `phone ${at + 1} ${PHONE_WORDS[read.reason]}`,
    details: { field: `phones.${at}`, why: read.reason },
  });
}
