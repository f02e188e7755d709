import { parseContacts, parseExpiresS } from '../message/headers/contact.ts';
import { parseUri } from '../message/headers/uri.ts';
import { header, type SipRequest, type SipResponse } from '../message/message.ts';
import { isPrivateAddress } from '../transport/local-address.ts';
import { plainAddress } from '../transport/ip-address.ts';
import type { Flow, Target } from '../transport/transport.ts';

interface Entry {
  readonly target: Target;
  readonly expiresAtMs: number;
}

const DEFAULT_EXPIRES_S = 3_600;

/**
 * Where the REGISTER of a contact came from, until it expires: an INVITE to that contact goes there, because a phone behind a NAT is
 * reachable nowhere else (docs/control-protocol.md section 9; for UDP as well, section 11).
 */
export class RegisteredFlows {
  readonly #limit: number;
  readonly #byContact = new Map<string, Entry>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#byContact.size;
  }

  /** Learns from a REGISTER the app has answered with 200; its Contact, the response's expiry. */
  learn(request: SipRequest, response: SipResponse, flow: Flow, nowMs: number): void {
    const contacts = parseContacts(request);
    if (contacts === undefined || contacts === '*') return;
    for (const contact of contacts) {
      const key = contactKey(contact.uri);
      const expiresS =
        grantedExpiresS(response, key) ??
        parseExpiresS(contact.params.get('expires')) ??
        parseExpiresS(header(response, 'Expires') ?? header(request, 'Expires')) ??
        DEFAULT_EXPIRES_S;
      if (key === undefined || !needsFlow(contact.uri, flow)) continue;
      this.#byContact.delete(key);
      if (expiresS === 0) continue;
      if (this.#byContact.size >= this.#limit) this.#dropOldest();
      const target = { protocol: flow.protocol, ...flow.remote };
      this.#byContact.set(key, { target, expiresAtMs: nowMs + expiresS * 1_000 });
    }
  }

  /** The way to a registered contact; undefined when it is not known, or no longer. */
  find(uri: string, nowMs: number): Target | undefined {
    const key = contactKey(uri);
    const entry = key === undefined ? undefined : this.#byContact.get(key);
    if (key === undefined || entry === undefined) return undefined;
    if (entry.expiresAtMs > nowMs) return entry.target;
    this.#byContact.delete(key);
    return undefined;
  }

  #dropOldest(): void {
    const oldest = this.#byContact.keys().next().value;
    if (oldest !== undefined) this.#byContact.delete(oldest);
  }
}

function grantedExpiresS(response: SipResponse, key: string | undefined): number | undefined {
  const contacts = parseContacts(response);
  if (contacts === undefined || contacts === '*') return undefined;
  const own = contacts.find((contact) => contactKey(contact.uri) === key);
  return parseExpiresS(own?.params.get('expires'));
}

/**
 * Only a contact that cannot be reached by its name: a private or made-up host, or the source itself. A public address of someone
 * else is never learned, or a phone could draw calls that are meant for a trunk.
 */
function needsFlow(uriText: string, flow: Flow): boolean {
  const host = plainAddress(parseUri(uriText)?.host.toLowerCase() ?? '');
  return host === flow.remote.address || host.endsWith('.invalid') || isPrivateAddress(host);
}

/** user@host:port: two phones of one user behind one address differ by port. A contact without user names no phone. */
function contactKey(uriText: string): string | undefined {
  const uri = parseUri(uriText);
  if (uri?.user === undefined) return undefined;
  return `${uri.user}@${uri.host.toLowerCase()}:${uri.port ?? ''}`;
}
