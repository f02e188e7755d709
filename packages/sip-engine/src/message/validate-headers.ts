import { parseCSeq } from './headers/cseq.ts';
import { parseDecimal } from './headers/lexer.ts';
import { parseNameAddr } from './headers/name-addr.ts';
import { parseVia } from './headers/via.ts';
import type { Header } from './message.ts';
import { fault, type Fault } from './parse-error.ts';

/** RFC 3261 section 8.1.1: without these no transaction, dialog or answer can be made. Max-Forwards may be missing (RFC 2543). */
const MANDATORY = ['Via', 'From', 'To', 'Call-ID', 'CSeq'] as const;

/** At most one each; a second is the classic way to make two elements disagree about a message (RFC 4475 section 3.3.8). */
const SINGLETONS: ReadonlySet<string> = new Set([
  'From',
  'To',
  'Call-ID',
  'CSeq',
  'Max-Forwards',
  'Content-Length',
  'Content-Type',
]);

/** First fault of the headers every element reads, whatever the method. */
export function findHeaderFault(
  headers: readonly Header[],
  requestMethod: string | undefined,
): Fault | undefined {
  const seen = new Set<string>();
  for (const { name, value } of headers) {
    if (SINGLETONS.has(name) && seen.has(name)) return fault('header-duplicate', name);
    seen.add(name);
    if (!isReadable(name, value)) return fault('header-value', name);
    if (name === 'CSeq' && requestMethod !== undefined && parseCSeq(value)?.method !== requestMethod) {
      return fault('cseq-method', name);
    }
  }
  for (const name of MANDATORY) if (!seen.has(name)) return fault('header-missing', name);
  return undefined;
}

function isReadable(name: string, value: string): boolean {
  switch (name) {
    case 'Via':
      return parseVia(value) !== undefined;
    case 'From':
    case 'To':
    case 'Route':
    case 'Record-Route':
      return parseNameAddr(value) !== undefined;
    case 'Contact':
      return value === '*' || parseNameAddr(value) !== undefined;
    case 'CSeq':
      return parseCSeq(value) !== undefined;
    case 'Call-ID':
      return value !== '' && !/\s/.test(value);
    case 'Max-Forwards':
      return parseDecimal(value, 255) !== undefined;
    default:
      return true;
  }
}

/**
 * Whether an answer can be made: the headers that it copies are there. A top Via that cannot be read is sent back as it came, to
 * where it came from (RFC 4475 section 3.1.2.1).
 */
export function isAnswerable(headers: readonly Header[]): boolean {
  const first = new Map<string, string>();
  for (const { name, value } of headers) if (!first.has(name)) first.set(name, value);
  return MANDATORY.every((name) => (first.get(name) ?? '') !== '');
}
