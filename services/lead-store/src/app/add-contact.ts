import { reasonError } from '@firstring/contracts';
import { candidateZones, parsePhone } from '@firstring/domain/phone';
import { identityOf, rememberedRequest, type RememberedRequest } from '../domain/lead.ts';
import { createListLead, OTHER_PHONES_MAX, type Contact } from '../domain/list-lead.ts';
import { PHONE_WORDS } from '../domain/phone-words.ts';
import { toLeadDoc } from '../store/leads.ts';
import { readDeclaredNames } from './custom-parameters.ts';
import { duplicateScope, findDuplicate } from './duplicate-scope.ts';
import { leadChanged } from './lead-card.ts';
import { readList, type ListRef } from './lists.ts';
import type { LeadStoreDeps } from './ports.ts';

export interface AddContact extends ListRef {
  readonly requestId: string;
  /** As people write them; the first is the Caller ID. */
  readonly phones: readonly string[];
  readonly defaultCountry: string | undefined;
  readonly firstName: string | undefined;
  readonly lastName: string | undefined;
  readonly email: string | undefined;
  readonly timeZone: string | undefined;
  readonly custom: ReadonlyMap<string, string>;
}

/** one contact by hand. The same request gets the same lead; a contact that is there already is LEAD_DUPLICATE. */
export async function addContact(
  deps: LeadStoreDeps,
  command: AddContact,
): Promise<{ readonly leadId: string; readonly ignored: readonly string[] }> {
  const list = await readList(deps, command);
  if (list.doc.state !== 'live') throw reasonError('LIST_BUSY');
  const { processId, listId, requestId } = command;
  const declared = new Set(await readDeclaredNames(deps, processId));
  const ignored = [...command.custom.keys()].filter((name) => !declared.has(name));
  const contact = readContact(command, declared);
  const nowAt = deps.clock.now();
  const place = { processId, listId, timeZone: list.doc.timeZone };
  const lead = createListLead(place, { contact, requestId, ignored, nowAt });
  const { key } = identityOf(lead);
  const leadId = deps.random.uuid();
  return deps.turns.take([`${listId}|${key}`], async () => {
    const known = await findDuplicate(deps, await duplicateScope(deps, command), key);
    if (known !== undefined) return answered(known.lead.id, rememberedRequest(known.lead.doc, requestId));
    const events = [leadChanged(deps, 'LeadAccepted', { leadId, version: 1, lead })];
    const put = await deps.leads.put({ id: leadId, doc: toLeadDoc(lead), expectedVersion: 0, events });
    if (put.type !== 'stored') throw reasonError('LEAD_DUPLICATE');
    return { leadId, ignored };
  });
}

function answered(leadId: string, before: RememberedRequest | undefined) {
  if (before?.type !== 'created') throw reasonError('LEAD_DUPLICATE', { details: { leadId } });
  return { leadId, ignored: before.ignoredParameters ?? [] };
}

function readContact(command: AddContact, declared: ReadonlySet<string>): Contact {
  const [callerId = '', ...others] = command.phones.map((raw, at) => e164(raw, command.defaultCountry, at));
  const { firstName, lastName, email, timeZone, custom } = command;
  return {
    callerId,
    callerIdRaw: command.phones[0] ?? '',
    otherPhones: [...new Set(others)].filter((phone) => phone !== callerId).slice(0, OTHER_PHONES_MAX),
    firstName,
    lastName,
    email,
    timeZone,
    candidateZones: candidateZones(callerId, { timeZone }),
    custom: Object.fromEntries([...custom].filter(([name]) => declared.has(name))),
  };
}

function e164(raw: string, country: string | undefined, at: number): string {
  const read = parsePhone(raw, country);
  if (read.ok) return read.e164;
  throw reasonError('INVALID_ARGUMENT', {
    message: `phone ${at + 1} ${PHONE_WORDS[read.reason]}`,
    details: { field: `phones.${at}`, why: read.reason },
  });
}
