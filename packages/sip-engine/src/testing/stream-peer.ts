import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { systemRandom } from '@firstring/kernel/system';
import { type ClientOptions, WebSocket } from 'ws';
import { newBranch, newTag } from '../engine/identifiers.ts';
import { createResponse } from '../message/build.ts';
import { header, type Header, type SipMessage, type SipRequest } from '../message/message.ts';
import { parseMessage } from '../message/parse.ts';
import { serializeMessage } from '../message/serialize.ts';
import { StreamFramer } from '../message/stream-framer.ts';
import { until, within } from './test-bed.ts';

interface Wire {
  readonly transport: string;
  write(bytes: Uint8Array | string): void;
  close(): void;
  /** Local port, for Via and Contact. */
  readonly port: number;
}

/** A phone or carrier at the far end of a stream that does only what a test tells it. */
export class StreamPeer implements Disposable {
  readonly received: SipMessage[] = [];
  /** Everything that came, as text. */
  raw = '';
  isClosed = false;
  readonly #wire: Wire;

  private constructor(wire: Wire) {
    this.#wire = wire;
  }

  static async tcp(port: number, host = '127.0.0.1', localAddress?: string): Promise<StreamPeer> {
    const from = localAddress === undefined ? {} : { localAddress };
    return StreamPeer.over(connectTcp({ host, port, ...from }), 'TCP', 'connect');
  }

  static async tls(port: number, options: ConnectionOptions = {}): Promise<StreamPeer> {
    return StreamPeer.over(connectTls({ host: '127.0.0.1', port, ...options }), 'TLS', 'secureConnect');
  }

  /** Any socket; `event` tells that it stands, undefined for one that was accepted. */
  static async over(socket: Socket, transport: string, event?: string): Promise<StreamPeer> {
    if (event !== undefined) await within(10_000, once(socket, event), 'a connection');
    const peer = new StreamPeer({
      transport,
      port: socket.localPort ?? 0,
      write: (bytes) => socket.write(bytes),
      close: () => socket.destroy(),
    });
    const framer = new StreamFramer();
    socket.on('data', (chunk: Buffer) => {
      peer.raw += chunk.toString('latin1');
      for (const it of framer.push(chunk)) if (it.type === 'message') peer.received.push(it.message);
    });
    // A reset is one way to be closed.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      peer.isClosed = true;
    });
    return peer;
  }

  static async webSocket(
    url: string,
    options: ClientOptions & { protocols?: string[] } = {},
  ): Promise<StreamPeer> {
    const socket = new WebSocket(url, options.protocols ?? ['sip'], options);
    await within(10_000, once(socket, 'open'), 'a WebSocket');
    const peer = new StreamPeer({
      transport: url.startsWith('wss') ? 'WSS' : 'WS',
      port: 0,
      write: (bytes) => socket.send(bytes),
      close: () => socket.terminate(),
    });
    socket.on('message', (data: Buffer) => {
      peer.raw += data.toString('latin1');
      const parsed = parseMessage(data);
      if (parsed.ok) peer.received.push(parsed.message);
    });
    socket.on('close', () => {
      peer.isClosed = true;
    });
    return peer;
  }

  sendRaw(bytes: Uint8Array | string): void {
    this.#wire.write(bytes);
  }

  send(message: SipMessage): void {
    this.sendRaw(serializeMessage(message));
  }

  /** A request outside a dialog; given headers replace those of the same name. */
  request(method: string, headers: readonly Header[] = [], body = ''): SipRequest {
    const { transport } = this.#wire;
    const standard: Header[] = [
      { name: 'Via', value: `SIP/2.0/${transport} abc123.invalid;branch=${newBranch(systemRandom)};rport` },
      { name: 'Max-Forwards', value: '70' },
      { name: 'From', value: `<sip:alice@example.test>;tag=${newTag(systemRandom)}` },
      { name: 'To', value: '<sip:bob@example.test>' },
      { name: 'Call-ID', value: newTag(systemRandom) },
      { name: 'CSeq', value: `1 ${method}` },
      {
        name: 'Contact',
        value: `<sip:alice@abc123.invalid;transport=${transport.slice(0, 3).toLowerCase()}>`,
      },
    ];
    if (body !== '') standard.push({ name: 'Content-Type', value: 'application/sdp' });
    const replaced = new Set(headers.map((entry) => entry.name));
    const kept = standard.filter((entry) => !replaced.has(entry.name));
    return {
      type: 'request',
      method,
      uri: 'sip:bob@example.test',
      headers: [...kept, ...headers],
      body: Buffer.from(body),
    };
  }

  respond(request: SipRequest, status: number, options: { headers?: Header[]; body?: string } = {}): void {
    const contact = { name: 'Contact', value: '<sip:bob@abc123.invalid;transport=ws>' };
    const headers = [contact, ...(options.headers ?? [])];
    if (options.body !== undefined) headers.push({ name: 'Content-Type', value: 'application/sdp' });
    const body = Buffer.from(options.body ?? '');
    this.send(createResponse(request, status, { toTag: 'peer-tag', headers, body }));
  }

  /** Removes and returns the first request of a method, waiting for it. */
  async takeRequest(method: string): Promise<SipRequest> {
    const found = await this.#take((it) => it.type === 'request' && it.method === method, method);
    // The condition lets only requests through.
    return found as SipRequest;
  }

  async takeResponse(status: number, method: string): Promise<SipMessage> {
    return this.#take(
      (it) => it.type === 'response' && it.status === status && (header(it, 'CSeq') ?? '').endsWith(method),
      `${status} to ${method}`,
    );
  }

  async closed(): Promise<void> {
    await until(() => this.isClosed, 'the connection to be closed', 5_000);
  }

  [Symbol.dispose](): void {
    this.#wire.close();
  }

  async #take(matches: (message: SipMessage) => boolean, what: string): Promise<SipMessage> {
    await until(() => this.received.some(matches), what);
    const [message] = this.received.splice(this.received.findIndex(matches), 1);
    if (message === undefined) throw new Error(`lost ${what}`);
    return message;
  }
}
