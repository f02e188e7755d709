import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Clock, Log, Random } from '@firstring/kernel';

/** What happens to datagrams in one direction. Ratios are 0-1 and drawn independently for every datagram. */
export interface UdpFaults {
  drop?: number;
  duplicate?: number;
  /** Held back behind the datagrams of the next 30 ms. */
  reorder?: number;
  /** One octet is changed. */
  corrupt?: number;
  /** Every datagram waits this long, drawn evenly. */
  delayMs?: { min: number; max: number };
  /** Nothing gets through: a cable cut in one direction. */
  blocked?: boolean;
}

export interface UdpRelayOptions {
  clock: Clock;
  /** A seeded one replays the same faults for the same traffic. */
  random: Random;
  log: Log;
  listen?: { host: string; port: number };
  target: { host: string; port: number };
  toTarget?: UdpFaults;
  toClient?: UdpFaults;
}

export interface UdpRelayStats {
  forwarded: number;
  dropped: number;
  duplicated: number;
  reordered: number;
  corrupted: number;
}

type Direction = 'toTarget' | 'toClient';

const CLIENTS_MAX = 256;
const REORDER_MS = 30;

/**
 * A UDP relay with faults, for SIP and RTP where the kernel has no netem. Every client gets an upstream socket of its own, so
 * answers find their way back.
 */
export class UdpRelay implements AsyncDisposable {
  readonly #options: UdpRelayOptions;
  readonly #socket: Socket;
  readonly #upstreams = new Map<string, Socket>();
  readonly #random: Record<Direction, Random>;
  readonly #faults: Record<Direction, UdpFaults>;
  readonly stats: Record<Direction, UdpRelayStats> = { toTarget: noStats(), toClient: noStats() };
  #closed = false;

  private constructor(options: UdpRelayOptions, socket: Socket) {
    this.#options = options;
    this.#socket = socket;
    this.#faults = { toTarget: options.toTarget ?? {}, toClient: options.toClient ?? {} };
    // A stream a direction, so that traffic one way does not shift the faults of the other.
    this.#random = { toTarget: options.random.fork('toTarget'), toClient: options.random.fork('toClient') };
    socket.on('message', (datagram, from) => this.#fromClient(datagram, from));
    socket.on('error', (error) => options.log.warn({ err: error }, 'UDP relay socket error'));
  }

  static async open(options: UdpRelayOptions): Promise<UdpRelay> {
    const { host, port } = options.listen ?? { host: '127.0.0.1', port: 0 };
    return new UdpRelay(options, await bind(host, port));
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** Replaces the faults of one direction from now on; datagrams under way keep theirs. */
  setFaults(direction: Direction, faults: UdpFaults): void {
    this.#faults[direction] = faults;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await Promise.all([this.#socket, ...this.#upstreams.values()].map(closeSocket));
  }

  #fromClient(datagram: Uint8Array, client: { address: string; port: number }): void {
    const key = `${client.address}:${client.port}`;
    const known = this.#upstreams.get(key);
    if (known !== undefined) {
      this.#pass('toTarget', datagram, known);
      return;
    }
    if (this.#upstreams.size >= CLIENTS_MAX) {
      this.#options.log.warn({ clients: this.#upstreams.size }, 'UDP relay has no room for another client');
      return;
    }
    const upstream = createSocket('udp4');
    this.#upstreams.set(key, upstream);
    upstream.on('error', (error) => this.#options.log.warn({ err: error }, 'UDP relay socket error'));
    upstream.on('message', (answer) => this.#pass('toClient', answer, this.#socket, client));
    this.#pass('toTarget', datagram, upstream);
  }

  /** Every datagram draws the same number of chances, so one ratio changed leaves the other faults where they were. */
  #pass(direction: Direction, datagram: Uint8Array, socket: Socket, to = this.#target): void {
    const faults = this.#faults[direction];
    const stats = this.stats[direction];
    const random = this.#random[direction];
    const [drop, duplicate, reorder, corrupt, delay, position] = Array.from({ length: 6 }, () =>
      random.float(),
    );
    const hit = (chance: number | undefined, ratio: number | undefined): boolean =>
      (chance ?? 1) < (ratio ?? 0);

    if (faults.blocked === true || hit(drop, faults.drop)) {
      stats.dropped += 1;
      return;
    }
    let sent = datagram;
    if (hit(corrupt, faults.corrupt)) {
      stats.corrupted += 1;
      sent = corrupted(datagram, position ?? 0);
    }
    const { min, max } = faults.delayMs ?? { min: 0, max: 0 };
    let waitMs = min + (max - min) * (delay ?? 0);
    if (hit(reorder, faults.reorder)) {
      stats.reordered += 1;
      waitMs += REORDER_MS;
    }
    const copies = hit(duplicate, faults.duplicate) ? 2 : 1;
    stats.duplicated += copies - 1;
    stats.forwarded += 1;
    for (let copy = 0; copy < copies; copy += 1) this.#send(socket, sent, to, waitMs);
  }

  get #target(): { address: string; port: number } {
    return { address: this.#options.target.host, port: this.#options.target.port };
  }

  #send(socket: Socket, datagram: Uint8Array, to: { address: string; port: number }, waitMs: number): void {
    const now = (): void => {
      // A send error is one more lost datagram, which is what this relay is for.
      if (!this.#closed) socket.send(datagram, to.port, to.address, () => {});
    };
    if (waitMs <= 0) now();
    else this.#options.clock.setTimer(waitMs, now);
  }
}

function corrupted(datagram: Uint8Array, position: number): Uint8Array {
  const copy = Uint8Array.from(datagram);
  const at = Math.floor(position * copy.length);
  copy[at] = (copy[at] ?? 0) ^ 0xff;
  return copy;
}

async function bind(host: string, port: number): Promise<Socket> {
  const socket = createSocket('udp4');
  const listening = once(socket, 'listening');
  socket.bind(port, host);
  await listening;
  return socket;
}

async function closeSocket(socket: Socket): Promise<void> {
  const closed = once(socket, 'close');
  socket.close();
  await closed;
}

function noStats(): UdpRelayStats {
  return { forwarded: 0, dropped: 0, duplicated: 0, reordered: 0, corrupted: 0 };
}
