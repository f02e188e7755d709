import { assert } from '@firstring/kernel';

import { isOneLine, isToken } from './headers/lexer.ts';
import type { SipMessage } from './message.ts';

/** What goes out is told to the app right after, and repeated when nobody answers: the same object, so the same bytes. */
let last: { readonly message: SipMessage; readonly bytes: Uint8Array } | undefined;

/**
 * The message as bytes. Content-Length is always the body's; it stands where the message had it, else at the end. A name,
 * value, URI or reason that would break out of its line (CR, LF, NUL) is a programmer's error: AssertionError, nothing sent.
 */
export function serializeMessage(message: SipMessage): Uint8Array {
  if (last?.message !== message) last = { message, bytes: written(message) };
  return last.bytes;
}

function written(message: SipMessage): Uint8Array {
  const length = `Content-Length: ${message.body.length}\r\n`;
  let text = startLine(message);
  let lengthWritten = false;
  for (const { name, value } of message.headers) {
    if (name === 'Content-Length') {
      if (!lengthWritten) text += length;
      lengthWritten = true;
      continue;
    }
    assert(isToken(name), 'a header name is a token');
    assert(isOneLine(value), `the value of ${name} stays on its line`);
    text += `${name}: ${value}\r\n`;
  }
  text += lengthWritten ? '\r\n' : `${length}\r\n`;
  const headBytes = Buffer.byteLength(text);
  const bytes = Buffer.allocUnsafe(headBytes + message.body.length);
  bytes.write(text, 0);
  bytes.set(message.body, headBytes);
  return bytes;
}

function startLine(message: SipMessage): string {
  if (message.type === 'response') {
    assert(
      Number.isInteger(message.status) && message.status >= 100 && message.status <= 699,
      'a status is 100 to 699',
    );
    assert(isOneLine(message.reason), 'a reason phrase stays on its line');
    return `SIP/2.0 ${message.status} ${message.reason}\r\n`;
  }
  assert(isToken(message.method), 'a method is a token');
  assert(message.uri !== '' && !/[\s\0]/.test(message.uri), 'a Request-URI has no white space');
  return `${message.method} ${message.uri} SIP/2.0\r\n`;
}
