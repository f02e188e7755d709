import { assert } from '@firstring/kernel';

import { formatCSeq, parseCSeq } from './headers/cseq.ts';
import {
  header,
  headerValues,
  type Header,
  type SipMessage,
  type SipRequest,
  type SipResponse,
} from './message.ts';
import { reasonPhrase } from './reason-phrase.ts';
import { toTag } from './tags.ts';

const NO_BODY = new Uint8Array(0);

/** A copy with one more value, behind the last header. */
export function withHeader<M extends SipMessage>(message: M, name: string, value: string): M {
  return { ...message, headers: [...message.headers, { name, value }] };
}

/** A copy without any value of the header. */
export function withoutHeader<M extends SipMessage>(message: M, name: string): M {
  return { ...message, headers: message.headers.filter((entry) => entry.name !== name) };
}

/** A copy with one more value before all others of that name, for Via, Route and Record-Route. */
export function prependHeader<M extends SipMessage>(message: M, name: string, value: string): M {
  const at = message.headers.findIndex((entry) => entry.name === name);
  return { ...message, headers: message.headers.toSpliced(Math.max(at, 0), 0, { name, value }) };
}

/** A copy where the header's first value is replaced (and all other values of it dropped); added at the end when absent. */
export function replaceHeader<M extends SipMessage>(message: M, name: string, value: string): M {
  const at = message.headers.findIndex((entry) => entry.name === name);
  if (at === -1) return withHeader(message, name, value);
  const headers = message.headers.flatMap((entry, index) => {
    if (entry.name !== name) return [entry];
    return index === at ? [{ name, value }] : [];
  });
  return { ...message, headers };
}

/** A copy where only the first value is replaced: the top Via. Absent: unchanged. */
export function replaceFirstHeader<M extends SipMessage>(message: M, name: string, value: string): M {
  const at = message.headers.findIndex((entry) => entry.name === name);
  return at === -1 ? message : { ...message, headers: message.headers.with(at, { name, value }) };
}

/** A copy without the first value: the top Via or Route that has been used. */
export function withoutFirstHeader<M extends SipMessage>(message: M, name: string): M {
  const at = message.headers.findIndex((entry) => entry.name === name);
  return at === -1 ? message : { ...message, headers: message.headers.toSpliced(at, 1) };
}

export interface ResponseOptions {
  readonly reason?: string;
  /** Added to To when the request's To has none; every response but 100 needs one (RFC 3261 section 8.2.6.2). */
  readonly toTag?: string;
  readonly headers?: readonly Header[];
  readonly body?: Uint8Array;
}

/**
 * RFC 3261 section 8.2.6: copies Via, From, To, Call-ID and CSeq, Timestamp into a 100, and Record-Route into 18x and 2xx
 * (section 12.1.1).
 */
export function createResponse(
  request: SipRequest,
  status: number,
  options: ResponseOptions = {},
): SipResponse {
  const headers: Header[] = headerValues(request, 'Via').map((value) => ({ name: 'Via', value }));
  const recorded = makesDialog(status) ? headerValues(request, 'Record-Route') : [];
  for (const value of recorded) headers.push({ name: 'Record-Route', value });
  // The first of each: a request that is refused for a second From is answered with one.
  for (const name of ['From', 'To', 'Call-ID', 'CSeq', ...(status === 100 ? ['Timestamp'] : [])]) {
    const value = header(request, name);
    if (value !== undefined) headers.push({ name, value });
  }
  const response: SipResponse = {
    type: 'response',
    status,
    reason: options.reason ?? reasonPhrase(status),
    headers: [...headers, ...(options.headers ?? [])],
    body: options.body ?? NO_BODY,
  };
  const needsTag = options.toTag !== undefined && status !== 100 && toTag(request) === undefined;
  return needsTag
    ? replaceFirstHeader(response, 'To', `${header(request, 'To')};tag=${options.toTag}`)
    : response;
}

function makesDialog(status: number): boolean {
  return status > 100 && status < 300;
}

/** The CANCEL of an INVITE (RFC 3261 section 9.1): same Request-URI, top Via, Route, From, To, Call-ID and CSeq number. */
export function createCancel(invite: SipRequest): SipRequest {
  return hopRequest(invite, 'CANCEL', header(invite, 'To'));
}

/** The ACK of a 300 to 699 (RFC 3261 section 17.1.1.3): as the INVITE, but with the response's To. */
export function createAckForFailure(invite: SipRequest, response: SipResponse): SipRequest {
  assert(response.status >= 300, 'the ACK of a 2xx belongs to the dialog');
  return hopRequest(invite, 'ACK', header(response, 'To') ?? header(invite, 'To'));
}

function hopRequest(invite: SipRequest, method: 'CANCEL' | 'ACK', to: string | undefined): SipRequest {
  const number = parseCSeq(header(invite, 'CSeq') ?? '')?.number;
  assert(
    invite.method === 'INVITE' && number !== undefined,
    'CANCEL and ACK are made from an INVITE with a CSeq',
  );
  const headers: Header[] = [];
  const add = (name: string, value: string | undefined): void => {
    if (value !== undefined) headers.push({ name, value });
  };
  add('Via', header(invite, 'Via'));
  for (const route of headerValues(invite, 'Route')) add('Route', route);
  add('From', header(invite, 'From'));
  add('To', to);
  add('Call-ID', header(invite, 'Call-ID'));
  add('CSeq', formatCSeq({ number, method }));
  add('Max-Forwards', '70');
  return { type: 'request', method, uri: invite.uri, headers, body: NO_BODY };
}
