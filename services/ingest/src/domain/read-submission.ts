import { candidateZones, knownZone, parsePhone } from '@firstring/domain/phone';
import type { RawFields } from './parse-json-object.ts';
import { refusal } from './refusal.ts';

/** A submission that may be stored. */
export interface Submission {
  /** E.164. */
  readonly callerId: string;
  readonly callerIdRaw: string;
  readonly firstName: string | undefined;
  readonly lastName: string | undefined;
  readonly email: string | undefined;
  /** Whatever else was sent; the lead store keeps what is declared. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly timeZone: string | undefined;
  readonly candidateZones: readonly string[];
  /** Fields that can mean nothing here, whatever is declared. */
  readonly ignored: readonly string[];
}

/** Names under which vendors send the Caller ID; the first that is there counts. */
const CALLER_ID_NAMES = ['caller_id', 'phone', 'phone_number'];
const PREDEFINED = new Set([...CALLER_ID_NAMES, 'first_name', 'last_name', 'email', 'time_zone']);
/** Names of the language itself: they never become a key. */
const RESERVED = new Set(['__proto__', 'constructor', 'prototype']);

const FIELDS_MAX = 200;
const NAME_CHARS_MAX = 128;
const PERSON_CHARS_MAX = 256;
const EMAIL_CHARS_MAX = 320;
const VALUE_CHARS_MAX = 4096;

/** checks what was sent. Throws CALLER_ID_REQUIRED, CALLER_ID_INVALID or FIELD_INVALID, naming the field. */
export function readSubmission(fields: RawFields, defaultCountry: string): Submission {
  if (fields.size > FIELDS_MAX) throw invalid('*', `at most ${FIELDS_MAX} fields`);
  const callerIdName = CALLER_ID_NAMES.find((name) => isGiven(fields.get(name)));
  if (callerIdName === undefined) {
    throw refusal('CALLER_ID_REQUIRED', 'caller_id is required', { missing: 'caller_id' });
  }
  const callerIdRaw = textOf(fields, callerIdName, PERSON_CHARS_MAX) ?? '';
  const phone = parsePhone(callerIdRaw, defaultCountry);
  if (!phone.ok) {
    const details = { field: callerIdName, cause: phone.reason };
    throw refusal('CALLER_ID_INVALID', 'caller_id is not a phone number that can be dialled', details);
  }
  const zoneText = textOf(fields, 'time_zone', PERSON_CHARS_MAX) ?? '';
  const timeZone = knownZone(zoneText);
  const others = CALLER_ID_NAMES.filter((name) => name !== callerIdName && fields.has(name));
  return {
    callerId: phone.e164,
    callerIdRaw,
    firstName: textOf(fields, 'first_name', PERSON_CHARS_MAX),
    lastName: textOf(fields, 'last_name', PERSON_CHARS_MAX),
    email: textOf(fields, 'email', EMAIL_CHARS_MAX),
    parameters: readParameters(fields),
    timeZone,
    candidateZones: candidateZones(phone.e164, { timeZone }),
    ignored: [
      ...others,
      ...(zoneText !== '' && timeZone === undefined ? ['time_zone'] : []),
      ...[...fields.keys()].filter((name) => RESERVED.has(name)),
    ],
  };
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

/** A predefined field: text or absent. A number is not text: 0 in front of a number would be lost. */
function textOf(fields: RawFields, name: string, charsMax: number): string | undefined {
  const value = fields.get(name);
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw invalid(name, 'must be text');
  // Control characters of the Caller ID have a reason of their own.
  const allowed = CALLER_ID_NAMES.includes(name) || !/\p{Cc}/u.test(value);
  if (!allowed || !value.isWellFormed()) throw invalid(name, 'has a character that is not allowed');
  if (value.length > charsMax) throw invalid(name, `has at most ${charsMax} characters`);
  return value;
}

function readParameters(fields: RawFields): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const [name, value] of fields) {
    if (PREDEFINED.has(name) || RESERVED.has(name) || value === null) continue;
    if (name === '' || name.length > NAME_CHARS_MAX || /\p{Cc}/u.test(name) || !name.isWellFormed()) {
      throw invalid('*', 'a field has a name that is not allowed');
    }
    parameters.set(name, parameterText(name, value));
  }
  return parameters;
}

function parameterText(name: string, value: unknown): string {
  const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  if (typeof text !== 'string') throw invalid(name, 'must be text, a number, true or false');
  if (text.length > VALUE_CHARS_MAX) throw invalid(name, `has at most ${VALUE_CHARS_MAX} characters`);
  if (/[\p{Cc}--[\t\n\r]]/v.test(text) || !text.isWellFormed())
    throw invalid(name, 'has a character that is not allowed');
  return text;
}

function invalid(field: string, problem: string): Error {
  const name = shorten(field);
  return refusal('FIELD_INVALID', name === '*' ? problem : `${name} ${problem}`, { field: name });
}

/** Names come from outside: what is said back is short and plain. */
function shorten(name: string): string {
  return name.replace(/[^\w.*-]/g, '?').slice(0, 64);
}
