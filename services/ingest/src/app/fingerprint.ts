import { createHash } from 'node:crypto';
import type { RawFields } from '../domain/parse-json-object.ts';

/** The same fields are the same submission, in whatever order and form they come. */
export function fingerprintOf(fields: RawFields): string {
  return hashOf([...fields].sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** SHA-256 of a JSON value, hex. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
