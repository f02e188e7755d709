import { candidateZones, knownZone, parsePhone } from '@firstring/domain/phone';
import { CALLER_ID_NAMES, isReservedName, type LeadFields } from './lead-fields.ts';
import { refusal } from './refusal.ts';

/** A submission that may be stored. */
export interface Submission {
  /** E.164. */
  readonly callerId: string;
  readonly callerIdRaw: string;
  readonly firstName: string | undefined;
  readonly lastName: string | undefined;
  readonly email: string | undefined;
  readonly ownershipCode: string | undefined;
  /** Whatever else was sent; the lead store keeps what is declared. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly timeZone: string | undefined;
  readonly candidateZones: readonly string[];
  /** Fields that can mean nothing here, whatever is declared. */
  readonly ignored: readonly string[];
}

/** what the fields say. Throws CALLER_ID_REQUIRED or CALLER_ID_INVALID, naming the field. */
export function readSubmission(fields: LeadFields, defaultCountry: string): Submission {
  const { name, raw, e164 } = readCallerId(fields, defaultCountry);
  const zoneText = fields.predefined.get('time_zone') ?? '';
  const timeZone = knownZone(zoneText);
  return {
    callerId: e164,
    callerIdRaw: raw,
    firstName: fields.predefined.get('first_name'),
    lastName: fields.predefined.get('last_name'),
    email: fields.predefined.get('email'),
    ownershipCode: fields.predefined.get('ownership_code')?.trim(),
    parameters: fields.parameters,
    timeZone,
    candidateZones: candidateZones(e164, { timeZone }),
    ignored: [
      ...CALLER_ID_NAMES.filter((other) => other !== name && fields.sent.has(other)),
      ...(zoneText !== '' && timeZone === undefined ? ['time_zone'] : []),
      ...[...fields.sent.keys()].filter(isReservedName),
    ],
  };
}

/** The Caller ID among the names vendors use for it. */
export function readCallerId(
  { predefined }: LeadFields,
  defaultCountry: string,
): { readonly name: string; readonly raw: string; readonly e164: string } {
  const name = CALLER_ID_NAMES.find((candidate) => (predefined.get(candidate) ?? '') !== '');
  if (name === undefined) {
    throw refusal('CALLER_ID_REQUIRED', 'caller_id is required', { missing: 'caller_id' });
  }
  const raw = predefined.get(name) ?? '';
  const phone = parsePhone(raw, defaultCountry);
  if (!phone.ok) {
    const details = { field: name, cause: phone.reason };
    throw refusal('CALLER_ID_INVALID', 'caller_id is not a phone number that can be dialled', details);
  }
  return { name, raw, e164: phone.e164 };
}
