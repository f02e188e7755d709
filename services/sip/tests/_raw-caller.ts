import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { systemClock as clock } from '@firstring/kernel/system';
import { buildOffer } from '@firstring/rtp/sdp';
import { eventually } from '@firstring/testkit';
import { OUR_NUMBER } from './_harness.ts';
import { headerOf } from './_raw-peer.ts';

/** A caller on a bare socket that does nothing by itself: for the races, where the order of messages is the test. */
export class RawCaller {
  readonly phone: string;
  /** What came, oldest first: `180`, `200 INVITE`, `BYE`; repetitions once. */
  readonly ladder: string[] = [];
  readonly #socket: Socket;
  readonly #to: { readonly host: string; readonly port: number };
  readonly #messages: string[] = [];
  readonly #seen = new Set<string>();
  #toHeader = `<sip:${OUR_NUMBER}@firstring>`;
  #target = `sip:${OUR_NUMBER}@firstring`;

  private constructor(socket: Socket, phone: string, to: { host: string; port: number }) {
    this.#socket = socket;
    this.phone = phone;
    this.#to = to;
    socket.unref();
    socket.on('message', (datagram) => this.#onMessage(datagram.toString()));
  }

  static async open(phone: string, to: { host: string; port: number }): Promise<RawCaller> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new RawCaller(socket, phone, to);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  get callId(): string {
    return `caller-${this.port}`;
  }

  invite(more: { readonly offer?: boolean; readonly headers?: readonly string[] } = {}): void {
    this.#send('INVITE', 1, {
      branch: 'i',
      headers: more.headers,
      body: more.offer === false ? '' : this.sdp(),
    });
  }

  cancel(): void {
    this.#send('CANCEL', 1, { branch: 'i', toHeader: `<sip:${OUR_NUMBER}@firstring>` });
  }

  ack(body = ''): void {
    this.#send('ACK', 1, { branch: 'a', body });
  }

  prack(rseq: string): void {
    this.#send('PRACK', 2, { branch: 'p', headers: [`RAck: ${rseq} 1 INVITE`] });
  }

  bye(): void {
    this.#send('BYE', 3, { branch: 'b' });
  }

  /** 200 to the last request of this method. */
  accept(method: string): void {
    const request = this.last(method);
    const lines = ['Via', 'From', 'To', 'Call-ID', 'CSeq'].map(
      (name) => `${name}: ${headerOf(request, name)}`,
    );
    this.#write(['SIP/2.0 200 OK', ...lines], '');
  }

  /** Resolves with the message once there is one of this name in the ladder. */
  async next(name: string): Promise<string> {
    await eventually(clock, `the caller gets ${name}`, () => this.ladder.includes(name));
    return this.last(name);
  }

  last(name: string): string {
    return this.#messages[this.ladder.lastIndexOf(name)] ?? '';
  }

  sdp(): string {
    return buildOffer({ address: '127.0.0.1', port: 30_000, sessionId: 1, sessionVersion: 1 });
  }

  close(): void {
    this.#socket.close();
  }

  #onMessage(text: string): void {
    const [, status] = /^SIP\/2\.0 (\d{3})/.exec(text) ?? [];
    const [, method = ''] = / (\w+)$/.exec(headerOf(text, 'CSeq')) ?? [];
    const key = `${status} ${headerOf(text, 'CSeq')} ${headerOf(text, 'Via')} ${headerOf(text, 'RSeq')}`;
    if (status === '100' || this.#seen.has(key)) return;
    this.#seen.add(key);
    if (status !== undefined && method === 'INVITE') {
      this.#toHeader = headerOf(text, 'To');
      this.#target = /<([^>]*)>/.exec(headerOf(text, 'Contact'))?.[1] ?? this.#target;
    }
    this.#messages.push(text);
    this.ladder.push(status === undefined ? method : `${status} ${method}`);
  }

  #send(
    method: string,
    cseq: number,
    more: {
      readonly branch: string;
      readonly headers?: readonly string[] | undefined;
      readonly body?: string;
      readonly toHeader?: string;
    },
  ): void {
    const { body = '', headers = [], toHeader = this.#toHeader } = more;
    const uri = method === 'INVITE' || method === 'CANCEL' ? `sip:${OUR_NUMBER}@firstring` : this.#target;
    this.#write(
      [
        `${method} ${uri} SIP/2.0`,
        `Via: SIP/2.0/UDP 127.0.0.1:${this.port};branch=z9hG4bK-${this.callId}-${more.branch}`,
        'Max-Forwards: 70',
        `From: <sip:${this.phone}@carrier>;tag=caller`,
        `To: ${toHeader}`,
        `Call-ID: ${this.callId}`,
        `CSeq: ${cseq} ${method}`,
        `Contact: <sip:${this.phone}@127.0.0.1:${this.port}>`,
        ...headers,
        ...(body === '' ? [] : ['Content-Type: application/sdp']),
      ],
      body,
    );
  }

  #write(lines: readonly string[], body: string): void {
    const text = [...lines, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n');
    this.#socket.send(text, this.#to.port, this.#to.host);
  }
}
