import type { SipMessage } from '../message/message.ts';
import type { ParseError } from '../message/parse-error.ts';

/** Transports of RFC 3261 and RFC 7118. The engine opens udp and tcp listeners today; the rest of the code asks only `isReliable`. */
export type Protocol = 'udp' | 'tcp' | 'tls' | 'ws' | 'wss';

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** A listener: what it is bound to is also what Via and Contact carry, unless `advertise` names another address. */
export interface ListenerOptions {
  readonly protocol: 'udp' | 'tcp';
  /** Address to bind. */
  readonly address: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Address peers shall use instead (behind a one-to-one NAT). */
  readonly advertise?: string;
}

/** A bound listener: its real port, and the address that goes into Via and Contact. */
export interface Listener {
  readonly protocol: Protocol;
  readonly address: string;
  readonly port: number;
  readonly host: string;
}

/** The two ends a message travelled between. For streams it also names the connection, because each peer address has at most one. */
export interface Flow {
  readonly protocol: Protocol;
  readonly local: Endpoint;
  readonly remote: Endpoint;
}

/** Where a message shall go. */
export interface Target {
  readonly protocol: Protocol;
  readonly address: string;
  readonly port: number;
}

/** Why bytes could not be handed to the peer. */
export type SendFailure = 'refused' | 'unreachable' | 'no-transport' | 'limit' | 'closed';

/** What a transport tells the engine. */
export interface TransportEvents {
  onMessage(message: SipMessage, flow: Flow): void;
  /** Something that is no SIP message; a stream that cannot be cut any more is closed right after. */
  onParseError(error: ParseError, flow: Flow): void;
  /** A stream connection ended. */
  onClosed(flow: Flow): void;
}

/** Bytes for one peer. */
export interface Outbound {
  readonly bytes: Uint8Array;
  readonly remote: Endpoint;
  /** A request: a datagram transport then watches for the news that nobody is there. */
  readonly expectsAnswer: boolean;
  /** Called at most once, at once or later; never when all is well. */
  readonly onFailure: (failure: SendFailure) => void;
}

/** One protocol's sockets. */
export interface Transport {
  readonly listener: Listener;
  /** Sends, connecting first where needed. */
  send(outbound: Outbound): void;
  /** Open stream connections; always 0 for datagrams. */
  readonly connectionCount: number;
  /** Whether a stream to this peer is open now; a datagram transport always says yes. */
  isOpen(remote: Endpoint): boolean;
  close(): Promise<void>;
}

/** Streams retransmit by themselves, so transactions do not (RFC 3261 section 17). */
export function isReliable(protocol: Protocol): boolean {
  return protocol !== 'udp';
}
