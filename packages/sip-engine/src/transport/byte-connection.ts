import type { Socket } from 'node:net';
import type { Log } from '@firstring/kernel';
import { StreamFramer } from '../message/stream-framer.ts';
import { type Connection, type ConnectionEvents, PONG_UNSENT_BYTES_MAX } from './connection.ts';
import type { Endpoint, SendFailure } from './transport.ts';

export interface ByteConnectionOptions {
  readonly socket: Socket;
  readonly remote: Endpoint;
  readonly log: Log;
  readonly events: ConnectionEvents;
  /** What tells that a connection of ours stands; undefined for one that was accepted. */
  readonly readyEvent?: 'connect' | 'secureConnect';
  /** Whether the peer of a connection of ours serves this name (TLS). */
  readonly serves?: (name: string | undefined) => boolean;
}

const PONG = Buffer.from('\r\n');

/** TCP or TLS: bytes that a framer cuts into messages (RFC 3261 section 18.3), with keep-alives of RFC 5626 section 4.4.1. */
export class ByteConnection implements Connection {
  readonly remote: Endpoint;
  readonly #options: ByteConnectionOptions;
  readonly #framer = new StreamFramer();
  #isReady: boolean;

  constructor(options: ByteConnectionOptions) {
    const { socket, events, log, readyEvent } = options;
    this.#options = options;
    this.remote = options.remote;
    this.#isReady = readyEvent === undefined;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    let failure: SendFailure = 'closed';
    if (readyEvent !== undefined) {
      failure = 'unreachable';
      socket.once(readyEvent, () => {
        failure = 'closed';
        this.#isReady = true;
        events.onOpen();
      });
    }
    socket.on('error', (error) => {
      failure = failureOf(error);
      log.debug({ err: error, remote: this.remote }, 'SIP connection error');
    });
    socket.on('close', () => {
      this.#isReady = false;
      events.onClosed(failure);
    });
  }

  get isOpen(): boolean {
    return this.#isReady && this.#options.socket.readyState === 'open';
  }

  get unsentBytes(): number {
    return this.#options.socket.writableLength;
  }

  get hasUnfinished(): boolean {
    return this.#framer.pendingBytes > 0;
  }

  serves(name: string | undefined): boolean {
    return this.#options.serves?.(name) ?? true;
  }

  send(bytes: Uint8Array): void {
    this.#options.socket.write(bytes);
  }

  pause(): void {
    this.#options.socket.pause();
  }

  resume(): void {
    this.#options.socket.resume();
  }

  end(): void {
    this.#options.socket.end();
  }

  destroy(): void {
    this.#options.socket.destroy();
  }

  #read(chunk: Buffer): void {
    const { events, socket } = this.#options;
    events.onBytes(chunk.length);
    let isPinged = false;
    for (const event of this.#framer.push(chunk)) {
      switch (event.type) {
        case 'message':
          events.onMessage(event.message);
          break;
        case 'keepalive-ping':
          isPinged = true;
          events.onPing();
          break;
        case 'error':
          events.onParseError(event.error, event.fatal);
          break;
      }
    }
    // One for all pings of a packet: answering a flood would cost more than the flood.
    if (isPinged && socket.writable && socket.writableLength < PONG_UNSENT_BYTES_MAX) socket.write(PONG);
    events.onSettled();
  }
}

/** Errors of the system carry its codes; those of a certificate that does not hold have names of their own. */
function failureOf(error: Error): SendFailure {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === 'ECONNREFUSED') return 'refused';
  return /CERT|VERIFY|SELF_SIGNED|ISSUER/.test(code) ? 'untrusted' : 'unreachable';
}
