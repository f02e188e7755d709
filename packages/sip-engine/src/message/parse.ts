import { isUtf8 } from 'node:buffer';

import { parseHeaderLines } from './header-lines.ts';
import { parseDecimal } from './headers/lexer.ts';
import type { Header, SipMessage, SipRequest } from './message.ts';
import { ownBytes } from './own-bytes.ts';
import { fault, type Fault, type ParseError } from './parse-error.ts';
import { parseStartLine } from './start-line.ts';
import { findHeaderFault, isAnswerable } from './validate-headers.ts';

/** Largest message, headers and body together; more is answered 513. */
export const MESSAGE_BYTES_MAX = 65_536;

export type ParseResult =
  | {
      readonly ok: true;
      readonly message: SipMessage;
      /** Bytes of the message; the rest of a datagram is ignored. */ readonly consumed: number;
    }
  | { readonly ok: false; readonly error: ParseError };

/** Everything before the body. */
export type HeadResult =
  | { readonly ok: true; readonly message: SipMessage; readonly contentLength?: number }
  | {
      readonly ok: false;
      readonly error: ParseError;
      /** Known when the body can be skipped on a stream. */ readonly contentLength?: number;
    };

const NO_BODY = new Uint8Array(0);

/**
 * Reads one message from a datagram or a WebSocket frame (RFC 3261 sections 7 and 18.3). Never throws. Nothing of the
 * message is a view of `bytes`. Text that is not UTF-8 is read as Latin-1, which old phones send in display names.
 */
export function parseMessage(bytes: Uint8Array): ParseResult {
  const start = leadingLineEnds(bytes);
  if (start === bytes.length) return { ok: false, error: fault('empty') };
  const endOfHead = indexOfEmptyLine(bytes, start);
  const head = parseHead(bytes.subarray(start, endOfHead === -1 ? bytes.length : endOfHead));
  if (!head.ok) return head;
  const { message } = head;
  if (bytes.length - start > MESSAGE_BYTES_MAX) return fail(fault('too-large', undefined, 513), message);
  if (endOfHead === -1) return fail(fault('no-end-of-headers'), message);

  const bodyAt = endOfHead + 4;
  const consumed = bodyAt + (head.contentLength ?? bytes.length - bodyAt);
  if (consumed > bytes.length) return fail(fault('body-truncated', 'Content-Length'), message);
  return { ok: true, message: withBody(message, ownBytes(bytes, bodyAt, consumed)), consumed };
}

/** Number of CR and LF bytes before the start line; they are ignored (RFC 3261 section 7.5). */
function leadingLineEnds(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length && (bytes[at] === 0x0d || bytes[at] === 0x0a)) at++;
  return at;
}

/** Index of the CRLFCRLF that ends the headers, at or after `from`, or -1. */
export function indexOfEmptyLine(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0x0d, from); at !== -1; at = bytes.indexOf(0x0d, at + 1)) {
    if (bytes[at + 1] === 0x0a && bytes[at + 2] === 0x0d && bytes[at + 3] === 0x0a) return at;
  }
  return -1;
}

/** Reads start line and headers; `head` ends before the empty line. */
export function parseHead(head: Uint8Array): HeadResult {
  const buffer = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, MESSAGE_BYTES_MAX));
  const text = isUtf8(buffer) ? buffer.toString('utf8') : buffer.toString('latin1');
  const lineEnd = text.indexOf('\r\n');
  const startLine = parseStartLine(lineEnd === -1 ? text : text.slice(0, lineEnd));
  if (startLine.type === 'unreadable') return { ok: false, error: startLine.fault };

  const lines = parseHeaderLines(text, lineEnd === -1 ? text.length : lineEnd + 2);
  const { headers } = lines;
  const method = startLine.type === 'request' ? startLine.method : undefined;
  const length = contentLengthOf(headers);
  const problem =
    (startLine.type === 'request' ? startLine.fault : undefined) ??
    lines.fault ??
    findHeaderFault(headers, method) ??
    (length === 'invalid' ? fault('content-length', 'Content-Length') : undefined);
  const contentLength = length === 'invalid' || length === undefined ? {} : { contentLength: length };
  const message: SipMessage =
    startLine.type === 'request'
      ? { type: 'request', method: startLine.method, uri: startLine.uri, headers, body: NO_BODY }
      : { type: 'response', status: startLine.status, reason: startLine.reason, headers, body: NO_BODY };
  return problem === undefined
    ? { ok: true, message, ...contentLength }
    : { ...fail(problem, message), ...contentLength };
}

/** 'invalid' also for two of them: what they frame is then anybody's guess. */
function contentLengthOf(headers: readonly Header[]): number | 'invalid' | undefined {
  let length: number | 'invalid' | undefined;
  for (const { name, value } of headers) {
    if (name !== 'Content-Length') continue;
    length = length === undefined ? (parseDecimal(value, Number.MAX_SAFE_INTEGER) ?? 'invalid') : 'invalid';
  }
  return length;
}

/** The error with what can be answered of the message. */
export function fail(
  problem: Fault,
  message: SipMessage,
): { readonly ok: false; readonly error: ParseError } {
  const answerable = message.type === 'request' && message.method !== 'ACK' && isAnswerable(message.headers);
  return { ok: false, error: answerable ? { ...problem, partial: withBody(message, NO_BODY) } : problem };
}

function withBody<M extends SipMessage | SipRequest>(message: M, body: Uint8Array): M {
  return { ...message, body };
}
