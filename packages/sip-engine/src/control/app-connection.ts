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
  /** Frames that wait for each other, and the calls they are of. */
  #frames: Buffer[] = [];
  #calls = new Set<string>();
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

  /**
   * Writes one frame. An app that does not read is cut off: its calls are then handled like those of a lost app. Frames of one call
   * never go together: whoever waits for the first with `await` begins to listen only after that read (a 200 and the BYE behind it,
   * the echo of a request and its answer).
   */
  send(frame: Buffer, callId?: string): void {
    if (!this.#socket.writable) return;
    if (this.#socket.writableLength > this.#limits.unsentBytesMax) {
      this.#log.error(
        { app: this.number, bytes: this.#socket.writableLength },
        'app does not read; disconnected',
      );
      this.#socket.destroy();
      return;
    }
    if (callId !== undefined) {
      if (this.#calls.has(callId)) this.#flush();
      this.#calls.add(callId);
    }
    this.#frames.push(frame);
    if (this.#frames.length === 1) this.#flushSoon();
  }

  /** The system call, and the app's turn that it starts, cost more than what is in it: frames that follow others soon go together. */
  #flushSoon(): void {
    const frames = this.#frames;
    const flush = (): void => {
      if (this.#frames === frames) this.#flush();
    };
    const waitMs = this.#flushedMs + this.#limits.gatherMs - this.#clock.monotonicMs();
    if (waitMs > 0) this.#clock.setTimer(waitMs, flush);
    else setImmediate(flush);
  }

  #flush(): void {
    const frames = this.#frames;
    this.#frames = [];
    this.#calls.clear();
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
