import type { Socket } from 'node:net';
import type { Log } from '@firstring/kernel';
import { parseCommand, type ControlCommand } from './commands.ts';
import { ControlFramer, FramingError } from './framing.ts';

export interface AppConnectionOptions {
  readonly number: number;
  readonly socket: Socket;
  readonly isOutbound: boolean;
  readonly unsentBytesMax: number;
  readonly log: Log;
}

/** One app's connection. Identity matters (dialogs are owned by it); everything else is bytes in and frames out. */
export class AppConnection {
  readonly number: number;
  /** Names the app gave at authentication; a reconnecting app is recognised by them. */
  tags: readonly string[] = [];
  authenticated = false;
  /** The engine connected to it, for one request; an app that comes by itself is for any. */
  readonly isOutbound: boolean;
  readonly #socket: Socket;
  readonly #unsentBytesMax: number;
  readonly #log: Log;
  /** Frames of this turn of the event loop. */
  #frames: Buffer[] = [];

  constructor(options: AppConnectionOptions) {
    this.number = options.number;
    this.isOutbound = options.isOutbound;
    this.#socket = options.socket;
    this.#unsentBytesMax = options.unsentBytesMax;
    this.#log = options.log;
  }

  get isOpen(): boolean {
    return this.#socket.writable;
  }

  /** Writes one frame. An app that does not read is cut off: its calls are then handled like those of a lost app. */
  send(frame: Buffer): void {
    if (!this.#socket.writable) return;
    if (this.#socket.writableLength > this.#unsentBytesMax) {
      this.#log.error(
        { app: this.number, bytes: this.#socket.writableLength },
        'app does not read; disconnected',
      );
      this.#socket.destroy();
      return;
    }
    this.#frames.push(frame);
    if (this.#frames.length === 1) setImmediate(() => this.#flush());
  }

  /** One write for all frames of a turn: the system call costs more than what is in it. */
  #flush(): void {
    const frames = this.#frames;
    this.#frames = [];
    if (this.#socket.writable) this.#socket.write(Buffer.concat(frames));
  }

  /** Sends what is queued, then closes. */
  end(): void {
    this.#flush();
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Reads commands until the socket ends; a stream that is no framing ends it. */
  read(frameBytesMax: number, onCommand: (command: ControlCommand) => void): void {
    const framer = new ControlFramer(frameBytesMax);
    this.#socket.on('data', (chunk: Buffer) => {
      try {
        for (const frame of framer.push(chunk)) onCommand(parseCommand(frame));
      } catch (error) {
        if (!(error instanceof FramingError)) throw error;
        this.#log.warn({ app: this.number, err: error }, 'control connection sent no frame; disconnected');
        this.#socket.destroy();
      }
    });
  }
}
