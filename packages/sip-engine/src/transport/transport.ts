import type { SipMessage } from '../message/message.ts';
import type { ParseError } from '../message/parse-error.ts';

/** Transports of RFC 3261 and RFC 7118. */
export type Protocol = 'udp' | 'tcp' | 'tls' | 'ws' | 'wss';
export type StreamProtocol = Exclude<Protocol, 'udp'>;

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** What a listener is bound to is also what Via and Contact carry, unless `advertise` names another address. */
export interface ListenAddress {
  /** Address to bind, IPv6 without brackets. `::` takes IPv6 only: for both families open two listeners. */
  readonly address: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Address peers shall use instead (behind a one-to-one NAT). */
  readonly advertise?: string;
}

/** PEM files of one certificate with its chain, and of its key. Changed files are taken up without a restart. */
export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** A listener that speaks TLS 1.2 or later. */
export interface SecureListen {
  /** At least one. Of several the first that names the server the peer asks for (SNI) is shown, else the first of all. */
  readonly certificates: readonly CertificateFiles[];
}

export interface WebSocketListen {
  /** Pages that may connect, as browsers name them (`https://desk.example.com`); none given = any page. */
  readonly origins?: readonly string[];
}

export type TlsListenerOptions = { readonly protocol: 'tls' } & ListenAddress & SecureListen;
export type WsListenerOptions = { readonly protocol: 'ws' } & ListenAddress & WebSocketListen;
export type WssListenerOptions = { readonly protocol: 'wss' } & ListenAddress &
  SecureListen &
  WebSocketListen;
export type ListenerOptions =
  | ({ readonly protocol: 'udp' | 'tcp' } & ListenAddress)
  | TlsListenerOptions
  | WsListenerOptions
  | WssListenerOptions;

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
  /** Host name this address was found by: what a TLS peer has to prove. */
  readonly name?: string;
  /** Nobody asked for UDP: a request too large for a datagram may go by TCP. */
  readonly mayUseTcp?: true;
  /** Where a request goes when this target fails (RFC 3263 section 4.3). */
  readonly next?: Target;
}

/** Why bytes could not be handed to the peer; `untrusted`: its certificate does not show that it is who we mean. */
export type SendFailure = 'refused' | 'unreachable' | 'untrusted' | 'no-transport' | 'limit' | 'closed';

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
  /** The name the peer's certificate must carry; without one its address must stand there. */
  readonly serverName?: string | undefined;
  /** There is another way to send it: do not wait long for a peer that takes no connection. */
  readonly hasOtherWay?: boolean;
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
