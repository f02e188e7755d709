import { createSocket, type Socket } from 'node:dgram';
import { systemRandom } from '@firstring/kernel/system';
import { createResponse } from '../message/build.ts';
import { formatCSeq } from '../message/headers/cseq.ts';
import {
  header,
  type Header,
  type SipMessage,
  type SipRequest,
  type SipResponse,
} from '../message/message.ts';
import { parseMessage } from '../message/parse.ts';
import { serializeMessage } from '../message/serialize.ts';
import { newBranch, newTag } from '../engine/identifiers.ts';
import { until } from './test-bed.ts';

/**
 * A UDP endpoint that does only what a test tells it: no transactions, no automatic answers. What it receives is kept in order; `take`
 * removes the first match and waits for it when needed.
 */
export class ScriptedPeer implements AsyncDisposable {
  readonly port: number;
  readonly received: SipMessage[] = [];
  readonly #socket: Socket;
  readonly #taken = new Set<string>();
  /** Where requests go. */
  readonly #enginePort: number;

  private constructor(socket: Socket, enginePort: number) {
    this.#socket = socket;
    this.#enginePort = enginePort;
    this.port = socket.address().port;
    socket.on('message', (bytes) => {
      const parsed = parseMessage(bytes);
      if (parsed.ok) this.received.push(parsed.message);
    });
  }

  static async open(enginePort: number, port = 0, address = '127.0.0.1'): Promise<ScriptedPeer> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(port, address, resolve));
    return new ScriptedPeer(socket, enginePort);
  }

  send(message: SipMessage): void {
    this.sendRaw(serializeMessage(message));
  }

  sendRaw(bytes: Uint8Array | string): void {
    this.#socket.send(bytes, this.#enginePort, '127.0.0.1');
  }

  /** A request outside a dialog, with a Contact of this peer; given headers replace those of the same name. */
  request(method: string, headers: readonly Header[] = [], body = ''): SipRequest {
    const standard: Header[] = [
      { name: 'Via', value: `SIP/2.0/UDP 127.0.0.1:${this.port};branch=${newBranch(systemRandom)};rport` },
      { name: 'Max-Forwards', value: '70' },
      { name: 'From', value: `<sip:alice@127.0.0.1:${this.port}>;tag=${newTag(systemRandom)}` },
      { name: 'To', value: '<sip:bob@127.0.0.1>' },
      { name: 'Call-ID', value: newTag(systemRandom) },
      { name: 'CSeq', value: `1 ${method}` },
      { name: 'Contact', value: `<sip:alice@127.0.0.1:${this.port}>` },
    ];
    if (body !== '') standard.push({ name: 'Content-Type', value: 'application/sdp' });
    const replaced = new Set(headers.map((entry) => entry.name));
    const kept = standard.filter((entry) => !replaced.has(entry.name));
    const uri = `sip:bob@127.0.0.1:${this.#enginePort}`;
    return { type: 'request', method, uri, headers: [...kept, ...headers], body: Buffer.from(body) };
  }

  /** A request in the dialog this peer opened with `invite` and got `answer` for. */
  inDialog(
    invite: SipRequest,
    answer: SipResponse,
    what: { method: string; cseq: number; body?: string },
  ): SipRequest {
    const same = ['From', 'Call-ID'].map((name) => ({ name, value: header(invite, name) ?? '' }));
    return this.request(
      what.method,
      [
        ...same,
        { name: 'To', value: header(answer, 'To') ?? '' },
        { name: 'CSeq', value: formatCSeq({ number: what.cseq, method: what.method }) },
      ],
      what.body ?? '',
    );
  }

  /** A request in the dialog the engine opened with `invite`, which this peer answered with `toTag`. */
  inDialogAsCallee(
    invite: SipRequest,
    what: { method: string; cseq: number; body?: string; toTag?: string; headers?: readonly Header[] },
  ): SipRequest {
    const headers = [
      { name: 'From', value: `${header(invite, 'To') ?? ''};tag=${what.toTag ?? 'peer-tag'}` },
      { name: 'To', value: header(invite, 'From') ?? '' },
      { name: 'Call-ID', value: header(invite, 'Call-ID') ?? '' },
      { name: 'CSeq', value: formatCSeq({ number: what.cseq, method: what.method }) },
      ...(what.headers ?? []),
    ];
    return this.request(what.method, headers, what.body ?? '');
  }

  /** Answers a request the engine sent, with this peer's Contact and a To tag. */
  respond(
    request: SipRequest,
    status: number,
    options: { toTag?: string; headers?: Header[]; body?: string } = {},
  ): void {
    const contact = { name: 'Contact', value: `<sip:bob@127.0.0.1:${this.port}>` };
    const headers = [contact, ...(options.headers ?? [])];
    if (options.body !== undefined) headers.push({ name: 'Content-Type', value: 'application/sdp' });
    const body = Buffer.from(options.body ?? '');
    this.send(createResponse(request, status, { toTag: options.toTag ?? 'peer-tag', headers, body }));
  }

  /** Removes and returns the first request of a method, waiting for it; repetitions of one already taken are skipped, ACKs excepted. */
  async takeRequest(method: string): Promise<SipRequest> {
    const isNew = (message: SipMessage): boolean => method === 'ACK' || !this.#taken.has(keyOf(message));
    const matches = (message: SipMessage): boolean =>
      message.type === 'request' && message.method === method && isNew(message);
    const request = await this.#take(matches, method);
    this.#taken.add(keyOf(request));
    // `matches` lets only requests through.
    return request as SipRequest;
  }

  /** Removes and returns the first response with a status, to a method. */
  async takeResponse(status: number, method = 'INVITE'): Promise<SipResponse> {
    const matches = (message: SipMessage): boolean =>
      message.type === 'response' &&
      message.status === status &&
      (header(message, 'CSeq') ?? '').endsWith(` ${method}`);
    return this.#take(matches, `${status} to ${method}`) as Promise<SipResponse>;
  }

  /** Requests of this method that nobody has taken; repetitions of those taken are none. */
  pending(method: string): number {
    const isNew = (message: SipMessage): boolean =>
      message.type === 'request' && message.method === method && !this.#taken.has(keyOf(message));
    return this.received.filter(isNew).length;
  }

  count(method: string): number {
    return this.received.filter((message) => message.type === 'request' && message.method === method).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((resolve) => this.#socket.close(() => resolve()));
  }

  async #take(matches: (message: SipMessage) => boolean, what: string): Promise<SipMessage> {
    await until(() => this.received.some(matches), what);
    const [message] = this.received.splice(this.received.findIndex(matches), 1);
    if (message === undefined) throw new Error(`lost ${what}`);
    return message;
  }
}

/** What repetitions of one request have in common. */
function keyOf(message: SipMessage): string {
  return `${header(message, 'Via') ?? ''}\n${header(message, 'CSeq') ?? ''}`;
}
