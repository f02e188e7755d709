/** Where a message came from. */
export interface Source {
  readonly address: string;
  readonly port: number;
  /** udp, tcp, tls, ws or wss. */
  readonly protocol: string;
}

/** One of a phone's own connections, by which a new REGISTER replaces the old one whatever its URI (RFC 5626). */
export interface Flow {
  /** +sip.instance, without quotes and angle brackets. */
  readonly instanceId: string;
  readonly regId: number;
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
  /** Proxies to it, nearest to us first (RFC 3327); absent or empty: none. */
  readonly path?: readonly string[];
  readonly flow?: Flow;
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
        readonly list: readonly AskedContact[];
      };
  /** Expires header. */
  readonly expiresS: number | undefined;
  readonly source: Source;
  readonly userAgent: string;
  readonly path: readonly string[];
}

export interface AskedContact {
  readonly uri: string;
  readonly expiresS: number | undefined;
  readonly flow: Flow | undefined;
}

/** What an installation allows an agent. */
export interface RegistrationPolicy {
  /** Phones of one agent that ring at once. */
  readonly contactsMax: number;
  /** What becomes of one more: it takes the place of the one registered longest ago, or gets 403. */
  readonly whenFull: 'replace' | 'refuse';
}

export type RegisterResult =
  | { readonly type: 'accepted'; readonly contacts: readonly Contact[]; readonly changed: boolean }
  | { readonly type: 'refused'; readonly status: 400 | 403 | 423 | 500 };

export const EXPIRES_S_MIN = 60;
export const EXPIRES_S_MAX = 3600;
const EXPIRES_S_DEFAULT = 600;
export const REGISTRATION_POLICY: RegistrationPolicy = { contactsMax: 5, whenFull: 'replace' };

/**
 * RFC 3261 section 10.3: adds, refreshes and removes contacts, all or nothing. An expiry that is too short is refused with 423,
 * one that is too long is shortened. A phone that names its flow replaces that flow's contact (RFC 5626 section 6).
 */
export function register(
  before: readonly Contact[],
  request: RegisterRequest,
  { nowAt, policy }: { readonly nowAt: number; readonly policy: RegistrationPolicy },
): RegisterResult {
  const known = liveContacts(before, nowAt);
  switch (request.contacts.type) {
    case 'query':
      return { type: 'accepted', contacts: known, changed: false };
    case 'all':
      if (request.expiresS !== 0) return { type: 'refused', status: 400 };
      if (known.some((contact) => isOutOfOrder(contact, request))) return { type: 'refused', status: 500 };
      return { type: 'accepted', contacts: [], changed: known.length > 0 };
    case 'list': {
      const result = registerEach(known, { ...request, list: request.contacts.list }, nowAt);
      return result.type === 'refused' ? result : withinLimit(known, result.contacts, policy);
    }
  }
}

/** Contacts that have not run out. */
export function liveContacts(contacts: readonly Contact[], nowAt: number): readonly Contact[] {
  return contacts.filter((contact) => contact.expiresAt > nowAt);
}

/** What makes a REGISTER one for the same binding: the phone's flow, else its URI, where only letter case of scheme and host may differ. */
export function bindingId({ uri, flow }: Pick<Contact, 'uri' | 'flow'>): string {
  if (flow !== undefined) return `${flow.instanceId};${flow.regId}`;
  const at = uri.lastIndexOf('@');
  return uri.slice(0, at + 1) + uri.slice(at + 1).toLowerCase();
}

function registerEach(
  known: readonly Contact[],
  request: RegisterRequest & { readonly list: readonly AskedContact[] },
  nowAt: number,
): RegisterResult {
  // One REGISTER goes over one flow (RFC 5626 section 6).
  const flows = request.list.filter(({ flow, expiresS }) => flow !== undefined && expiresS !== 0);
  if (flows.length > 1) return { type: 'refused', status: 400 };
  let contacts = known;
  for (const asked of request.list) {
    const wantedS = asked.expiresS ?? request.expiresS ?? EXPIRES_S_DEFAULT;
    if (wantedS !== 0 && wantedS < EXPIRES_S_MIN) return { type: 'refused', status: 423 };
    const id = bindingId(withFlow(asked));
    const current = contacts.find((contact) => bindingId(contact) === id);
    if (current !== undefined && isOutOfOrder(current, request)) return { type: 'refused', status: 500 };
    const others = contacts.filter((contact) => contact !== current);
    const expiresAt = nowAt + Math.min(wantedS, EXPIRES_S_MAX) * 1000;
    contacts = wantedS === 0 ? others : [...others, newContact(asked, request, { nowAt, expiresAt })];
  }
  return { type: 'accepted', contacts, changed: true };
}

function withinLimit(
  known: readonly Contact[],
  contacts: readonly Contact[],
  { contactsMax, whenFull }: RegistrationPolicy,
): RegisterResult {
  const grown = contacts.length > contactsMax && contacts.length > known.length;
  if (grown && whenFull === 'refuse') return { type: 'refused', status: 403 };
  return { type: 'accepted', contacts: contacts.slice(-contactsMax), changed: true };
}

/** A REGISTER that was overtaken by a later one of the same phone. */
function isOutOfOrder(contact: Contact, request: RegisterRequest): boolean {
  return contact.callId === request.callId && request.cseq < contact.cseq;
}

function newContact(
  asked: AskedContact,
  request: RegisterRequest,
  times: { readonly nowAt: number; readonly expiresAt: number },
): Contact {
  const { callId, cseq, source, userAgent, path } = request;
  return {
    ...withFlow(asked),
    callId,
    cseq,
    registeredAt: times.nowAt,
    expiresAt: times.expiresAt,
    source,
    userAgent,
    ...(path.length === 0 ? {} : { path }),
  };
}

/** Absent, not undefined: contacts are stored as JSON. */
function withFlow({ uri, flow }: AskedContact): Pick<Contact, 'uri' | 'flow'> {
  return flow === undefined ? { uri } : { uri, flow };
}
