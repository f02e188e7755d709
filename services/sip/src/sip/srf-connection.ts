import type { Clock, Log, Random, Secret, Timer } from '@firstring/kernel';
import { SrfClass, type IncomingRequest, type Responder, type Srf } from './drachtio.ts';

export interface ControlAddress {
  readonly host: string;
  readonly port: number;
  readonly secret: Secret<string>;
}

export interface ConnectionEvents {
  /** A request outside our dialogs. */
  onRequest(request: IncomingRequest, response: Responder): void;
  /** Any frame of the server, after drachtio-srf has taken it. Must not throw. */
  onFrame(frame: string): void;
  onUp(): void;
  /** The connection was up and is gone: every dialog made over it is lost to us. */
  onLost(): void;
}

/** Verbs that the server hands to us when they come outside a dialog. */
const VERBS = ['invite', 'register', 'options', 'message', 'info', 'notify', 'subscribe', 'publish', 'refer'];
const BACKOFF_MS = 100;
const BACKOFF_MS_MAX = 2000;

/**
 * The control connection to the SIP server, kept up: one drachtio-srf instance a connection, thrown away with it, because
 * its dialogs survive a lost connection as ghosts and its requests never settle (docs/control-protocol.md section 10). Our own
 * back-off, jittered.
 */
export class SrfConnection implements AsyncDisposable {
  readonly #deps: { clock: Clock; random: Random; log: Log };
  readonly #address: ControlAddress;
  readonly #events: ConnectionEvents;
  #srf: Srf | undefined;
  #up = false;
  #failures = 0;
  #retry: Timer | undefined;
  #closed = false;

  constructor(
    deps: { clock: Clock; random: Random; log: Log },
    address: ControlAddress,
    events: ConnectionEvents,
  ) {
    this.#deps = deps;
    this.#address = address;
    this.#events = events;
  }

  /** The instance to use now; undefined while the server is away. */
  get srf(): Srf | undefined {
    return this.#up ? this.#srf : undefined;
  }

  open(): void {
    const srf = new SrfClass();
    this.#srf = srf;
    // Without a listener an error would end the process; `close` follows and decides.
    srf.on('error', (error) => this.#deps.log.debug({ err: error }, 'SIP server connection error'));
    srf.on('close', () => this.#onClose(srf));
    srf.on('connect', (error) => this.#onConnect(srf, error));
    for (const verb of VERBS) srf.use(verb, (request, response) => this.#receive(srf, request, response));
    const { host, port, secret } = this.#address;
    srf.connect({
      host,
      port,
      secret: secret.reveal(),
      reconnect: { maxAttempts: 1 },
      enablePing: true,
      pingInterval: 5000,
    });
    const frames = srf.app?.client?.wp;
    // Calls go on without; only their ladders stay empty.
    if (frames === undefined) this.#deps.log.warn({}, 'this drachtio-srf does not show its frames');
    else frames.on('msg', (_socket, frame) => this.#events.onFrame(frame));
  }

  /** The server does not answer on an open connection: give the connection up and make a new one (F11). */
  abandon(): void {
    const srf = this.#srf;
    if (srf === undefined || !this.#up) return;
    this.#deps.log.warn({}, 'SIP server does not answer; its connection is given up');
    disconnect(srf);
    this.#onClose(srf);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#retry?.cancel();
    const srf = this.#srf;
    this.#srf = undefined;
    this.#up = false;
    if (srf !== undefined) disconnect(srf);
  }

  #receive(srf: Srf, request: IncomingRequest, response: Responder): void {
    if (srf === this.#srf) this.#events.onRequest(request, response);
  }

  #onConnect(srf: Srf, error: Error | null): void {
    if (srf !== this.#srf) {
      // Given up, or closed, before it had come up.
      disconnect(srf);
      return;
    }
    if (error !== null) {
      this.#deps.log.error({ err: error }, 'SIP server refuses our secret');
      disconnect(srf);
      return;
    }
    this.#failures = 0;
    this.#up = true;
    this.#events.onUp();
  }

  #onClose(srf: Srf): void {
    if (srf !== this.#srf || this.#closed) return;
    const wasUp = this.#up;
    this.#up = false;
    this.#srf = undefined;
    this.#failures += 1;
    const delayMs = Math.min(BACKOFF_MS * 2 ** (this.#failures - 1), BACKOFF_MS_MAX);
    this.#retry = this.#deps.clock.setTimer(delayMs * (0.5 + this.#deps.random.float() / 2), () =>
      this.open(),
    );
    if (wasUp) this.#events.onLost();
  }
}

function disconnect(srf: Srf): void {
  try {
    srf.disconnect();
  } catch {
    // Never connected: drachtio-srf asserts that there is a socket. Then there is nothing to close.
  }
}
