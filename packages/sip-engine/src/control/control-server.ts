import { createHash, timingSafeEqual } from 'node:crypto';
import { connect as connectTcp, type Server, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type Clock, type Log, type Random, Secret } from '@firstring/kernel';
import { AppConnection } from './app-connection.ts';
import type { ControlCommand, ProxyCommand, SipCommand } from './commands.ts';
import { type ControlListener, openControlListener } from './control-listener.ts';
import { formatOk, formatRefusal } from './replies.ts';
import { RouteTable } from './route-table.ts';
import type { CertificateFiles } from '../transport/transport.ts';

export interface ControlOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly secret: Secret<string>;
  /** With certificates apps connect by TLS, and in no other way. */
  readonly certificates?: readonly CertificateFiles[];
}

export interface ControlLimits {
  readonly appsMax: number;
  readonly frameBytesMax: number;
  readonly unsentBytesMax: number;
  /** After a write to an app the next frames wait so long for each other. */
  readonly gatherMs: number;
  /** A connection that has not authenticated by then is closed. */
  readonly authenticateMs: number;
  /** Connections of ours to apps that listen. */
  readonly outboundAppsMax: number;
  /** Such a connection must be there by then. */
  readonly appConnectMs: number;
}

/** An app that listens, instead of connecting to us. */
export interface AppAddress {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
}

export interface ControlDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly limits: ControlLimits;
  readonly events: ControlEvents;
}

export interface ControlEvents {
  /** What `connect` tells the app: its listeners as `proto/address:port`, external then local. */
  hostports(): { external: string; local: string };
  onCommand(app: AppConnection, command: SipCommand | ProxyCommand): void;
  onAppReady(app: AppConnection): void;
  onAppGone(app: AppConnection): void;
}

/** Looks like vX.Y.Z, at least v0.8.2: drachtio-srf pings only such servers. */
const VERSION = 'v0.9.10-firstring';
const KEEP_ALIVE_MS = 45_000;

/**
 * The TCP port apps connect to. Unlike drachtio-server nothing works before authentication (docs/control-protocol.md section 11).
 */
export class ControlServer {
  readonly routes = new RouteTable<AppConnection>();
  readonly apps = new Set<AppConnection>();
  readonly #deps: ControlDeps;
  readonly #secret: Secret<string>;
  readonly #server: Server;
  readonly #onClose: () => void;
  /** Apps we connect to, until they have authenticated. */
  readonly #waiting = new Map<AppConnection, (app: AppConnection | undefined) => void>();
  #connections = 0;
  /** Of `apps` those we connected to. */
  #outbound = 0;

  private constructor(deps: ControlDeps, secret: Secret<string>, listening: ControlListener) {
    const { server } = listening;
    this.#deps = deps;
    this.#secret = secret;
    this.#server = server;
    this.#onClose = listening.onClose;
    server.on(listening.event, (socket: Socket) => this.#accept(socket));
    server.on('error', (error) => deps.log.warn({ err: error }, 'control listener error'));
  }

  static async open(deps: ControlDeps, options: ControlOptions): Promise<ControlServer> {
    return new ControlServer(deps, options.secret, await openControlListener(deps, options));
  }

  get port(): number {
    const bound = this.#server.address();
    return typeof bound === 'object' && bound !== null ? bound.port : 0;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const app of this.apps) app.destroy();
    await closed;
    this.#onClose();
  }

  /** The app whose turn it is for a verb, of those with the tag when there is one. */
  appFor(method: string, tag?: string): AppConnection | undefined {
    const verb = method.toLowerCase();
    return tag === undefined
      ? this.routes.next(verb)
      : this.routes.next(verb, (app) => app.tags.includes(tag));
  }

  /**
   * Connects to an app that listens. `then` gets it once it has authenticated, as any app must; undefined when it cannot be reached, does
   * not know the secret, or does neither in time. Called once, and later.
   */
  connect(to: AppAddress, then: (app: AppConnection | undefined) => void): void {
    const { limits, clock } = this.#deps;
    if (this.#outbound >= limits.outboundAppsMax) {
      queueMicrotask(() => then(undefined));
      return;
    }
    const { host, port } = to;
    const socket = to.isTls ? connectTls({ host, port }) : connectTcp({ host, port });
    const app = this.#attach(socket, true);
    const deadline = clock.setTimer(limits.appConnectMs, () => {
      if (socket.connecting) socket.destroy();
    });
    this.#waiting.set(app, then);
    socket.on('close', () => {
      deadline.cancel();
      this.#ready(app, undefined);
    });
  }

  #accept(socket: Socket): void {
    if (this.apps.size - this.#outbound < this.#deps.limits.appsMax) this.#attach(socket, false);
    else socket.destroy();
  }

  #attach(socket: Socket, isOutbound: boolean): AppConnection {
    const { limits, log, clock } = this.#deps;
    this.#connections += 1;
    const app = new AppConnection({ number: this.#connections, socket, isOutbound, limits, clock, log });
    this.apps.add(app);
    if (isOutbound) this.#outbound += 1;
    // A peer that resets is routine here: `close` follows and says all there is to say.
    socket.on('error', (error) => log.debug({ err: error }, 'control connection error'));
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    const deadline = clock.setTimer(limits.authenticateMs, () => {
      if (!app.authenticated) socket.destroy();
    });
    socket.on('close', () => {
      deadline.cancel();
      this.apps.delete(app);
      if (isOutbound) this.#outbound -= 1;
      this.routes.removeApp(app);
      if (app.authenticated) this.#deps.events.onAppGone(app);
    });
    app.read(limits.frameBytesMax, (command) => this.#handle(app, command));
    return app;
  }

  /** Whoever waits for an app we connected to learns what came of it. */
  #ready(app: AppConnection, authenticated: AppConnection | undefined): void {
    const then = this.#waiting.get(app);
    this.#waiting.delete(app);
    then?.(authenticated);
  }

  #handle(app: AppConnection, command: ControlCommand): void {
    if (command.type === 'authenticate') {
      this.#authenticate(app, command.id, command);
      return;
    }
    if (!app.authenticated) {
      this.#refuseAndClose(app, command.id, 'not authenticated');
      return;
    }
    const uuid = this.#deps.random.uuid();
    switch (command.type) {
      case 'ping':
        app.send(formatOk(uuid, command.id, ['pong']));
        return;
      case 'route':
        this.routes.add(command.verb, app);
        app.send(formatOk(uuid, command.id));
        return;
      case 'remove-route': {
        const removed = this.routes.remove(command.verb, app);
        const refusal = 'Remove route request includes unsupported verb';
        app.send(removed ? formatOk(uuid, command.id) : formatRefusal(uuid, command.id, 'NO', refusal));
        return;
      }
      case 'sip':
      case 'proxy':
        this.#deps.events.onCommand(app, command);
        return;
      case 'invalid':
        this.#refuseAndClose(app, command.id, command.reason);
        return;
    }
  }

  #authenticate(app: AppConnection, id: string, given: { secret: string; tags: readonly string[] }): void {
    if (!sameSecret(given.secret, this.#secret.reveal())) {
      this.#deps.log.warn({ app: app.number }, 'app gave an incorrect secret');
      this.#refuseAndClose(app, id, 'incorrect secret');
      return;
    }
    const isNew = !app.authenticated;
    app.authenticated = true;
    app.tags = given.tags;
    const { external, local } = this.#deps.events.hostports();
    app.send(formatOk(this.#deps.random.uuid(), id, [external, VERSION, local]));
    if (!isNew) return;
    this.#deps.events.onAppReady(app);
    this.#ready(app, app);
  }

  #refuseAndClose(app: AppConnection, id: string, reason: string): void {
    app.send(formatRefusal(this.#deps.random.uuid(), id, 'NO', reason));
    app.end();
  }
}

/** Compares digests, so that neither content nor length shows in the time it takes. */
function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
