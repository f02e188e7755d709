import { isIPv4 } from 'node:net';
import type { Endpoint } from './transport.ts';

/*
 * Just enough of STUN (RFC 5389) for the keep-alives of SIP phones on UDP (RFC 5626 section 4.4.2): a Binding request is answered with the
 * address it came from.
 */

const HEADER_BYTES = 20;
const BINDING_REQUEST = 0x0001;
const BINDING_SUCCESS = 0x0101;
const MAGIC_COOKIE = 0x2112a442;
const XOR_MAPPED_ADDRESS = 0x0020;
const FAMILY_IPV4 = 1;
/** A longer one is no keep-alive: nobody gets more bytes from us than he has sent by much. */
const REQUEST_BYTES_MAX = 100;

/** Whether a datagram is STUN: no SIP message begins with a byte 0 or 1, and only STUN has the cookie. */
export function isStun(bytes: Buffer): boolean {
  const isLongEnough = bytes.length >= HEADER_BYTES && (bytes[0] ?? 2) < 2;
  return isLongEnough && bytes.readUInt32BE(4) === MAGIC_COOKIE;
}

/** The answer to a Binding request; undefined for anything else, and over IPv6, where nothing is translated. */
export function answerStun(bytes: Buffer, from: Endpoint): Buffer | undefined {
  const isRequest = isStun(bytes) && bytes.readUInt16BE(0) === BINDING_REQUEST;
  if (!isRequest || bytes.length > REQUEST_BYTES_MAX || !isIPv4(from.address)) return undefined;
  const answer = Buffer.alloc(HEADER_BYTES + 12);
  answer.writeUInt16BE(BINDING_SUCCESS, 0);
  answer.writeUInt16BE(12, 2);
  bytes.copy(answer, 4, 4, HEADER_BYTES);
  answer.writeUInt16BE(XOR_MAPPED_ADDRESS, 20);
  answer.writeUInt16BE(8, 22);
  answer.writeUInt16BE(FAMILY_IPV4, 24);
  answer.writeUInt16BE(from.port ^ (MAGIC_COOKIE >>> 16), 26);
  const address = from.address.split('.').reduce((number, octet) => number * 256 + Number(octet), 0);
  answer.writeUInt32BE((address ^ MAGIC_COOKIE) >>> 0, 28);
  return answer;
}
