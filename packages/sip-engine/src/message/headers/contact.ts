import { parseDecimal } from './lexer.ts';
import { parseNameAddr, type NameAddr } from './name-addr.ts';
import { headerValues, type SipMessage } from '../message.ts';

/** `expires` above this reads as this (RFC 3261 section 20.19: 2^32 - 1). */
export const EXPIRES_MAX_S = 2 ** 32 - 1;

/** The Contact headers of a message: `*` alone (section 10.2.2), or addresses; undefined when malformed or mixed. */
export function parseContacts(message: SipMessage): '*' | NameAddr[] | undefined {
  const values = headerValues(message, 'Contact');
  if (values.includes('*')) return values.length === 1 ? '*' : undefined;
  const contacts: NameAddr[] = [];
  for (const value of values) {
    const contact = parseNameAddr(value);
    if (contact === undefined) return undefined;
    contacts.push(contact);
  }
  return contacts;
}

/** Seconds from an Expires value or `expires` parameter; too large is the largest, malformed undefined (RFC 4475 section 3.1.2.4). */
export function parseExpiresS(value: string | undefined): number | undefined {
  if (value === undefined || !/^[0-9]+$/.test(value)) return undefined;
  return parseDecimal(value, EXPIRES_MAX_S) ?? EXPIRES_MAX_S;
}
