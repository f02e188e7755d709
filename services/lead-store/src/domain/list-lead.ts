import { mergeSubmission, type LeadData } from '@firstring/domain/lead-lifecycle';
import { candidateZones, dayZone } from '@firstring/domain/phone';
import { newData, remember, type FileRow, type LiveLead, type RememberedRequest } from './lead.ts';

/** One person, as typed or read from a file: every value checked, custom parameters declared. */
export interface Contact extends LeadData {
  /** E.164. */
  readonly callerId: string;
  readonly callerIdRaw: string;
  /** Every zone the Caller ID may be in. */
  readonly candidateZones: readonly string[];
  readonly otherPhones: readonly string[];
  /** Zone of the person, where somebody named one. */
  readonly timeZone?: string | undefined;
  /** Value of the table's primary field, where that is not the Caller ID. */
  readonly primaryValue?: string | undefined;
}

/** The list a contact goes to. */
export interface ListPlace {
  readonly processId: string;
  readonly listId: string;
  /** Zone of leads whose own is unknown. */
  readonly timeZone: string;
}

export interface ContactWrite {
  readonly contact: Contact;
  readonly requestId: string;
  readonly ignored: readonly string[];
  readonly file?: FileRow | undefined;
  readonly nowAt: number;
}

/** a contact that nobody knew becomes a lead of the list. */
export function createListLead(place: ListPlace, write: ContactWrite): LiveLead {
  const { contact, nowAt, file } = write;
  const zones = contact.candidateZones;
  const lead: LiveLead = {
    state: 'live',
    processId: place.processId,
    campaignId: '',
    listId: place.listId,
    vendorId: '',
    ingestLinkId: '',
    callerId: contact.callerId,
    callerIdRaw: contact.callerIdRaw,
    ...(contact.otherPhones.length === 0 ? {} : { otherPhones: contact.otherPhones }),
    ...(contact.primaryValue === undefined ? {} : { primaryValue: contact.primaryValue }),
    ...(file === undefined ? {} : { file }),
    timeZone: contact.timeZone ?? dayZone(zones, place.timeZone, nowAt),
    candidateZones: zones,
    ...newData(contact, nowAt),
  };
  return remember(lead, answerOf(write, 'created', 1));
}

/**
 * the contact's data go into a lead that is there; empty values leave what it has. Its Caller ID stays, because its attempts and
 * locks are counted there: another number of the contact becomes a further number. `moveTo` names the list that it comes to.
 */
export function updateListLead(
  lead: LiveLead,
  write: ContactWrite & { readonly version: number; readonly moveTo?: string | undefined },
): LiveLead {
  const { contact, nowAt, file, version, moveTo } = write;
  const phones = [contact.callerId, ...contact.otherPhones, ...(lead.otherPhones ?? [])];
  const others = [...new Set(phones)].filter((phone) => phone !== lead.callerId);
  const zones = contact.timeZone === undefined ? undefined : candidateZones(lead.callerId, contact);
  const updated: LiveLead = {
    ...lead,
    ...mergeSubmission(lead, contact, false),
    ...(others.length === 0 ? {} : { otherPhones: others.slice(0, OTHER_PHONES_MAX) }),
    ...(contact.timeZone === undefined || zones === undefined
      ? {}
      : { timeZone: contact.timeZone, candidateZones: zones }),
    ...(moveTo === undefined ? {} : { listId: moveTo }),
    ...(file === undefined || (moveTo === undefined && lead.file?.uploadId !== file.uploadId)
      ? {}
      : { file }),
    updatedAt: nowAt,
  };
  return remember(updated, answerOf(write, moveTo === undefined ? 'updated' : 'moved', version));
}

/** Numbers a lead has beside its Caller ID. */
export const OTHER_PHONES_MAX = 9;

function answerOf(write: ContactWrite, type: RememberedRequest['type'], version: number): RememberedRequest {
  const { requestId, ignored } = write;
  return { id: requestId, type, version, ...(ignored.length === 0 ? {} : { ignoredParameters: ignored }) };
}
