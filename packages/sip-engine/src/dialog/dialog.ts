import { parseNameAddr } from '../message/headers/name-addr.ts';
import { parseCSeq } from '../message/headers/cseq.ts';
import { parseUri } from '../message/headers/uri.ts';
import { fromTag, toTag } from '../message/tags.ts';
import {
  header,
  headerValues,
  type SipMessage,
  type SipRequest,
  type SipResponse,
} from '../message/message.ts';

/**
 * One dialog of RFC 3261 section 12, as values: nothing here sends or waits.
 * `early` until a 2xx, then `confirmed`; its end is that nobody keeps it.
 */
export interface Dialog {
  readonly callId: string;
  readonly localTag: string;
  /** Empty for a peer of RFC 2543 that sent no tag. */
  readonly remoteTag: string;
  /** Our From value, tag included. */
  readonly local: string;
  /** The peer's To value, tag included. */
  readonly remote: string;
  /** Contact URI of the peer: the request-URI of what we send. */
  readonly remoteTarget: string;
  /** Route values in the order we send them. */
  readonly routeSet: readonly string[];
  readonly localCseq: number;
  /** Undefined until the peer has sent a request in this dialog. */
  readonly remoteCseq: number | undefined;
  readonly state: 'early' | 'confirmed';
}

/** Methods whose 2xx and whose request carry a Contact that moves the remote target (RFC 3261 12.2, RFC 3311, RFC 6665). */
const TARGET_REFRESH: ReadonlySet<string> = new Set(['INVITE', 'UPDATE', 'SUBSCRIBE', 'NOTIFY', 'REFER']);

/** The name apps know a dialog by: the tag is always that of whoever sent the INVITE (docs/control-protocol.md section 4). */
export function dialogId(callId: string, fromTag: string): string {
  return `${callId};from-tag=${fromTag}`;
}

/**
 * As caller, from a 101-2xx response (section 12.1.2). Undefined when the response has no To tag. A response without Contact leaves the
 * INVITE's own target: enough to end what such a peer has begun.
 */
export function dialogOfCaller(request: SipRequest, response: SipResponse): Dialog | undefined {
  const remote = header(response, 'To') ?? '';
  const remoteTag = toTag(response);
  const local = header(request, 'From') ?? '';
  const confirmed = response.status >= 200;
  const remoteTarget = contactUri(response) ?? request.uri;
  if (remoteTag === undefined) return undefined;
  return {
    callId: header(request, 'Call-ID') ?? '',
    localTag: fromTag(request) ?? '',
    remoteTag,
    local,
    remote,
    remoteTarget,
    routeSet: headerValues(response, 'Record-Route').toReversed(),
    localCseq: cseqOf(request),
    remoteCseq: undefined,
    state: confirmed ? 'confirmed' : 'early',
  };
}

/** As callee, from the request and the tag we answer with (section 12.1.1). Undefined when it has no usable Contact. */
export function dialogOfCallee(request: SipRequest, localTag: string): Dialog | undefined {
  const remote = header(request, 'From') ?? '';
  const to = header(request, 'To') ?? '';
  const remoteTarget = contactUri(request);
  if (remoteTarget === undefined) return undefined;
  return {
    callId: header(request, 'Call-ID') ?? '',
    localTag,
    remoteTag: fromTag(request) ?? '',
    local: toTag(request) === undefined ? `${to};tag=${localTag}` : to,
    remote,
    remoteTarget,
    routeSet: headerValues(request, 'Record-Route'),
    localCseq: 0,
    remoteCseq: cseqOf(request),
    state: 'early',
  };
}

/** A later response of the same fork: confirms, and on a 2xx recomputes the route set (section 13.2.2.4). */
export function onResponse(dialog: Dialog, method: string, response: SipResponse): Dialog {
  if (response.status >= 300) return dialog;
  const target = TARGET_REFRESH.has(method) ? contactUri(response) : undefined;
  const confirms = method === 'INVITE' && response.status >= 200 && dialog.state === 'early';
  return {
    ...dialog,
    remoteTarget: target ?? dialog.remoteTarget,
    routeSet: confirms ? headerValues(response, 'Record-Route').toReversed() : dialog.routeSet,
    state: confirms ? 'confirmed' : dialog.state,
  };
}

/** A request of the peer in this dialog; `out-of-order` is answered 500 (section 12.2.2). ACK and CANCEL do not come here. */
export function onRequest(dialog: Dialog, request: SipRequest): Dialog | 'out-of-order' {
  const cseq = cseqOf(request);
  if (dialog.remoteCseq !== undefined && cseq <= dialog.remoteCseq) return 'out-of-order';
  const target = TARGET_REFRESH.has(request.method) ? contactUri(request) : undefined;
  return { ...dialog, remoteCseq: cseq, remoteTarget: target ?? dialog.remoteTarget };
}

/** Request-URI and Route values of a request in this dialog (section 12.2.1.1): loose routing, or strict for old proxies. */
export function routeOf(dialog: Dialog): { uri: string; routes: readonly string[] } {
  const [first, ...rest] = dialog.routeSet;
  if (first === undefined) return { uri: dialog.remoteTarget, routes: [] };
  const firstUri = parseNameAddr(first)?.uri ?? '';
  const isLoose = parseUri(firstUri)?.params.has('lr') ?? true;
  if (isLoose) return { uri: dialog.remoteTarget, routes: dialog.routeSet };
  return { uri: firstUri, routes: [...rest, `<${dialog.remoteTarget}>`] };
}

/** URI of the first Contact; undefined when there is none, or it is `*`. */
export function contactUri(message: SipMessage): string | undefined {
  const contact = header(message, 'Contact');
  return contact === undefined ? undefined : parseNameAddr(contact)?.uri;
}

/** Sequence number; 0 for what has none, which no dialog accepts. */
export function cseqOf(message: SipMessage): number {
  return parseCSeq(header(message, 'CSeq') ?? '')?.number ?? 0;
}
