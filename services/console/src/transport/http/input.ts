import { reasonError } from '@firstring/contracts';
import { isZone } from '@firstring/domain';
import { z } from 'zod';

/** Reads input against its schema: INVALID_ARGUMENT naming the first of our fields at fault, and nothing that was sent. */
export function readInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join('.') ?? '';
  const message = `${field === '' ? 'request' : field}: ${faultOf(issue)}`;
  throw reasonError('INVALID_ARGUMENT', { message, details: { field } });
}

/** The name of a field we do not know is what somebody sent. */
function faultOf(issue: z.core.$ZodIssue | undefined): string {
  if (issue === undefined) return 'not valid';
  return issue.code === 'unrecognized_keys' ? 'has a field that is not known' : issue.message;
}

/** An identifier of ours or of a peer. */
export const id = z.string().regex(/^[A-Za-z0-9._:-]{1,128}$/, 'not an identifier');

/** Idempotency key made by the page. */
export const requestId = z.uuid();

/** int64 as a decimal string. */
export const token64 = z.string().regex(/^\d{1,19}$/, 'not a token');

/** ms since the epoch, in a query. */
export const instant = z.coerce.number().int().positive().max(8.64e15);

export const e164 = z
  .string()
  .regex(/^\+[1-9]\d{6,14}$/, 'a number in international form, like +12025550123');

/** A zone of the IANA database, as this host knows it. */
export const zone = z
  .string()
  .max(64)
  .refine((name) => isZone(name), 'a time zone, like America/New_York');

/** Name of a custom parameter. */
export const parameterName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, 'letters, digits and underscores, a letter first');

/** Text people type: no control characters but line breaks and tabs. */
export function text(charsMax: number) {
  return z
    .string()
    .max(charsMax)
    .refine((value) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(value), 'control characters');
}

export const processQuery = z.object({ processId: id.optional() });

export const pageQuery = processQuery.extend({
  pageSize: z.coerce.number().int().min(1).max(100).default(50),
  pageToken: z.string().max(1024).default(''),
  // A list that can be sorted says how; another one does not take a wish for granted that it cannot meet (console/42).
  sort: z.undefined('this list has no other order').optional(),
});
