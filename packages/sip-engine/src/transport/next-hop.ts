import { parseUri } from '../message/headers/uri.ts';
import { parseNameAddr } from '../message/headers/name-addr.ts';
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
  const host = uri.params.get('maddr') ?? uri.host;
  const secure = uri.scheme === 'sips' && (transport === undefined || transport === 'tcp');
  return { host: host.replace(/^\[|\]$/g, ''), port: uri.port, protocol: secure ? 'tls' : transport };
}

export function defaultPort(protocol: Protocol): number {
  return protocol === 'tls' || protocol === 'wss' ? 5061 : 5060;
}

function isProtocol(text: string): text is Protocol {
  return PROTOCOLS.has(text);
}
