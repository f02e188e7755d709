import { parseContacts } from '../message/headers/contact.ts';
import { formatUri, parseUri } from '../message/headers/uri.ts';
import { NO_PARAMS } from '../message/headers/params.ts';
import type { SipResponse } from '../message/message.ts';

/** Where a 3xx sends the caller, best first by `q` (RFC 3261 sections 8.1.3.4 and 20.10); headers in the URIs are left out. */
export function redirectTargets(response: SipResponse): string[] {
  const contacts = parseContacts(response);
  if (contacts === undefined || contacts === '*') return [];
  return contacts
    .map((contact) => ({ uri: parseUri(contact.uri), q: qOf(contact.params.get('q')) }))
    .toSorted((a, b) => b.q - a.q)
    .flatMap(({ uri }) => (uri === undefined ? [] : [formatUri({ ...uri, headers: NO_PARAMS })]));
}

/** Without `q` a contact counts as the best. */
function qOf(value: string | undefined): number {
  const q = Number(value ?? '1');
  return Number.isFinite(q) ? q : 0;
}
