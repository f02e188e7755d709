import type { Header } from '../message/message.ts';
import { isToken } from '../message/headers/lexer.ts';
import { canonicalHeaderName } from '../message/header-names.ts';
import { ownBytes } from '../message/own-bytes.ts';

/**
 * A SIP message as an app writes it: no Via, often no From, To, CSeq or Call-ID, and a Content-Length that counts characters.
 * So it is no SIP message yet: `compose-request.ts` and `compose-response.ts` make one of it.
 */
export type AppMessage = AppRequest | AppResponse;

interface AppMessageBase {
  /** Canonical names, in the app's order, without Content-Length. */
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
}

export interface AppRequest extends AppMessageBase {
  readonly type: 'request';
  readonly method: string;
  readonly uri: string;
}

export interface AppResponse extends AppMessageBase {
  readonly type: 'response';
  readonly status: number;
  readonly reason: string;
}

const BLANK_LINE = Buffer.from('\r\n\r\n');
const REQUEST_LINE = /^([A-Za-z0-9.!%*_+`'~-]+) +(\S+) +SIP\/2\.0$/;
const STATUS_LINE = /^SIP\/2\.0 +([1-6]\d\d)(?: +(.*))?$/;

/** Undefined when there is no start line or a header line is not `name: value`. The body is all that follows the blank line. */
export function parseAppMessage(bytes: Buffer): AppMessage | undefined {
  const blank = bytes.indexOf(BLANK_LINE);
  const head = (blank === -1 ? bytes : bytes.subarray(0, blank)).toString('utf8');
  const body = ownBytes(bytes, blank === -1 ? bytes.length : blank + BLANK_LINE.length);
  const startLineEnd = lineEnd(head, 0);
  const startLine = head.slice(0, startLineEnd);
  const headers: Header[] = [];
  for (let at = startLineEnd + 2; at < head.length;) {
    const end = lineEnd(head, at);
    const isGood = end === at || addHeader(headers, head.slice(at, end));
    if (!isGood) return undefined;
    at = end + 2;
  }
  const request = REQUEST_LINE.exec(startLine);
  if (request !== null) {
    return { type: 'request', method: request[1] ?? '', uri: request[2] ?? '', headers, body };
  }
  const status = STATUS_LINE.exec(startLine.trimEnd());
  if (status === null) return undefined;
  return { type: 'response', status: Number(status[1]), reason: status[2] ?? '', headers, body };
}

/** Where the line that begins at `from` ends, with the lines that continue it. */
function lineEnd(head: string, from: number): number {
  let end = head.indexOf('\r\n', from);
  while (end !== -1 && (head[end + 2] === ' ' || head[end + 2] === '\t')) end = head.indexOf('\r\n', end + 2);
  return end === -1 ? head.length : end;
}

/** False when the line is no header. */
function addHeader(headers: Header[], line: string): boolean {
  const colon = line.indexOf(':');
  if (colon < 1) return false;
  const name = headerName(line.slice(0, colon).trim());
  const value = line
    .slice(colon + 1)
    .replace(/\r\n[ \t]+/g, ' ')
    .trim();
  if (!isToken(name) || /[\r\n\0]/.test(value)) return false;
  if (name !== 'Content-Length') headers.push({ name, value });
  return true;
}

/**
 * Known names in the RFC's spelling; of others each word is capitalised, unless it begins X- (docs/control-protocol.md section 4).
 */
function headerName(text: string): string {
  const known = canonicalHeaderName(text);
  if (known !== text || /^x-/i.test(text)) return known;
  return text.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase());
}

/** First value of a header by canonical name. */
export function appHeader(message: AppMessage, name: string): string | undefined {
  return message.headers.find((entry) => entry.name === name)?.value;
}
