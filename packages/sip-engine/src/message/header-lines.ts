import { canonicalHeaderName, isListHeader } from './header-names.ts';
import { isOneLine, isToken } from './headers/lexer.ts';
import { splitList } from './headers/split-list.ts';
import type { Header } from './message.ts';
import { fault, type Fault } from './parse-error.ts';

/** Longest header value after unfolding. */
export const HEADER_VALUE_LENGTH_MAX = 8_192;
/** Most header fields, counted after comma lists are split. */
export const HEADERS_MAX = 256;

/** Lists in which an empty element is a fault; elsewhere it is left out. */
const STRICT_LISTS: ReadonlySet<string> = new Set(['Via', 'Contact', 'Route', 'Record-Route', 'Path']);

export interface HeaderLines {
  readonly headers: Header[];
  /** The first fault met; reading went on behind it, so that a 400 can be answered. */
  readonly fault?: Fault;
}

/** Reads the header lines of `text` from `from`; each ends in CRLF, and one that begins with white space continues the last. */
export function parseHeaderLines(text: string, from: number): HeaderLines {
  const headers: Header[] = [];
  let problem: Fault | undefined;
  let at = from;
  while (at < text.length) {
    let end = text.indexOf('\r\n', at);
    if (end === -1) end = text.length;
    let folded = false;
    while (isSpace(text.charCodeAt(end + 2))) {
      folded = true;
      end = text.indexOf('\r\n', end + 2);
      if (end === -1) end = text.length;
    }
    const line = folded ? unfold(text.slice(at, end)) : text.slice(at, end);
    problem ??= addHeaderLine(headers, line);
    if (headers.length > HEADERS_MAX) return { headers, fault: problem ?? fault('too-many-headers') };
    at = end + 2;
  }
  return problem === undefined ? { headers } : { headers, fault: problem };
}

/** A line break with the white space around it is one space (RFC 3261 section 7.3.1); linear, however long the white space is. */
function unfold(lines: string): string {
  return lines
    .split('\r\n')
    .map((part) => part.trim())
    .join(' ');
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

function addHeaderLine(headers: Header[], line: string): Fault | undefined {
  const colon = line.indexOf(':');
  const received = colon === -1 ? '' : line.slice(0, colon).trimEnd();
  if (!isToken(received)) return fault('header-line');
  const name = canonicalHeaderName(received);
  const value = line.slice(colon + 1).trim();
  if (value.length > HEADER_VALUE_LENGTH_MAX) return fault('header-too-long', name);
  if (!isOneLine(value)) return fault('header-value', name);
  if (!value.includes(',') || !isListHeader(name)) {
    headers.push({ name, value });
    return undefined;
  }
  const strict = STRICT_LISTS.has(name);
  for (const element of splitList(value))
    if (element !== '' || strict) headers.push({ name, value: element });
  return undefined;
}
