/** Where a message came from. */
export interface Source {
  readonly address: string;
  readonly port: number;
  /** udp, tcp, tls, ws, wss in lower case. */
  readonly protocol: string;
}

/** One place where an agent's phone can be rung. */
export interface Contact {
  /** The phone's own URI, as it wrote it. */
  readonly uri: string;
  readonly callId: string;
  readonly cseq: number;
  readonly registeredAt: number;
  readonly expiresAt: number;
  /** A phone behind a NAT is reachable nowhere else (docs/control-protocol.md section 9). */
  readonly source: Source;
  readonly userAgent: string;
}

/** What a REGISTER asks for, read from its headers. */
export interface RegisterRequest {
  readonly callId: string;
  readonly cseq: number;
  /** `query`: no Contact at all; `all`: `Contact: *`. */
  readonly contacts:
    | { readonly type: 'query' }
    | { readonly type: 'all' }
    | {
        readonly type: 'list';
        readonly list: ReadonlyArray<{ readonly uri: string; readonly expiresS: number | undefined }>;
      };
  /** Expires header. */
  readonly expiresS: number | undefined;
  readonly source: Source;
  readonly userAgent: string;
}

export type RegisterResult =
  | { readonly type: 'accepted'; readonly contacts: readonly Contact[]; readonly changed: boolean }
  | { readonly type: 'refused'; readonly status: 400 | 423 | 500 };

export const EXPIRES_S_MIN = 60;
export const EXPIRES_S_MAX = 3600;
const EXPIRES_S_DEFAULT = 600;
/** Phones of one agent that ring at once. */
export const CONTACTS_MAX = 5;

/**
 * RFC 3261 section 10.3: adds, refreshes and removes contacts, all or nothing. An expiry that is too short is refused
 * with 423, one that is too long is shortened. The sixth phone takes the place of the one registered longest ago.
 */
export function register(
  before: readonly Contact[],
  request: RegisterRequest,
  nowAt: number,
): RegisterResult {
  const known = liveContacts(before, nowAt);
  switch (request.contacts.type) {
    case 'query':
      return { type: 'accepted', contacts: known, changed: false };
    case 'all':
      if (request.expiresS !== 0) return { type: 'refused', status: 400 };
      if (known.some((contact) => isOutOfOrder(contact, request))) return { type: 'refused', status: 500 };
      return { type: 'accepted', contacts: [], changed: known.length > 0 };
    case 'list':
      return registerEach(known, request, { list: request.contacts.list, nowAt });
  }
}

/** Contacts that have not run out. */
export function liveContacts(contacts: readonly Contact[], nowAt: number): readonly Contact[] {
  return contacts.filter((contact) => contact.expiresAt > nowAt);
}

function registerEach(
  known: readonly Contact[],
  request: RegisterRequest,
  asked: { list: ReadonlyArray<{ uri: string; expiresS: number | undefined }>; nowAt: number },
): RegisterResult {
  let contacts = known;
  for (const { uri, expiresS } of asked.list) {
    const wantedS = expiresS ?? request.expiresS ?? EXPIRES_S_DEFAULT;
    if (wantedS !== 0 && wantedS < EXPIRES_S_MIN) return { type: 'refused', status: 423 };
    const key = contactKey(uri);
    const current = contacts.find((contact) => contactKey(contact.uri) === key);
    if (current !== undefined && isOutOfOrder(current, request)) return { type: 'refused', status: 500 };
    const others = contacts.filter((contact) => contact !== current);
    contacts =
      wantedS === 0
        ? others
        : [...others, newContact(uri, Math.min(wantedS, EXPIRES_S_MAX), request, asked.nowAt)];
  }
  return { type: 'accepted', contacts: contacts.slice(-CONTACTS_MAX), changed: true };
}

/** A REGISTER that was overtaken by a later one of the same phone. */
function isOutOfOrder(contact: Contact, request: RegisterRequest): boolean {
  return contact.callId === request.callId && request.cseq < contact.cseq;
}

function newContact(uri: string, expiresS: number, request: RegisterRequest, nowAt: number): Contact {
  return {
    uri,
    callId: request.callId,
    cseq: request.cseq,
    registeredAt: nowAt,
    expiresAt: nowAt + expiresS * 1000,
    source: request.source,
    userAgent: request.userAgent,
  };
}

/** The same phone writes its URI the same way; only letter case of scheme and host may differ. */
function contactKey(uri: string): string {
  const at = uri.lastIndexOf('@');
  return uri.slice(0, at + 1) + uri.slice(at + 1).toLowerCase();
}
