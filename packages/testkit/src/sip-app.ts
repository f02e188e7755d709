import type { EventEmitter } from 'node:events';
import { AppError, deferred } from '@firstring/kernel';
import DrachtioSrf from 'drachtio-srf';

/** The part of drachtio-srf 5 that phones and carriers use, as it behaves (its own declarations miss most of it). */
export interface SipMessage {
  get(name: string): string | undefined;
  has(name: string): boolean;
  readonly body: string | undefined;
  readonly msg: { readonly headers: Readonly<Record<string, string>> };
}

export interface SipRequest extends SipMessage {
  readonly method: string;
  readonly uri: string;
  /** Who sent it, as the engine saw it. */
  readonly source_address: string;
  readonly source_port: number;
  getParsedHeader(name: 'from' | 'to'): { name?: string; uri: string };
  on(event: 'cancel', listener: () => void): void;
}

export interface SipResponder {
  send(status: number, options?: { headers?: Record<string, string>; body?: string }): void;
}

export interface SipResponse extends SipMessage {
  readonly status: number;
}

/** A request of ours on its way. */
export interface SentSipRequest extends SipMessage {
  on(event: 'response', listener: (response: SipResponse) => void): void;
  cancel(callback: (error: unknown) => void): void;
}

export interface SipDialog extends EventEmitter {
  readonly id: string;
  readonly sip: { readonly callId: string };
  readonly local: { sdp: string };
  readonly remote: { sdp: string };
  request(options: { method: string; headers?: Record<string, string>; body?: string }): Promise<SipResponse>;
  destroy(): Promise<unknown>;
}

interface Srf extends EventEmitter {
  connect(options: object): void;
  disconnect(): void;
  use(method: string, handler: (request: SipRequest, response: SipResponder) => void): void;
  /** By callback: an answer that comes with the request's echo in one read would be over before a promise's turn. */
  request(
    uri: string,
    options: object,
    taken: (error: unknown, request: SentSipRequest | undefined) => void,
  ): void;
  createUAS(request: SipRequest, response: SipResponder, options: object): Promise<SipDialog>;
  createUAC(uri: string, options: object, progress: object): Promise<SipDialog>;
}

// Its declared class has another surface than the code: the interfaces above were read from the code.
const SrfClass = DrachtioSrf as unknown as new () => Srf;

const CONNECT_MS = 5000;

export interface SipAppOptions {
  /** The engine's control port. */
  host: string;
  port: number;
  secret: string;
}

type InviteHandler = (request: SipRequest, response: SipResponder) => void;

/**
 * One drachtio-srf connection that several phones and a carrier share: INVITEs go to the first whose `accepts` takes the user
 * part of the Request-URI, 404 when nobody does. OPTIONS is answered 200, so the other side sees a live trunk.
 */
export class SipApp {
  readonly srf: Srf;
  /** Where the engine listens for SIP over UDP: what goes into a Contact. */
  readonly contact: { readonly host: string; readonly port: number };
  readonly #handlers: { accepts: (user: string) => boolean; handle: InviteHandler }[] = [];

  private constructor(srf: Srf, contact: { host: string; port: number }) {
    this.srf = srf;
    this.contact = contact;
    srf.use('invite', (request, response) => {
      const user = userOf(request.uri);
      const taker = this.#handlers.find(({ accepts }) => accepts(user));
      if (taker === undefined) response.send(404);
      else taker.handle(request, response);
    });
    srf.use('options', (_request, response) => response.send(200));
  }

  static async connect(options: SipAppOptions): Promise<SipApp> {
    const srf = new SrfClass();
    const connected = deferred<string>();
    srf.on('connect', (error: unknown, hostports: string) => {
      if (error instanceof Error) connected.reject(error);
      else connected.resolve(hostports);
    });
    srf.on('error', (error: unknown) => connected.reject(error));
    srf.connect({ ...options, connectTimeout: CONNECT_MS, reconnect: { maxAttempts: 1 } });
    return new SipApp(srf, udpContact(await connected.promise));
  }

  /** Takes INVITEs until the returned function is called. */
  onInvite(accepts: (user: string) => boolean, handle: InviteHandler): () => void {
    const handler = { accepts, handle };
    this.#handlers.push(handler);
    return () => {
      const index = this.#handlers.indexOf(handler);
      if (index >= 0) this.#handlers.splice(index, 1);
    };
  }

  disconnect(): void {
    this.srf.disconnect();
  }
}

/** The user part of a SIP URI or of a From or To value; empty when there is none. */
export function userOf(uri: string): string {
  return /sips?:([^@;>]*)@/i.exec(uri)?.[1] ?? '';
}

/** The UDP listener in drachtio's list, `udp/127.0.0.1:5060,tcp/…`. */
function udpContact(hostports: string): { host: string; port: number } {
  const [, host, port] = /(?:^|,)udp\/([^,]+):(\d+)/.exec(hostports) ?? [];
  if (host === undefined || port === undefined) {
    throw new AppError({
      reason: 'SIP_UNAVAILABLE',
      code: 'unavailable',
      message: 'the engine has no UDP listener',
    });
  }
  return { host, port: Number(port) };
}
