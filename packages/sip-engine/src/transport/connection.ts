import type { SipMessage } from '../message/message.ts';
import type { ParseError } from '../message/parse-error.ts';
import type { Endpoint, SendFailure } from './transport.ts';

/** A peer that pings and does not read gets no more pongs beyond this: small writes cost much more memory than their bytes. */
export const PONG_UNSENT_BYTES_MAX = 16_384;

/** One peer at the other end of a stream, whatever carries it: TCP, TLS or WebSocket. */
export interface Connection {
  readonly remote: Endpoint;
  /** Whether it can carry messages now: connected, and its handshakes done. */
  readonly isOpen: boolean;
  /** Bytes the peer has not taken yet. */
  readonly unsentBytes: number;
  /** Whether a message has begun and not ended. */
  readonly hasUnfinished: boolean;
  /** Whether the peer has proved that it serves this name. Only connections of ours over TLS can say no. */
  serves(name: string | undefined): boolean;
  /** Sends in order, the first ones as soon as it is open. */
  send(bytes: Uint8Array): void;
  /** Stops reading; the peer feels it. */
  pause(): void;
  resume(): void;
  /** Closes after what was sent. */
  end(): void;
  /** Closes at once. */
  destroy(): void;
}

/** What a connection tells its owner. Nothing is told while it is being made. */
export interface ConnectionEvents {
  onOpen(): void;
  /** Bytes came; told before what they hold. */
  onBytes(count: number): void;
  onMessage(message: SipMessage): void;
  /** A keep-alive of the peer; the connection has answered it. */
  onPing(): void;
  /** All that the bytes held has been told. */
  onSettled(): void;
  /** `fatal`: nothing more can be read, the owner ends it. */
  onParseError(error: ParseError, fatal: boolean): void;
  /** Told once, last. The failure says why an attempt to connect came to nothing. */
  onClosed(failure: SendFailure): void;
}
