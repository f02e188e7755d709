import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { ControlFramer, encodeFrame } from '../control/framing.ts';
import { until } from './test-bed.ts';

const FRAME_BYTES_MAX = 8 * 1024 * 1024;

/** A frame of the server: its tokens, and the SIP message as text when it brought one. */
export interface ServerFrame {
  readonly tokens: readonly string[];
  readonly message: string | undefined;
}

/** An application on the control port that says exactly what a test says, with no library between. */
export class RawApp implements AsyncDisposable {
  readonly frames: ServerFrame[] = [];
  isClosed = false;
  readonly #socket: Socket;
  #count = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    const framer = new ControlFramer(FRAME_BYTES_MAX);
    socket.on('data', (chunk: Buffer) => {
      for (const frame of framer.push(chunk)) this.frames.push(parseFrame(frame));
    });
    // What the test sees of either is that the connection is gone.
    socket.on('error', () => {});
    socket.on('close', () => {
      this.isClosed = true;
    });
  }

  static async connect(to: { controlPort: number; controlHost?: string }): Promise<RawApp> {
    const socket = connect(to.controlPort, to.controlHost ?? '127.0.0.1');
    await once(socket, 'connect');
    return new RawApp(socket);
  }

  /** Connected, and known by the secret. */
  static async open(
    to: { controlPort: number; controlHost?: string },
    secret: string,
    tags = '',
  ): Promise<RawApp> {
    const app = await RawApp.connect(to);
    await app.ask(`authenticate|${secret}|${tags}`);
    return app;
  }

  /** Bytes as they are: no length before them. */
  write(bytes: string | Uint8Array): void {
    this.#socket.write(bytes);
  }

  /** One frame with a message id of its own, which is returned. */
  send(command: string, message?: string): string {
    this.#count += 1;
    const id = `m${this.#count}`;
    const leader = `${id}|${command}`;
    this.write(message === undefined ? encodeFrame(leader) : encodeFrame(leader, Buffer.from(message)));
    return id;
  }

  /** Sends a command and waits for its answer. */
  async ask(command: string, message?: string): Promise<ServerFrame> {
    const id = this.send(command, message);
    return this.take((frame) => frame.tokens[1] === 'response' && frame.tokens[2] === id, command);
  }

  /** The next `sip` frame whose message begins with this text; it is removed. */
  async takeSip(startsWith: string): Promise<ServerFrame> {
    return this.take(
      ({ tokens, message }) => tokens[1] === 'sip' && message?.startsWith(startsWith) === true,
      startsWith,
    );
  }

  async take(fits: (frame: ServerFrame) => boolean, what: string): Promise<ServerFrame> {
    await until(() => this.frames.some(fits), what);
    const [frame] = this.frames.splice(this.frames.findIndex(fits), 1);
    if (frame === undefined) throw new Error(`lost ${what}`);
    return frame;
  }

  async closed(): Promise<void> {
    await until(() => this.isClosed, 'the server to close the connection');
  }

  /** Reads nothing any more. */
  pause(): void {
    this.#socket.pause();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.isClosed) return;
    this.#socket.destroy();
    await once(this.#socket, 'close');
  }
}

function parseFrame(frame: Buffer): ServerFrame {
  const text = frame.toString('utf8');
  const end = text.indexOf('\r\n');
  const leader = end === -1 ? text : text.slice(0, end);
  return { tokens: leader.split('|'), message: end === -1 ? undefined : text.slice(end + 2) };
}
