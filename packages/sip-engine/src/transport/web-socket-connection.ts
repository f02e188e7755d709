import { isUtf8 } from 'node:buffer';
import type { Clock, Log, Timer } from '@firstring/kernel';
import type { WebSocket } from 'ws';
import { parseMessage } from '../message/parse.ts';
import { type Connection, type ConnectionEvents, PONG_UNSENT_BYTES_MAX } from './connection.ts';
import type { Endpoint } from './transport.ts';

export interface WebSocketConnectionOptions {
  readonly socket: WebSocket;
  readonly remote: Endpoint;
  readonly clock: Clock;
  readonly log: Log;
  readonly events: ConnectionEvents;
  readonly pingMs: number;
}

const PING = Buffer.from('\r\n\r\n');
const PONG = '\r\n';
const NORMAL_CLOSURE = 1000;

/** A browser's phone: one SIP message a frame (RFC 7118 section 5). */
export class WebSocketConnection implements Connection {
  readonly remote: Endpoint;
  readonly hasUnfinished = false;
  readonly #options: WebSocketConnectionOptions;
  #heard = true;
  #ping: Timer;

  constructor(options: WebSocketConnectionOptions) {
    const { socket, events, log } = options;
    this.#options = options;
    this.remote = options.remote;
    this.#ping = this.#schedulePing();
    // With the default `binaryType` every message is one Buffer.
    socket.on('message', (data: Buffer) => this.#read(data));
    socket.on('pong', () => {
      this.#heard = true;
    });
    socket.on('ping', (data: Buffer) => events.onBytes(data.length));
    // Frames beyond the size limit and broken ones end here; the library closes the socket after.
    socket.on('error', (error) => log.debug({ err: error, remote: this.remote }, 'WebSocket error'));
    socket.on('close', () => {
      this.#ping.cancel();
      events.onClosed('closed');
    });
  }

  get isOpen(): boolean {
    return this.#options.socket.readyState === this.#options.socket.OPEN;
  }

  get unsentBytes(): number {
    return this.#options.socket.bufferedAmount;
  }

  serves(): boolean {
    return true;
  }

  send(bytes: Uint8Array): void {
    // Browsers break the connection for a text frame that is not UTF-8.
    this.#options.socket.send(bytes, { binary: !isUtf8(bytes) });
  }

  pause(): void {
    this.#options.socket.pause();
  }

  resume(): void {
    this.#options.socket.resume();
  }

  end(): void {
    this.#options.socket.close(NORMAL_CLOSURE);
  }

  destroy(): void {
    this.#options.socket.terminate();
  }

  #read(data: Buffer): void {
    const { events, socket } = this.#options;
    this.#heard = true;
    events.onBytes(data.length);
    if (data.equals(PING)) {
      if (this.unsentBytes < PONG_UNSENT_BYTES_MAX) socket.send(PONG);
      events.onPing();
    } else this.#readMessage(data);
    events.onSettled();
  }

  #readMessage(data: Buffer): void {
    const { events } = this.#options;
    const parsed = parseMessage(data);
    if (parsed.ok) events.onMessage(parsed.message);
    // Line ends alone answer a keep-alive.
    else if (parsed.error.reason === 'empty') events.onPing();
    else events.onParseError(parsed.error, false);
  }

  /** Browsers answer pings by themselves; a socket that does not is that of a laptop that was closed. */
  #schedulePing(): Timer {
    const { clock, socket, pingMs } = this.#options;
    return clock.setTimer(pingMs, () => {
      if (!this.#heard) {
        socket.terminate();
        return;
      }
      this.#heard = false;
      socket.ping();
      this.#ping = this.#schedulePing();
    });
  }
}
