import { decodeBencode, encodeBencode, isDictionary, type BencodeDictionary } from './bencode.ts';

/**
 * One message of the `ng` protocol: a cookie, a space, a dictionary. The cookie joins an answer to its request; a request
 * that comes again with the same cookie gets the same answer again and is not carried out twice.
 */
export interface NgMessage {
  cookie: string;
  body: BencodeDictionary;
}

const COOKIE_BYTES_MAX = 255;
const SPACE = 0x20;

/** Undefined when the datagram is no such message. Never throws. */
export function parseNgMessage(datagram: Uint8Array): NgMessage | undefined {
  const space = datagram.indexOf(SPACE);
  if (space < 1 || space > COOKIE_BYTES_MAX) return undefined;
  const cookieBytes = datagram.subarray(0, space);
  if (cookieBytes.some((byte) => byte <= SPACE || byte > 0x7e)) return undefined;
  const body = decodeBencode(datagram.subarray(space + 1));
  if (!isDictionary(body)) return undefined;
  return { cookie: String.fromCharCode(...cookieBytes), body };
}

export function formatNgMessage(message: NgMessage): Uint8Array {
  const body = encodeBencode(message.body);
  const datagram = new Uint8Array(message.cookie.length + 1 + body.length);
  for (let i = 0; i < message.cookie.length; i += 1) datagram[i] = message.cookie.charCodeAt(i);
  datagram[message.cookie.length] = SPACE;
  datagram.set(body, message.cookie.length + 1);
  return datagram;
}
