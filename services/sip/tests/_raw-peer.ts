import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { buildOffer } from '@firstring/rtp/sdp';
import { answerChallenge } from '@firstring/sip-engine/auth';
import { withDeadline } from '../src/app/with-deadline.ts';
import { splitChallenges } from '../src/sip/challenges.ts';
import { PASSWORD } from './_harness.ts';

const WAIT_MS = 10_000;

/**
 * A far end on a bare socket that does nothing by itself: for the races, where the order of messages is the test. Repetitions of a
 * request are dropped, so `next` gives each once.
 */
export class RawPeer {
  readonly #socket: Socket;
  readonly #seen = new Set<string>();
  readonly #waiting: string[] = [];
  readonly #answers = new Map<string, (response: string) => void>();
  #wake: () => void = () => {};
  #cseq = 0;
  #dialogCallId: string | undefined;
  #from = { address: '', port: 0 };
  /** Of the next request. */
  #body = '';

  private constructor(socket: Socket) {
    this.#socket = socket;
    // A test that fails before it closes its peer must end all the same.
    socket.unref();
    socket.on('message', (datagram, from) => {
      const text = datagram.toString();
      if (text.trim() === '') return;
      if (text.startsWith('SIP/2.0')) {
        if (!/^SIP\/2.0 1/.test(text)) this.#answers.get(headerOf(text, 'CSeq'))?.(text);
        return;
      }
      this.#from = from;
      const key = `${methodOf(text)} ${headerOf(text, 'Via')}`;
      // An ACK is never repeated by itself: each one counts.
      if (methodOf(text) !== 'ACK' && this.#seen.has(key)) return;
      this.#seen.add(key);
      this.#waiting.push(text);
      this.#wake();
    });
  }

  static async open(): Promise<RawPeer> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new RawPeer(socket);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** The next request of this method, of the same call as `invite` where one is given; others that came before it stay. */
  async next(method: string, invite?: string): Promise<string> {
    const isWanted = (text: string): boolean =>
      methodOf(text) === method &&
      (invite === undefined || headerOf(text, 'Call-ID') === headerOf(invite, 'Call-ID'));
    for (;;) {
      const index = this.#waiting.findIndex(isWanted);
      if (index >= 0) return this.#waiting.splice(index, 1)[0] ?? '';
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      await withDeadline(systemClock, WAIT_MS, woken, () => {
        throw new Error(`no ${method}; there is ${this.#waiting.map(methodOf).join(', ') || 'nothing'}`);
      });
    }
  }

  /** Requests of this method that nobody has asked for. */
  pending(method: string): number {
    return this.#waiting.filter((text) => methodOf(text) === method).length;
  }

  answer(
    request: string,
    status: number,
    more: { toTag?: string; sdp?: string; headers?: readonly string[]; contact?: boolean } = {},
  ): void {
    const invite = methodOf(request) === 'INVITE';
    const sdp = more.sdp ?? (invite && status === 200 ? this.#sdp() : '');
    const to = headerOf(request, 'To');
    const lines = [
      `SIP/2.0 ${status} Answer`,
      ...linesOf(request, 'Via'),
      `From: ${headerOf(request, 'From')}`,
      `To: ${to}${/;tag=/.test(to) ? '' : `;tag=${more.toTag ?? 'peer'}`}`,
      `Call-ID: ${headerOf(request, 'Call-ID')}`,
      `CSeq: ${headerOf(request, 'CSeq')}`,
      ...(invite && more.contact !== false ? [`Contact: <sip:peer@127.0.0.1:${this.port}>`] : []),
      ...(more.headers ?? []),
      ...(sdp === '' ? [] : ['Content-Type: application/sdp']),
      `Content-Length: ${Buffer.byteLength(sdp)}`,
    ];
    this.#socket.send(`${lines.join('\r\n')}\r\n\r\n${sdp}`, this.#from.port, this.#from.address);
  }

  /** Sends a request of its own and resolves with the final response. */
  async request(
    to: { host: string; port: number },
    method: string,
    uri: string,
    headers: readonly string[],
  ): Promise<string> {
    const answered = new Promise<string>((resolve) => {
      this.#answers.set(`${this.#cseq + 1} ${method}`, resolve);
    });
    this.send(to, method, uri, headers);
    return withDeadline(systemClock, WAIT_MS, answered, () => {
      throw new Error(`no answer to ${method}`);
    });
  }

  /** The same with a body. */
  requestWith(
    to: { host: string; port: number },
    method: string,
    uri: string,
    more: { readonly headers: readonly string[]; readonly body: string },
  ): Promise<string> {
    this.#body = more.body;
    return this.request(to, method, uri, more.headers);
  }

  /** Registers as a phone at this socket. */
  async register(to: { host: string; port: number }, { user }: { user: string }): Promise<void> {
    const uri = `sip:${to.host}:${to.port}`;
    const headers = [
      `From: <sip:${user}@firstring>;tag=r`,
      `To: <sip:${user}@firstring>`,
      `Contact: <sip:${user}@127.0.0.1:${this.port}>`,
    ];
    const challenged = await this.request(to, 'REGISTER', uri, headers);
    const account = { username: user, password: PASSWORD };
    const challenges = splitChallenges(headerOf(challenged, 'WWW-Authenticate'));
    const answer = answerChallenge({ random: systemRandom, account }, challenges, {
      method: 'REGISTER',
      uri,
    });
    const registered = await this.request(to, 'REGISTER', uri, [...headers, `Authorization: ${answer}`]);
    if (!registered.startsWith('SIP/2.0 200')) throw new Error(registered);
  }

  /** A request within the dialog of an INVITE that this peer has answered with the To tag `peer`. */
  requestInDialog(
    to: { host: string; port: number },
    method: string,
    invite: string,
    more: readonly string[] | { readonly headers: readonly string[]; readonly body: string },
  ): Promise<string> {
    const { headers, body } = 'body' in more ? more : { headers: more, body: '' };
    this.#body = body;
    this.#dialogCallId = headerOf(invite, 'Call-ID');
    const uri = /<([^>]*)>/.exec(headerOf(invite, 'Contact'))?.[1] ?? '';
    return this.request(to, method, uri, [
      `From: ${headerOf(invite, 'To')};tag=peer`,
      `To: ${headerOf(invite, 'From')}`,
      ...headers,
    ]);
  }

  send(to: { host: string; port: number }, method: string, uri: string, headers: readonly string[]): void {
    this.#cseq += 1;
    const lines = [
      `${method} ${uri} SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:${this.port};branch=z9hG4bK-${this.port}-${this.#cseq}`,
      'Max-Forwards: 70',
      `Call-ID: ${this.#dialogCallId ?? `raw-${this.port}`}`,
      `CSeq: ${this.#cseq} ${method}`,
      ...headers,
      `Content-Length: ${Buffer.byteLength(this.#body)}`,
    ];
    this.#socket.send(`${lines.join('\r\n')}\r\n\r\n${this.#body}`, to.port, to.host);
    this.#body = '';
  }

  /** The ACK of this peer's last INVITE within the dialog, with an answer in it. */
  ackInDialog(to: { host: string; port: number }, invite: string, body: string): void {
    this.#cseq -= 1;
    this.#body = body;
    const uri = /<([^>]*)>/.exec(headerOf(invite, 'Contact'))?.[1] ?? '';
    this.send(to, 'ACK', uri, [
      `From: ${headerOf(invite, 'To')};tag=peer`,
      `To: ${headerOf(invite, 'From')}`,
      'Content-Type: application/sdp',
    ]);
  }

  close(): void {
    this.#socket.close();
  }

  #sdp(): string {
    return buildOffer({ address: '127.0.0.1', port: 9, sessionId: 1, sessionVersion: 1 });
  }
}

export function headerOf(message: string, name: string): string {
  return new RegExp(`^${name}\\s*:\\s*(.*?)\\r?$`, 'im').exec(message)?.[1] ?? '';
}

function linesOf(message: string, name: string): string[] {
  return message.split('\r\n').filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`));
}

function methodOf(message: string): string {
  return message.slice(0, message.indexOf(' '));
}
