import type { Socket } from 'node:net';
import type { Clock, Log } from '@firstring/kernel';
import { parseCommand, type ControlCommand } from './commands.ts';
import type { ControlLimits } from './control-server.ts';
import { ControlFramer, FramingError } from './framing.ts';

export interface AppConnectionOptions {
  readonly number: number;
  readonly socket: Socket;
  readonly isOutbound: boolean;
  readonly limits: Pick<ControlLimits, 'unsentBytesMax' | 'gatherMs'>;
  readonly clock: Clock;
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
  readonly #limits: AppConnectionOptions['limits'];
  readonly #clock: Clock;
  readonly #log: Log;
  /** Frames that wait for each other. */
  #frames: Buffer[] = [];
  #flushedMs = Number.NEGATIVE_INFINITY;

  constructor(options: AppConnectionOptions) {
    this.number = options.number;
    this.isOutbound = options.isOutbound;
    this.#socket = options.socket;
    this.#limits = options.limits;
    this.#clock = options.clock;
    this.#log = options.log;
  }

  get isOpen(): boolean {
    return this.#socket.writable;
  }

  /** Writes one frame. An app that does not read is cut off: its calls are then handled like those of a lost app. */
  send(frame: Buffer): void {
    if (!this.#socket.writable) return;
    if (this.#socket.writableLength > this.#limits.unsentBytesMax) {
      this.#log.error(
        { app: this.number, bytes: this.#socket.writableLength },
        'app does not read; disconnected',
      );
      this.#socket.destroy();
      return;
    }
    this.#frames.push(frame);
    if (this.#frames.length > 1) return;
    // The system call, and the app's turn that it starts, cost more than what is in it: frames that follow others soon go together.
    const waitMs = this.#flushedMs + this.#limits.gatherMs - this.#clock.monotonicMs();
    if (waitMs > 0) this.#clock.setTimer(waitMs, () => this.#flush());
    else setImmediate(() => this.#flush());
  }

  #flush(): void {
    const frames = this.#frames;
    this.#frames = [];
    if (frames.length === 0 || !this.#socket.writable) return;
    this.#flushedMs = this.#clock.monotonicMs();
    this.#socket.write(Buffer.concat(frames));
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
