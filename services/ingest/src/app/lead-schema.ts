import { OWNERSHIP_CODE_CHARS_MAX } from '@firstring/domain/lead-lifecycle';
import { z } from 'zod';
import { isReservedName, type LeadFields } from '../domain/lead-fields.ts';
import type { RawFields } from '../domain/parse-json-object.ts';
import { refusal } from '../domain/refusal.ts';

const FIELDS_MAX = 200;
const NAME_CHARS_MAX = 128;

function text(charsMax: number, forbidden?: RegExp) {
  const problem = 'has a character that is not allowed';
  return z
    .string('must be text')
    .max(charsMax, `has at most ${charsMax} characters`)
    .refine((value) => forbidden?.test(value) !== true && value.isWellFormed(), problem);
}

/** Control characters of a Caller ID have a refusal of their own. */
const phone = text(256).nullish();
const person = text(256, /\p{Cc}/u).nullish();

/** Fields every lead may have. A number is no text: 0 in front of a phone number would be lost. */
const PREDEFINED = {
  caller_id: phone.describe(
    'Required: the phone number, by the country of the link if it has no country code',
  ),
  phone: phone.describe('Taken for caller_id'),
  phone_number: phone.describe('Taken for caller_id'),
  first_name: person,
  last_name: person,
  email: text(320, /\p{Cc}/u).nullish(),
  ownership_code: text(OWNERSHIP_CODE_CHARS_MAX, /\p{Cc}/u)
    .nullish()
    .describe('Label of the user or team the lead is for; only agents with this code are offered it'),
  time_zone: person.describe('IANA name; an unknown one is ignored'),
};

const parameter = z
  .union([text(4096, /[\p{Cc}--[\t\n\r]]/v), z.number(), z.boolean(), z.null()], {
    error: (issue) =>
      typeof issue.input === 'string'
        ? 'is too long or has a character that is not allowed'
        : 'must be text, a number, true or false',
  })
  .describe('A custom parameter: kept when the process has declared it');

/** One lead, as it is checked field by field and as the API documents it. */
export const leadSchema = z.object(PREDEFINED).catchall(parameter);

const SCHEMAS: ReadonlyMap<string, z.ZodType<string | null | undefined>> = new Map(
  Object.entries(PREDEFINED),
);

/** Checks each field by the schema of its name. FIELD_INVALID names the first that is at fault. */
export function checkFields(sent: RawFields): LeadFields {
  if (sent.size > FIELDS_MAX) throw invalid('*', `at most ${FIELDS_MAX} fields`);
  const predefined = new Map<string, string>();
  const parameters = new Map<string, string>();
  for (const [name, value] of sent) {
    if (isReservedName(name)) continue;
    const schema = SCHEMAS.get(name);
    if (schema === undefined) {
      checkName(name);
      const checked = check(parameter, name, value);
      if (checked !== null) parameters.set(name, String(checked));
    } else {
      const checked = check(schema, name, value);
      if (typeof checked === 'string') predefined.set(name, checked);
    }
  }
  return { predefined, parameters, sent };
}

function check<Value>(schema: z.ZodType<Value>, name: string, value: unknown): Value {
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  throw invalid(name, checked.error.issues[0]?.message ?? 'is not allowed');
}

function checkName(name: string): void {
  if (name === '' || name.length > NAME_CHARS_MAX || /\p{Cc}/u.test(name) || !name.isWellFormed()) {
    throw invalid('*', 'a field has a name that is not allowed');
  }
}

function invalid(field: string, problem: string): Error {
  const name = shorten(field);
  return refusal('FIELD_INVALID', name === '*' ? problem : `${name} ${problem}`, { field: name });
}

/** Names come from outside: what is said back is short and plain. */
function shorten(name: string): string {
  return name.replace(/[^\w.*-]/g, '?').slice(0, 64);
}
