import { type CountryCode, isSupportedCountry } from 'libphonenumber-js/max';
import { askLibrary, readInternational } from './international-number.ts';
import { latinDigits } from './latin-digits.ts';

/** Why a text is no number that we would dial. */
export type PhoneRefusal =
  | 'empty'
  | 'too_long'
  | 'control_character'
  | 'not_a_number'
  | 'extension'
  | 'country_unknown'
  | 'emergency'
  | 'premium'
  | 'satellite'
  | 'not_dialable'
  | 'invalid';

export type PhoneResult =
  | {
      readonly ok: true;
      /** `+` and up to 15 digits (E.164). */
      readonly e164: string;
      /** ISO 3166 alpha-2; undefined where several countries share the range. */
      readonly country: string | undefined;
    }
  | { readonly ok: false; readonly reason: PhoneRefusal };

const TEXT_CHARS_MAX = 64;
const DIGITS_MAX = 17;
const EXTENSION = /\d.*(?:;\s*ext|ext\.?|extension|#|[xX])[\s=:]*\d/i;
const NUMBER = /^\s*\+?[\s\d().\-\u2010-\u2015\u2212/]+$/;
const INTERNATIONAL = /^\+[\d ().\-/]{8,}$/;
/** Numbers that reach help in some country; with a country code in front they are as wrong. */
const EMERGENCY = new Set(
  '000 08 100 101 102 103 104 105 106 107 108 110 111 112 113 115 116 117 118 119 120 122 123 131 144 155 190 191 192 193 194 195 197 199 911 933 988 995 997 998 999'.split(
    ' ',
  ),
);
/** ITU country codes of no country: satellites and international networks. */
const SATELLITE = /^\+(?:870|881|882|883)/;
const WITHOUT_COUNTRY = /^\+(?:800|808|878|888|979)/;

/**
 * Reads a phone number as a vendor or an agent writes it, to E.164, or says why it must not be dialled.
 * Digits of any script are read; an extension, a short code, a premium, personal or satellite number is refused, never guessed.
 * `defaultCountry` (ISO 3166 alpha-2) is for numbers without a country code.
 */
export function parsePhone(raw: string, defaultCountry?: string): PhoneResult {
  if (raw.length > TEXT_CHARS_MAX) return refused('too_long');
  if (/\p{Cc}/u.test(raw)) return refused('control_character');
  const text = latinDigits(raw).trim();
  if (text === '') return refused('empty');
  if (EXTENSION.test(text)) return refused('extension');
  if (!NUMBER.test(text)) return refused('not_a_number');
  return parseDigits(text, defaultCountry);
}

function parseDigits(text: string, defaultCountry: string | undefined): PhoneResult {
  const digits = text.replace(/\D/g, '');
  if (EMERGENCY.has(digits)) return refused('emergency');
  if (digits.length > DIGITS_MAX) return refused('too_long');
  const country = knownCountry(defaultCountry);
  if (country === undefined && !text.startsWith('+')) return refused('country_unknown');
  const number = INTERNATIONAL.test(text) ? readInternational(text) : askLibrary(text, country);
  if (number === undefined) return refused('invalid');
  if (EMERGENCY.has(number.nationalNumber)) return refused('emergency');
  if (SATELLITE.test(number.e164)) return refused('satellite');
  if (WITHOUT_COUNTRY.test(number.e164)) return refused('premium');
  switch (number.type) {
    // With all rules loaded a number without a type is no number of its country's plan.
    case undefined:
      return refused('invalid');
    case 'PREMIUM_RATE':
    case 'SHARED_COST':
      return refused('premium');
    case 'PERSONAL_NUMBER':
    case 'PAGER':
    case 'VOICEMAIL':
    case 'UAN':
      return refused('not_dialable');
    default:
      return { ok: true, e164: number.e164, country: number.country };
  }
}

/** Whether there are numbering rules for this ISO 3166 alpha-2 code, capital letters. */
export function isCountry(code: string): boolean {
  return isSupportedCountry(code);
}

function knownCountry(code: string | undefined): CountryCode | undefined {
  const upper = code?.toUpperCase() ?? '';
  return isSupportedCountry(upper) ? upper : undefined;
}

function refused(reason: PhoneRefusal): PhoneResult {
  return { ok: false, reason };
}
