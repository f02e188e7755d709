import { type AppRequest, appHeader } from '../control/app-message.ts';
import { formatCSeq, parseCSeq } from '../message/headers/cseq.ts';
import { formatNameAddr, parseNameAddr, type NameAddr } from '../message/headers/name-addr.ts';
import { withParam } from '../message/headers/params.ts';
import type { Header, SipRequest } from '../message/message.ts';
import { type Dialog, routeOf } from '../dialog/dialog.ts';
import { contentHeaders } from './content.ts';

/** What the engine brings to a request an app wants sent. */
export interface RequestParts {
  /** Transport token of Via: UDP, TCP …. */
  readonly transport: string;
  /** Our address as peers see it, IPv6 in brackets. */
  readonly host: string;
  readonly port: number;
  readonly branch: string;
  /** Used unless the app brought its own. */
  readonly fromTag: string;
  readonly callId: string;
  readonly cseq: number;
  /** The app has named the next hop, so the Routes it gave stay: the path of a registered phone (RFC 3327 section 5.2). */
  readonly keepRoutes?: boolean;
}

/** Headers the app does not decide: the engine writes them, or they belong to a hop. */
const ENGINE_HEADERS: ReadonlySet<string> = new Set(
  'Via Max-Forwards From To Call-ID CSeq Contact Route Record-Route RSeq Content-Length Content-Type'.split(
    ' ',
  ),
);
const LOCALHOST = /@localhost(?::\d+)?(?=[;>?\s]|$)/;
const WITH_CONTACT: ReadonlySet<string> = new Set([
  'INVITE',
  'SUBSCRIBE',
  'REFER',
  'NOTIFY',
  'UPDATE',
  'REGISTER',
]);
/** Methods that get our Contact when the app gives none. REGISTER without Contact is a query and stays one. */
const NEEDS_CONTACT: ReadonlySet<string> = new Set(['INVITE', 'SUBSCRIBE', 'REFER', 'UPDATE', 'NOTIFY']);

/** A new request outside any dialog (docs/control-protocol.md section 4), or the reason why it cannot be one. */
export function composeRequest(
  app: AppRequest,
  parts: RequestParts,
): SipRequest | { readonly refusal: string } {
  const content = contentHeaders(app);
  if (content === undefined) return { refusal: 'missing content-type' };
  const from = addressOf(appHeader(app, 'From') ?? `<${ownUri(parts)}>`, parts);
  const to = addressOf(appHeader(app, 'To') ?? `<${app.uri}>`, parts);
  if (from === undefined) return { refusal: 'invalid From header' };
  if (to === undefined) return { refusal: 'invalid To header' };
  const fromWithTag = from.params.has('tag')
    ? from
    : { ...from, params: withParam(from.params, 'tag', parts.fromTag) };
  const number = parseCSeq(appHeader(app, 'CSeq') ?? '')?.number ?? parts.cseq;
  const headers: Header[] = [
    { name: 'Via', value: viaValue(parts) },
    ...(parts.keepRoutes === true ? app.headers.filter((entry) => entry.name === 'Route') : []),
    { name: 'Max-Forwards', value: appHeader(app, 'Max-Forwards') ?? '70' },
    { name: 'From', value: formatNameAddr(fromWithTag) },
    { name: 'To', value: formatNameAddr(to) },
    { name: 'Call-ID', value: appHeader(app, 'Call-ID') ?? parts.callId },
    { name: 'CSeq', value: formatCSeq({ number, method: app.method }) },
    ...contactHeaders(app, parts),
    ...otherHeaders(app, parts),
    ...content,
  ];
  return { type: 'request', method: app.method, uri: app.uri, headers, body: app.body };
}

/**
 * A request within a dialog: addresses, route and sequence come from the dialog, the rest from the app
 * (docs/control-protocol.md section 6).
 */
export function composeInDialog(
  app: AppRequest,
  dialog: Dialog,
  parts: Omit<RequestParts, 'fromTag' | 'callId'>,
): SipRequest | { readonly refusal: string } {
  const content = contentHeaders(app);
  if (content === undefined) return { refusal: 'missing content-type' };
  const { uri, routes } = routeOf(dialog);
  const headers: Header[] = [
    { name: 'Via', value: viaValue(parts) },
    ...routes.map((value) => ({ name: 'Route', value })),
    { name: 'Max-Forwards', value: appHeader(app, 'Max-Forwards') ?? '70' },
    { name: 'From', value: dialog.local },
    { name: 'To', value: dialog.remote },
    { name: 'Call-ID', value: dialog.callId },
    { name: 'CSeq', value: formatCSeq({ number: parts.cseq, method: app.method }) },
    ...contactHeaders(app, parts),
    ...otherHeaders(app, parts),
    ...content,
  ];
  return { type: 'request', method: app.method, uri, headers, body: app.body };
}

/**
 * `sip:host:port;transport=x`: what we call ourselves towards a peer. `sips:` where the request it stands in has a SIPS URI (RFC 3261
 * section 8.1.1.8, RFC 5630).
 */
export function ownUri(parts: Pick<RequestParts, 'transport' | 'host' | 'port'>, isSips = false): string {
  const transport = transportParam(parts.transport, isSips);
  const param = transport === undefined ? '' : `;transport=${transport}`;
  return `${isSips ? 'sips' : 'sip'}:${parts.host}:${parts.port}${param}`;
}

/** UDP is what no parameter means, TLS what a SIPS URI means; WebSockets are `ws`, secure or not (RFC 7118 section 5.3). */
function transportParam(transport: string, isSips: boolean): string | undefined {
  if (transport === 'UDP' || (transport === 'TLS' && isSips)) return undefined;
  return transport === 'WSS' ? 'ws' : transport.toLowerCase();
}

/** Whether a URI demands TLS on every hop. */
export function isSipsUri(uri: string): boolean {
  return /^sips:/i.test(uri);
}

/** Ports that Via leaves out (RFC 3261 section 18.1.1, RFC 7118 section 5.2). */
const DEFAULT_PORTS: ReadonlyMap<string, number> = new Map([
  ['UDP', 5060],
  ['TCP', 5060],
  ['TLS', 5061],
  ['WS', 80],
  ['WSS', 443],
]);

/** Via with rport (RFC 3581) always asked for; the port is left out when it is the default. */
export function viaValue(parts: Pick<RequestParts, 'transport' | 'host' | 'port' | 'branch'>): string {
  const port = parts.port === DEFAULT_PORTS.get(parts.transport) ? '' : `:${parts.port}`;
  return `SIP/2.0/${parts.transport} ${parts.host}${port};rport;branch=${parts.branch}`;
}

function contactHeaders(app: AppRequest, parts: Pick<RequestParts, 'transport' | 'host' | 'port'>): Header[] {
  const given = app.headers.filter((entry) => entry.name === 'Contact');
  if (given.length > 0 && WITH_CONTACT.has(app.method)) {
    return given.map((entry) => ({ name: 'Contact', value: ownContact(entry.value, parts) }));
  }
  return NEEDS_CONTACT.has(app.method)
    ? [{ name: 'Contact', value: `<${ownUri(parts, isSipsUri(app.uri))}>` }]
    : [];
}

function otherHeaders(app: AppRequest, parts: Pick<RequestParts, 'host' | 'port'>): Header[] {
  return app.headers
    .filter((entry) => !ENGINE_HEADERS.has(entry.name))
    .map((entry) =>
      entry.name === 'P-Asserted-Identity'
        ? { name: entry.name, value: ownAddress(entry.value, parts) }
        : entry,
    );
}

/**
 * A Contact of the app. `localhost` without a transport means this listener, so it names the listener's transport: a phone that came by TCP
 * must not look for us on UDP.
 */
export function ownContact(value: string, parts: Pick<RequestParts, 'transport' | 'host' | 'port'>): string {
  const own = addressOf(value, parts);
  if (own === undefined) return value;
  const isHere = LOCALHOST.test(value) && parts.transport !== 'UDP' && !/;transport=/i.test(own.uri);
  const transport = isHere ? transportParam(parts.transport, isSipsUri(own.uri)) : undefined;
  const uri = transport === undefined ? own.uri : `${own.uri};transport=${transport}`;
  return formatNameAddr({ ...own, uri });
}

/** An address as an app wrote it, in brackets and with our host for `localhost`; what cannot be read stays as it is. */
function ownAddress(value: string, parts: Pick<RequestParts, 'host' | 'port'>): string {
  const parsed = addressOf(value, parts);
  return parsed === undefined ? value : formatNameAddr(parsed);
}

/** Apps write `user@localhost` for "here"; peers need the address we are reached at. */
function addressOf(value: string, parts: Pick<RequestParts, 'host' | 'port'>): NameAddr | undefined {
  return parseNameAddr(value.replace(LOCALHOST, `@${parts.host}:${parts.port}`));
}
