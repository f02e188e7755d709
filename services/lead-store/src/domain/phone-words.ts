import type { PhoneRefusal } from '@firstring/domain/phone';

/** Why a phone was refused, as the end of a sentence that begins with where it stood. */
export const PHONE_WORDS: Readonly<Record<PhoneRefusal, string>> = {
  empty: 'is empty',
  too_long: 'is too long',
  control_character: 'has a character that cannot be seen',
  not_a_number: 'is not a phone number',
  extension: 'has an extension, which cannot be dialled',
  country_unknown: 'has no country code, and no default country was chosen',
  emergency: 'is an emergency number',
  premium: 'is a premium number',
  satellite: 'is a satellite number',
  not_dialable: 'is a kind of number that is never dialled',
  invalid: 'is not a number of any numbering plan',
};
