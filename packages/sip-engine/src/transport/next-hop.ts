import { parseUri } from '../message/headers/uri.ts';
import { parseNameAddr } from '../message/headers/name-addr.ts';
import { plainAddress } from './ip-address.ts';
import type { Protocol } from './transport.ts';

/** Where a URI points to, before names are resolved. */
export interface NextHop {
  readonly host: string;
  /** Undefined when the URI names none: then a host name may be looked up by SRV. */
  readonly port: number | undefined;
  /** Undefined when the URI leaves the choice to us. */
  readonly protocol: Protocol | undefined;
}

const PROTOCOLS: ReadonlySet<string> = new Set<Protocol>(['udp', 'tcp', 'tls', 'ws', 'wss']);

/** Reads a SIP URI, bare or in brackets; undefined for anything packets cannot be sent to (tel, unknown transports, no host). */
export function nextHopOf(uriText: string): NextHop | undefined {
  const text = uriText.trim();
  const uri = parseUri(text.includes('<') ? (parseNameAddr(text)?.uri ?? '') : text);
  if (uri === undefined || uri.scheme === 'tel' || uri.host === '') return undefined;
  const transport = uri.params.get('transport')?.toLowerCase();
  if (transport !== undefined && !isProtocol(transport)) return undefined;
  const protocol = uri.scheme === 'sips' ? SECURE[transport ?? 'tls'] : transport;
  if (protocol === undefined && uri.scheme === 'sips') return undefined;
  return { host: plainAddress(uri.params.get('maddr') ?? uri.host), port: uri.port, protocol };
}

/** What a SIPS URI makes of a transport (RFC 3261 section 26.2.2, RFC 7118 section 5.3); there is no secure UDP. */
const SECURE: Readonly<Record<Protocol, Protocol | undefined>> = {
  udp: undefined,
  tcp: 'tls',
  tls: 'tls',
  ws: 'wss',
  wss: 'wss',
};

const DEFAULT_PORTS: Readonly<Record<Protocol, number>> = {
  udp: 5060,
  tcp: 5060,
  tls: 5061,
  ws: 80,
  wss: 443,
};

export function defaultPort(protocol: Protocol): number {
  return DEFAULT_PORTS[protocol];
}

function isProtocol(text: string): text is Protocol {
  return PROTOCOLS.has(text);
}
