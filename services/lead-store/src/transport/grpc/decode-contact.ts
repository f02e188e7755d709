import type { Contact } from '@firstring/contracts/leads/list_service';
import { isCountry } from '@firstring/domain/phone';
import type { TypedContact } from '../../app/add-contact.ts';
import { decodeParameters } from './decode-submission.ts';
import { invalid, ownershipCode, text, zone } from './decode.ts';

const PHONES_MAX = 10;
const EMAIL_CHARS_MAX = 320;

/** One person as typed, with the country of numbers without a code. */
export function decodeTyped({
  contact,
  defaultCountry,
}: {
  readonly contact?: Contact | undefined;
  readonly defaultCountry: string;
}): TypedContact {
  if (contact === undefined || contact.phones.length === 0) throw invalid('contact.phones', 'is required');
  if (contact.phones.length > PHONES_MAX)
    throw invalid('contact.phones', `has at most ${PHONES_MAX} numbers`);
  if (defaultCountry !== '' && !isCountry(defaultCountry))
    throw invalid('default_country', 'must be ISO 3166 alpha-2, like US');
  return {
    phones: contact.phones.map((phone) => text(phone, 'contact.phones')),
    defaultCountry: defaultCountry === '' ? undefined : defaultCountry,
    ...decodePerson(contact),
  };
}

function decodePerson(contact: Contact) {
  const optional = (value: string, field: string, charsMax?: number): string | undefined =>
    value.trim() === '' ? undefined : text(value.trim(), field, charsMax);
  return {
    firstName: optional(contact.firstName, 'contact.first_name'),
    lastName: optional(contact.lastName, 'contact.last_name'),
    email: optional(contact.email, 'contact.email', EMAIL_CHARS_MAX),
    timeZone: contact.timeZone === '' ? undefined : zone(contact.timeZone, 'contact.time_zone'),
    ownershipCode: ownershipCode(contact.ownershipCode, 'contact.ownership_code') || undefined,
    custom: decodeParameters(contact.custom),
  };
}
