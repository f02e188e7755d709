import { parseNameAddr } from './headers/name-addr.ts';
import { header, type SipMessage } from './message.ts';

/** Tag of the From header (RFC 3261 section 19.3), or undefined. */
export function fromTag(message: SipMessage): string | undefined {
  return tagOf(header(message, 'From'));
}

/** Tag of the To header, or undefined: present on every request inside a dialog. */
export function toTag(message: SipMessage): string | undefined {
  return tagOf(header(message, 'To'));
}

function tagOf(value: string | undefined): string | undefined {
  const tag = value === undefined ? undefined : parseNameAddr(value)?.params.get('tag');
  return tag === '' ? undefined : tag;
}
