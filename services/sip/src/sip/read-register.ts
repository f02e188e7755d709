import type { RegisterPhone } from '../app/register-phone.ts';
import type { AskedContact, Flow, RegisterRequest, Source } from '../domain/registration.ts';
import { splitList } from './split-list.ts';
import { splitChallenges } from './challenges.ts';
import type { IncomingRequest } from './drachtio.ts';

const CONTACTS_IN_REQUEST_MAX = 10;
const PATH_MAX = 10;
const URI_CHARS_MAX = 512;
const INSTANCE_CHARS_MAX = 128;
const USER_AGENT_CHARS_MAX = 128;

/** What a REGISTER asks for, or the status that says why nobody can tell. */
export function readRegister(request: IncomingRequest): RegisterPhone | 400 | 403 {
  const user = userOf(headerUri(request, 'to'));
  const cseq = Number.parseInt(request.get('CSeq') ?? '', 10);
  const contacts = readContacts(request);
  const expiresS = readSeconds(request.get('Expires'));
  const path = readPath(request);
  if (contacts === 'too-many') return 403;
  if (user === undefined || !Number.isSafeInteger(cseq) || expiresS === 'malformed') return 400;
  if (contacts === undefined || path === undefined) return 400;
  return {
    request: {
      callId: request.get('Call-ID') ?? '',
      cseq,
      contacts,
      expiresS,
      source: sourceOf(request),
      userAgent: (request.get('User-Agent') ?? '').slice(0, USER_AGENT_CHARS_MAX),
      path,
    },
    requestUri: request.uri,
    user,
    authorization: splitChallenges(request.get('Authorization') ?? ''),
  };
}

export function sourceOf(request: IncomingRequest): Source {
  return {
    address: request.source_address,
    port: request.source_port,
    protocol: protocolOf(request),
  };
}

/** The SIP server shows WebSockets as tcp; who uses one says so in its Via (RFC 7118 section 5.2.1). */
function protocolOf(request: IncomingRequest): string {
  const shown = request.protocol.toLowerCase();
  const [, webSocket] = /^\s*SIP\s*\/\s*2\.0\s*\/\s*(wss?)\s/i.exec(request.get('Via') ?? '') ?? [];
  return shown === 'tcp' && webSocket !== undefined ? webSocket.toLowerCase() : shown;
}

/** The URI of From or To; undefined when there is none that can be read. */
export function headerUri(request: IncomingRequest, name: 'from' | 'to'): string | undefined {
  try {
    return request.getParsedHeader(name).uri;
  } catch {
    // drachtio-srf throws for what it cannot parse.
    return undefined;
  }
}

/** User part of a sip or sips URI, without the telephone number's own parameters (RFC 3261 section 19.1.6); the number of a tel URI. */
export function userOf(uri: string | undefined): string | undefined {
  const text = uri ?? '';
  return (/^sips?:([^@;:]{1,64})(?:[;:][^@]*)?@/i.exec(text) ?? /^tel:([^;]{1,64})/i.exec(text))?.[1];
}

function readContacts(request: IncomingRequest): RegisterRequest['contacts'] | 'too-many' | undefined {
  const text = request.get('Contact')?.trim();
  if (text === undefined || text === '') return { type: 'query' };
  if (text === '*') return { type: 'all' };
  // Counted before they are parsed: a thousand contacts are an attack, and cost no more than their reading (sip/31).
  if (splitList(text).length > CONTACTS_IN_REQUEST_MAX) return 'too-many';
  const outbound = usesOutbound(request);
  try {
    const list = request.getParsedHeader('contact').map(({ uri, params }): AskedContact => {
      const expiresS = readSeconds(params['expires']);
      if (!isSafeUri(uri) || expiresS === 'malformed') throw new Error('unusable contact');
      return { uri, expiresS, flow: outbound ? readFlow(params) : undefined };
    });
    return { type: 'list', list };
  } catch {
    // Ours or drachtio-srf's: either way it is no list of contacts.
    return undefined;
  }
}

/** RFC 5626 section 6: the phone asks for it, and whoever is next to the phone keeps its flow: we, or a proxy that says so. */
export function usesOutbound(request: IncomingRequest): boolean {
  const supported = (request.get('Supported') ?? '').toLowerCase().split(/\s*,\s*/);
  if (!supported.includes('outbound')) return false;
  const path = readPath(request)?.at(-1);
  if (path !== undefined) return /;ob(?:[;>=]|$)/i.test(path);
  return splitList(request.get('Via') ?? '').length === 1;
}

function readFlow(params: Readonly<Record<string, string | undefined>>): Flow | undefined {
  const instanceId = /^"?<([^<>"\s]+)>"?$/.exec(params['+sip.instance'] ?? '')?.[1];
  const regId = /^\d{1,10}$/.exec(params['reg-id'] ?? '')?.[0];
  if (instanceId === undefined || instanceId.length > INSTANCE_CHARS_MAX || regId === undefined)
    return undefined;
  return Number(regId) === 0 ? undefined : { instanceId, regId: Number(regId) };
}

/** Values of Path as they came, top first; undefined when they cannot become Routes of ours. */
function readPath(request: IncomingRequest): readonly string[] | undefined {
  const path = splitList(request.get('Path') ?? '');
  if (path.length > PATH_MAX) return undefined;
  return path.every((value) => isSafeUri(/^<([^<>]*)>$/.exec(value)?.[1] ?? '')) ? path : undefined;
}

/** It will be a Request-URI of ours. */
function isSafeUri(uri: string): boolean {
  return uri.length <= URI_CHARS_MAX && /^sips?:[^\s<>"\\|]+$/i.test(uri);
}

function readSeconds(text: string | undefined): number | undefined | 'malformed' {
  if (text === undefined) return undefined;
  const digits = /^\s*"?(\d{1,10})"?\s*$/.exec(text)?.[1];
  return digits === undefined ? 'malformed' : Number(digits);
}
