import type { RegisterPhone } from '../app/register-phone.ts';
import type { RegisterRequest, Source } from '../domain/registration.ts';
import { splitChallenges } from './challenges.ts';
import type { IncomingRequest } from './drachtio.ts';

const CONTACTS_IN_REQUEST_MAX = 10;
const URI_CHARS_MAX = 512;
const USER_AGENT_CHARS_MAX = 128;

/** What a REGISTER asks for; undefined when it is malformed. */
export function readRegister(request: IncomingRequest): RegisterPhone | undefined {
  const user = userOf(headerUri(request, 'to'));
  const cseq = Number.parseInt(request.get('CSeq') ?? '', 10);
  const contacts = readContacts(request);
  const expiresS = readSeconds(request.get('Expires'));
  if (
    user === undefined ||
    !Number.isSafeInteger(cseq) ||
    contacts === undefined ||
    expiresS === 'malformed'
  ) {
    return undefined;
  }
  return {
    request: {
      callId: request.get('Call-ID') ?? '',
      cseq,
      contacts,
      expiresS,
      source: sourceOf(request),
      userAgent: (request.get('User-Agent') ?? '').slice(0, USER_AGENT_CHARS_MAX),
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
    protocol: request.protocol.toLowerCase(),
  };
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

/** User part of a sip or sips URI. */
export function userOf(uri: string | undefined): string | undefined {
  return /^sips?:([^@;:]{1,64})(?::[^@]*)?@/i.exec(uri ?? '')?.[1];
}

function readContacts(request: IncomingRequest): RegisterRequest['contacts'] | undefined {
  const text = request.get('Contact')?.trim();
  if (text === undefined || text === '') return { type: 'query' };
  if (text === '*') return { type: 'all' };
  try {
    const list = request.getParsedHeader('contact').map(({ uri, params }) => {
      const expiresS = readSeconds(params['expires']);
      if (!isSafeUri(uri) || expiresS === 'malformed') throw new Error('unusable contact');
      return { uri, expiresS };
    });
    return list.length > CONTACTS_IN_REQUEST_MAX ? undefined : { type: 'list', list };
  } catch {
    // Ours or drachtio-srf's: either way it is no list of contacts.
    return undefined;
  }
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
