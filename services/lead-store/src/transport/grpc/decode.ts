import { reasonError } from '@firstring/contracts';
import type { TimeSlot } from '@firstring/contracts/leads/campaign';
import type { Page } from '@firstring/contracts/common/page';
import { OWNERSHIP_CODE_CHARS_MAX } from '@firstring/domain/lead-lifecycle';
import { knownZone } from '@firstring/domain/phone';

const PAGE_SIZE = 100;
const PAGE_SIZE_MAX = 1000;
const TEXT_CHARS_MAX = 256;
const ID = /^[A-Za-z0-9_-]{1,128}$/;
const DAY_MINUTES = 1440;
const REQUEST_ID = /^[\x21-\x7e]{1,256}$/;

/** INVALID_ARGUMENT with the field at fault. */
export function invalid(field: string, message: string): Error {
  return reasonError('INVALID_ARGUMENT', { message: `${field} ${message}`, details: { field } });
}

/** An id: letters, digits, `-` and `_`, so that none carries an operator, a path or a line break. */
export function id(value: string, field: string): string {
  if (!ID.test(value)) throw invalid(field, 'must be an id of letters, digits, - and _');
  return value;
}

/** Each once. */
export function ids(wire: readonly string[], field: string, max: number): string[] {
  if (wire.length > max) throw invalid(field, `has at most ${max} entries`);
  return [...new Set(wire.map((each) => id(each, field)))];
}

export function optionalId(value: string, field: string): string | undefined {
  return value === '' ? undefined : id(value, field);
}

export function requestId(value: string, field = 'request_id'): string {
  if (!REQUEST_ID.test(value)) throw invalid(field, 'must have 1 to 256 printable characters');
  return value;
}

/** Text for people, not empty. */
export function name(value: string, field: string): string {
  const trimmed = value.trim();
  if (trimmed === '') throw invalid(field, 'is required');
  return text(trimmed, field);
}

/** Text for people, bounded, without control characters. */
export function text(value: string, field: string, charsMax = TEXT_CHARS_MAX): string {
  if (value.length > charsMax) throw invalid(field, `has at most ${charsMax} characters`);
  if (/[\p{Cc}--[\t\n\r]]/v.test(value) || !value.isWellFormed())
    throw invalid(field, 'has a character that is not allowed');
  return value;
}

/** A label of a user or team; empty for none. */
export function ownershipCode(value: string, field: string): string {
  return text(value.trim(), field, OWNERSHIP_CODE_CHARS_MAX);
}

export function phone(value: string, field: string): string {
  if (!/^\+[1-9]\d{6,14}$/.test(value)) throw invalid(field, 'must be E.164');
  return value;
}

/** within one day, the end exclusive; overnight is two slots. */
export function slot({ weekday, startMinute, endMinute }: TimeSlot, field: string): TimeSlot {
  if (weekday < 1 || weekday > 7) throw invalid(field, 'need a weekday from 1, Monday, to 7');
  count(startMinute, field, DAY_MINUTES);
  count(endMinute, field, DAY_MINUTES);
  if (startMinute >= endMinute) throw invalid(field, 'must end after their start; one over midnight is two');
  return { weekday, startMinute, endMinute };
}

export function zone(value: string, field: string): string {
  const known = knownZone(value);
  if (known === undefined) throw invalid(field, 'must be a zone of the IANA database');
  return known;
}

export function count(value: number, field: string, max: number): number {
  if (value < 0 || value > max) throw invalid(field, `must be 0 to ${max}`);
  return value;
}

/** The version a document is replaced in; 0 creates it. */
export function version(value: bigint, field: string): number {
  if (value < 0n || value > BigInt(Number.MAX_SAFE_INTEGER)) throw invalid(field, 'is out of range');
  return Number(value);
}

/** AIP-158: no size means the default, a large one is lowered. */
export function page(wire: Page | undefined): { pageSize: number; pageToken: string | undefined } {
  const size = wire?.pageSize ?? 0;
  if (size < 0) throw invalid('page.page_size', 'must not be negative');
  const token = wire?.pageToken ?? '';
  return {
    pageSize: Math.min(size === 0 ? PAGE_SIZE : size, PAGE_SIZE_MAX),
    pageToken: token === '' ? undefined : token,
  };
}
