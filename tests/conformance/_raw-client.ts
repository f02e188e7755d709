import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { within } from '@firstring/sip-engine/testing';

const LOOPBACK = '127.0.0.1';
const REPEAT_MS = 500;
const DEADLINE_MS = 10_000;
const ANSWERS_KEPT = 5000;
let made = 0;

export interface RawRequest {
  readonly method?: string;
  readonly uri?: string;
  readonly version?: string;
  /** Instead of the header of that name, or beside the others; undefined leaves it out; a list makes several lines. */
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body?: string;
}

/** A UDP socket that sends whatever it is told, as bytes, and hears what comes back. */
export class RawClient implements AsyncDisposable {
  readonly port: number;
  readonly #socket: Socket;
  readonly #serverPort: number;
  readonly #heard: string[] = [];
  readonly #answered = new Set<string>();
  #onHeard: () => void = () => {};

  private constructor(socket: Socket, serverPort: number) {
    this.#socket = socket;
    this.#serverPort = serverPort;
    this.port = socket.address().port;
    socket.on('message', (datagram) => {
      this.#heard.push(datagram.toString('latin1'));
      this.#onHeard();
    });
  }

  static async open(serverPort: number): Promise<RawClient> {
    const socket = createSocket('udp4').bind(0, LOOPBACK);
    await once(socket, 'listening');
    return new RawClient(socket, serverPort);
  }

  /** A request with all that a request needs; what is given replaces it. */
  request({
    method = 'OPTIONS',
    uri = 'sip:someone@127.0.0.1',
    version = 'SIP/2.0',
    ...more
  }: RawRequest): string {
    made += 1;
    const body = more.body ?? '';
    const headers: Record<string, string | readonly string[] | undefined> = {
      Via: `SIP/2.0/UDP ${LOOPBACK}:${this.port};branch=z9hG4bK-raw-${made};rport`,
      From: `<sip:raw@${LOOPBACK}>;tag=raw${made}`,
      To: '<sip:someone@127.0.0.1>',
      'Call-ID': `raw-${made}`,
      CSeq: `1 ${method}`,
      'Max-Forwards': '70',
      Contact: `<sip:raw@${LOOPBACK}:${this.port}>`,
      'Content-Length': String(Buffer.byteLength(body)),
      ...more.headers,
    };
    const lines = Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [value].flat().map((each) => `${name}: ${each}`),
    );
    return `${[`${method} ${uri} ${version}`, ...lines].join('\r\n')}\r\n\r\n${body}`;
  }

  send(bytes: Uint8Array | string): void {
    this.#socket.send(bytes, this.#serverPort, LOOPBACK);
  }

  /**
   * Final status codes of what was sent before and not asked for yet, repetitions once; it is all there, as the server answers a
   * good request that comes behind it with 200.
   */
  async answers(): Promise<number[]> {
    const probe = this.request({});
    const callId = /Call-ID: (.*)\r/.exec(probe)?.[1] ?? '';
    const isProbe = (text: string): boolean =>
      text.includes(`Call-ID: ${callId}\r`) && !text.startsWith('SIP/2.0 1');
    this.send(probe);
    const answered = new Promise<void>((resolve) => {
      this.#onHeard = () => {
        if (this.#heard.some(isProbe)) resolve();
      };
    });
    // As any client does that hears nothing.
    const again = setInterval(() => this.send(probe), REPEAT_MS);
    await within(DEADLINE_MS, answered, 'a good request is answered').finally(() => clearInterval(again));
    const heard = this.#heard.splice(0).filter((text) => this.#isNew(text));
    const good = heard.find(isProbe);
    if (!good?.startsWith('SIP/2.0 200 ')) throw new Error(`a good request is answered ${good}`);
    return heard
      .filter((text) => !isProbe(text))
      .map((text) => Number(text.split(' ')[1]))
      .filter((status) => status >= 200);
  }

  /** Nothing here acknowledges, and a good request goes again when the machine is slow: the same answer may come again and again. */
  #isNew(text: string): boolean {
    if (this.#answered.has(text)) return false;
    this.#answered.add(text);
    const [oldest = ''] = this.#answered;
    if (this.#answered.size > ANSWERS_KEPT) this.#answered.delete(oldest);
    return true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#socket, 'close');
    this.#socket.close();
    await closed;
  }
}
