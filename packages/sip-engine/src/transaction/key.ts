import { parseCSeq } from '../message/headers/cseq.ts';
import { MAGIC_COOKIE, parseVia, type Via } from '../message/headers/via.ts';
import { header, type SipMessage, type SipRequest, type SipResponse } from '../message/message.ts';
import { fromTag, toTag } from '../message/tags.ts';

/**
 * Keys under which the shell keeps its transactions. Parts are joined by a line feed, which no header value can hold, so two
 * different messages never make one key. All functions give undefined for a message that belongs to no transaction.
 */

/** Of the request a client transaction sends (RFC 3261 section 17.1.3): branch and CSeq method. */
export function clientKey(request: SipRequest): string | undefined {
  return branchKey(request);
}

/** Of a response, equal to the `clientKey` of the request it answers. The caller checks that the top Via is its own. */
export function clientKeyOfResponse(response: SipResponse): string | undefined {
  return branchKey(response);
}

function branchKey(message: SipMessage): string | undefined {
  const branch = topVia(message)?.params.get('branch');
  const method = cseq(message)?.method;
  return branch === undefined || branch === '' || method === undefined ? undefined : `${branch}\n${method}`;
}

/**
 * Of a request received (RFC 3261 section 17.2.3): branch, sent-by and method, where ACK has its INVITE's key. A request without
 * the magic cookie (RFC 2543) is known by Request-URI, From tag, Call-ID, CSeq and top Via. The To tag of such an ACK is not
 * compared: one INVITE gets one answer of ours, so there is no other it could belong to.
 */
export function serverKey(request: SipRequest): string | undefined {
  return keyForMethod(request, request.method === 'ACK' ? 'INVITE' : request.method);
}

/** Key of the INVITE transaction that a CANCEL asks to end (section 9.2). */
export function cancelledKey(cancel: SipRequest): string | undefined {
  return keyForMethod(cancel, 'INVITE');
}

function keyForMethod(request: SipRequest, method: string): string | undefined {
  const via = topVia(request);
  if (via === undefined) return undefined;
  const branch = via.params.get('branch');
  if (branch !== undefined && branch.startsWith(MAGIC_COOKIE) && branch.length > MAGIC_COOKIE.length) {
    return `${branch}\n${sentBy(via)}\n${method}`;
  }
  const callId = header(request, 'Call-ID');
  const number = cseq(request)?.number;
  if (callId === undefined || number === undefined) return undefined;
  // A CANCEL and an ACK carry the To of the INVITE or of its response, so To tells nothing apart there.
  const to = method === 'INVITE' ? '' : (toTag(request) ?? '');
  return [request.uri, to, fromTag(request) ?? '', callId, number, header(request, 'Via'), method].join('\n');
}

/** Host and port by which Via's sender is known; the port is explicit, and the host's case does not count. */
export function sentBy(via: Via): string {
  const port = via.port ?? (via.transport === 'TLS' || via.transport === 'WSS' ? 5061 : 5060);
  return `${via.host.toLowerCase()}:${port}`;
}

/**
 * Of a request without To tag (section 8.2.2.2): From tag, Call-ID and CSeq. Met again under another `serverKey`, it has come by
 * two ways and is answered 482.
 */
export function mergeKey(request: SipRequest): string | undefined {
  const callId = header(request, 'Call-ID');
  const sequence = header(request, 'CSeq');
  if (callId === undefined || sequence === undefined || toTag(request) !== undefined) return undefined;
  return [fromTag(request) ?? '', callId, sequence].join('\n');
}

function topVia(message: SipMessage): Via | undefined {
  const value = header(message, 'Via');
  return value === undefined ? undefined : parseVia(value);
}

function cseq(message: SipMessage): ReturnType<typeof parseCSeq> {
  return parseCSeq(header(message, 'CSeq') ?? '');
}
