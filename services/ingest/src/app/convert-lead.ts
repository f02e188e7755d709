import { parsePhone } from '@firstring/domain/phone';
import type { RawFields } from '../domain/parse-json-object.ts';
import { mapFields } from '../domain/map-fields.ts';
import { refusal } from '../domain/refusal.ts';
import { hashOf } from './fingerprint.ts';
import type { Conversion, IngestDeps, Link } from './ports.ts';
import { laterIfTemporary } from './store-failure.ts';

const LEAD_ID = /^[A-Za-z0-9_-]{1,128}$/;

export interface ConvertLead {
  readonly link: Link;
  readonly fields: RawFields;
  /** `webhook-id`: the same one is the same conversion. */
  readonly webhookId: string;
}

/** the vendor or its CRM says that a lead of this link, named by id or Caller ID, has converted. */
export async function convertLead(
  deps: IngestDeps,
  { link, fields, webhookId }: ConvertLead,
): Promise<{ readonly leadId: string; readonly changed: boolean }> {
  const { ingestLinkId } = link;
  const lead = readLead(link, mapFields(fields, link.profile.fieldMap).fields);
  const requestId = hashOf([ingestLinkId, webhookId]);
  const answer = await deps.leadStore.convert({ requestId, ingestLinkId, lead }).catch(laterIfTemporary);
  deps.events.conversionTaken({ ingestLinkId, leadId: answer.leadId, changed: answer.changed });
  return answer;
}

function readLead(link: Link, fields: RawFields): Conversion['lead'] {
  const leadId = fields.get('lead_id') ?? '';
  if (leadId !== '') {
    if (typeof leadId !== 'string' || !LEAD_ID.test(leadId)) {
      throw refusal('FIELD_INVALID', 'lead_id is no id', { field: 'lead_id' });
    }
    return { leadId };
  }
  const callerId = fields.get('caller_id') ?? '';
  if (callerId === '') {
    throw refusal('CALLER_ID_REQUIRED', 'lead_id or caller_id is required', { missing: 'caller_id' });
  }
  if (typeof callerId !== 'string') {
    throw refusal('FIELD_INVALID', 'caller_id must be text', { field: 'caller_id' });
  }
  const phone = parsePhone(callerId, link.defaultCountry);
  if (phone.ok) return { callerId: phone.e164 };
  throw refusal('CALLER_ID_INVALID', 'caller_id is not a phone number', { cause: phone.reason });
}
