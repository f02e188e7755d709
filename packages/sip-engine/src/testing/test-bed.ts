import { assert, type Clock, deferred, Secret, silentLog } from '@firstring/kernel';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import Srf from 'drachtio-srf';
import { createSipEngine, type SipEngine } from '../engine.ts';
import type { EngineLimits, EngineTimers } from '../engine/options.ts';
import type { RoutingRule } from '../routing/routing-rule.ts';
import type { CertificateFiles } from '../transport/transport.ts';
import type { DnsOptions } from '../transport/dns/dns-client.ts';
import type { FloodLimits } from '../transport/source-guard.ts';
import type { TlsClientOptions } from '../transport/tls-client.ts';
import type { ListenerOptions, Protocol } from '../transport/transport.ts';

export const SECRET = 'test-secret';
/** T1 of 20 ms: what takes 32 s in the field takes 1.3 s here. */
export const FAST: Partial<EngineTimers> = { t1Ms: 20, t2Ms: 80, t4Ms: 100 };
export const SDP = sdp('sendrecv');

export function sdp(direction: string, port = 40_000): string {
  const lines = [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    `m=audio ${port} RTP/AVP 0`,
    `a=${direction}`,
    '',
  ];
  return lines.join('\r\n');
}

export interface BedOptions {
  readonly timers?: Partial<EngineTimers>;
  readonly limits?: Partial<EngineLimits>;
  readonly clock?: Clock;
  readonly control?: { readonly certificates: readonly CertificateFiles[] };
  readonly routing?: readonly RoutingRule[];
  /** Other listeners than UDP and TCP on 127.0.0.1. */
  readonly listeners?: readonly ListenerOptions[];
  readonly flood?: Partial<FloodLimits>;
  readonly tls?: TlsClientOptions;
  readonly dns?: DnsOptions;
}

/** An engine with a UDP and a TCP listener on ephemeral ports of 127.0.0.1. */
export async function startEngine(options: BedOptions = {}): Promise<SipEngine> {
  return createSipEngine({
    clock: options.clock ?? systemClock,
    random: systemRandom,
    log: { ...silentLog, error: (fields, message) => console.error(message, fields) },
    listeners: options.listeners ?? [
      { protocol: 'udp', address: '127.0.0.1', port: 0 },
      { protocol: 'tcp', address: '127.0.0.1', port: 0 },
    ],
    control: { host: '127.0.0.1', port: 0, secret: new Secret(SECRET), ...options.control },
    timers: { ...FAST, ...options.timers },
    // A clock of the test's own stands still while frames are on their way.
    limits: { ...(options.clock === undefined ? {} : { gatherMs: 0 }), ...options.limits },
    routing: options.routing ?? [],
    flood: options.flood ?? {},
    tls: options.tls ?? {},
    dns: options.dns ?? {},
  });
}

export function portOf(engine: SipEngine, protocol: Protocol = 'udp'): number {
  return engine.listeningOn.find((listener) => listener.protocol === protocol)?.port ?? 0;
}

/** What these tests use of drachtio-srf; its own types leave out half of it. */
export interface App extends EventEmitter {
  connect(options: object): unknown;
  use(method: string, handler: (req: AppIncoming, res: AppAnswer) => void): void;
  disconnect(): void;
  invite(handler: (req: AppIncoming, res: AppAnswer) => void): void;
  register(handler: (req: AppIncoming, res: AppAnswer) => void): void;
  options(handler: (req: AppIncoming, res: AppAnswer) => void): void;
  message(handler: (req: AppIncoming, res: AppAnswer) => void): void;
  prack(handler: (req: AppIncoming, res: AppAnswer) => void): void;
  notify(handler: (req: AppIncoming, res: AppAnswer) => void): void;
  subscribe(handler: (req: AppIncoming, res: AppAnswer) => void): void;
  refer(handler: (req: AppIncoming, res: AppAnswer) => void): void;
  request(uri: string, options: object): Promise<AppOutgoing>;
  proxyRequest(req: AppIncoming, destinations: string | string[], options: object): Promise<ProxyResults>;
  createUAS(req: AppIncoming, res: AppAnswer, options: object): Promise<AppDialog>;
  createUAC(uri: string, options: object, progress?: Progress): Promise<AppDialog>;
  createB2BUA(
    req: AppIncoming,
    res: AppAnswer,
    uri: string,
    options: object,
  ): Promise<{ uas: AppDialog; uac: AppDialog }>;
}

/** What `proxyRequest` tells of a request that found its end. */
export interface ProxyResults {
  readonly connected: boolean;
  readonly finalStatus: number;
  readonly responses: { readonly port: number; readonly msgs: { readonly status: number }[] }[];
}

export interface Progress {
  cbRequest?(error: unknown, req: AppOutgoing): void;
  cbProvisional?(res: AppAnswer): void;
}

export interface AppIncoming extends EventEmitter {
  readonly method: string;
  readonly body: string;
  readonly uri: string;
  readonly source_port: number;
  readonly socket: Socket;
  get(name: string): string;
  has(name: string): boolean;
}

export interface AppOutgoing extends EventEmitter {
  readonly socket: Socket;
  cancel(callback?: (error: unknown) => void): void;
  get(name: string): string;
}

export interface AppAnswer {
  readonly status: number;
  readonly reason: string;
  readonly body: string;
  send(status: number, options?: object, callback?: (error: unknown, sent: unknown) => void): void;
  get(name: string): string;
  has(name: string): boolean;
}

export interface AppDialog extends EventEmitter {
  readonly id: string;
  readonly sip: { callId: string; localTag: string; remoteTag: string };
  readonly local: { sdp: string };
  readonly remote: { sdp: string; uri: string };
  readonly socket: Socket;
  modify(sdp: string): Promise<string>;
  request(options: object): Promise<AppAnswer>;
  destroy(): Promise<unknown>;
}

export interface AppOptions {
  readonly tags?: string[];
  readonly secret?: string;
  /** It connects again when it has lost the engine. */
  readonly reconnects?: boolean;
  /** TLS to the control port, as node:tls takes it. */
  readonly tls?: object;
  readonly onConnected?: (hostports: string) => void;
}

/** An unmodified drachtio-srf, connected. Rejects with what `connect` reports. */
export async function connectApp(
  engine: { readonly controlHost?: string; readonly controlPort: number },
  options: AppOptions = {},
): Promise<App> {
  // Its declared class has a different, incomplete surface: see `App`.
  const app = new (Srf as unknown as new (tags?: string[]) => App)(options.tags ?? []);
  const connected = deferred<void>();
  app.on('connect', (error: unknown, hostports: string) => {
    if (error instanceof Error) connected.reject(error);
    else {
      options.onConnected?.(hostports);
      connected.resolve();
    }
  });
  app.on('error', (error: unknown) => connected.reject(error));
  app.connect({
    host: engine.controlHost ?? '127.0.0.1',
    port: engine.controlPort,
    ...(options.tls === undefined ? {} : { tls: options.tls }),
    secret: options.secret ?? SECRET,
    // Few attempts: an app that tries for ever would keep the test process alive.
    reconnect: { maxAttempts: options.reconnects === true ? 4 : 1 },
  });
  await within(10_000, connected.promise, 'the app to connect');
  return app;
}

/** The first emission of an event; rejects when it does not come in time. */
export async function next<T>(emitter: EventEmitter, event: string, deadlineMs = 10_000): Promise<T> {
  const got = deferred<T>();
  emitter.once(event, (value: T) => got.resolve(value));
  return within(deadlineMs, got.promise, `event ${event}`);
}

/** Final response to a request of an app. */
export async function finalOf(request: AppOutgoing): Promise<AppAnswer> {
  const got = deferred<AppAnswer>();
  request.on('response', (res: AppAnswer) => {
    if (res.status >= 200) got.resolve(res);
  });
  return within(10_000, got.promise, 'a final response');
}

/** Fails a wait that takes too long, naming what was waited for. */
export async function within<T>(deadlineMs: number, promise: Promise<T>, what: string): Promise<T> {
  const late = deferred<never>();
  // A plain timer would not keep the process alive, and a forgotten wait would end the test run silently.
  const handle = setTimeout(() => late.reject(new Error(`timed out waiting for ${what}`)), deadlineMs);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(handle);
  }
}

/** Waits until `condition` holds, looking every 5 ms. */
export async function until(condition: () => boolean, what: string, deadlineMs = 10_000): Promise<void> {
  const endMs = systemClock.monotonicMs() + deadlineMs;
  while (!condition()) {
    if (systemClock.monotonicMs() > endMs) throw new Error(`timed out waiting for ${what}`);
    await systemClock.sleep(5);
  }
}

/** Engine, one app on it, all gone at the end of the test. */
export class Bed implements AsyncDisposable {
  readonly engine: SipEngine;
  readonly app: App;

  private constructor(engine: SipEngine, app: App) {
    this.engine = engine;
    this.app = app;
  }

  static async open(options: BedOptions = {}): Promise<Bed> {
    const engine = await startEngine(options);
    return new Bed(engine, await connectApp(engine));
  }

  /** URI of this engine's listener, for the other side. */
  uri(user: string, protocol: 'udp' | 'tcp' = 'udp'): string {
    const transport = protocol === 'tcp' ? ';transport=tcp' : '';
    return `sip:${user}@127.0.0.1:${portOf(this.engine, protocol)}${transport}`;
  }

  addApp(options: AppOptions = {}): Promise<App> {
    return connectApp(this.engine, options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { faults } = this.engine.stats();
    await this.engine.close();
    assert(faults === 0, `the engine had ${faults} faults`);
  }
}
