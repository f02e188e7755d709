import { createSocket, type Socket, type SocketType } from 'node:dgram';
import type { Clock, Log, Timer } from '@firstring/kernel';
import type { Endpoint, Outbound, SendFailure } from './transport.ts';

export interface UdpPeersOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly type: SocketType;
  /** The listener these sockets share the port with. */
  readonly local: Endpoint;
  readonly peersMax: number;
  readonly idleMs: number;
  readonly onMessage: (bytes: Buffer, remote: Endpoint) => void;
}

interface Peer {
  readonly remote: Endpoint;
  readonly socket: Socket;
  /** Undefined once the socket is connected. */
  queue: (() => void)[] | undefined;
  /** Who sent since the peer was last heard; all of them fail when its port is closed. */
  readonly waiting: Set<(failure: SendFailure) => void>;
  lastUsedMs: number;
}

/** Kernel buffer for bursts: 2 MB holds some 2,000 INVITEs that arrive while the loop is busy. A trunk may be a single peer. */
export const RECEIVE_BUFFER_BYTES = 2 * 1024 * 1024;
const WAITING_MAX = 256;

/**
 * A socket for each peer that requests are sent to, connected to that peer and bound to the listener's own port: only a connected socket is
 * told that the peer's port is closed (ICMP), and a phone that has quit is then known at once instead of after 32 s. The system gives
 * a connected socket the datagrams of its peer; they are handled like those of the listener.
 */
export class UdpPeers {
  readonly #options: UdpPeersOptions;
  readonly #peers = new Map<string, Peer>();
  #sweep: Timer;

  constructor(options: UdpPeersOptions) {
    this.#options = options;
    this.#sweep = this.#scheduleSweep();
  }

  /**
   * False when the peer has no socket here; the caller then sends by the listener. Only a request opens one, but all that follows goes by
   * it, because two sockets keep no order: an ACK must not arrive behind the BYE.
   */
  send({ bytes, remote, expectsAnswer, onFailure }: Outbound): boolean {
    const peer = this.#peers.get(keyOf(remote)) ?? (expectsAnswer ? this.#open(remote) : undefined);
    if (peer === undefined) return false;
    peer.lastUsedMs = this.#options.clock.monotonicMs();
    if (expectsAnswer && peer.waiting.size < WAITING_MAX) peer.waiting.add(onFailure);
    const send = (): void =>
      peer.socket.send(bytes, (error) => {
        if (error !== null) this.#fail(peer, error);
      });
    if (peer.queue === undefined) send();
    else peer.queue.push(send);
    return true;
  }

  close(): void {
    this.#sweep.cancel();
    for (const peer of this.#peers.values()) peer.socket.close();
    this.#peers.clear();
  }

  #open(remote: Endpoint): Peer | undefined {
    const { type, local, peersMax, clock } = this.#options;
    if (this.#peers.size >= peersMax) return undefined;
    const socket = createSocket({
      type,
      ipv6Only: type === 'udp6',
      reusePort: true,
      lookup: noLookup,
      recvBufferSize: RECEIVE_BUFFER_BYTES,
    });
    const peer: Peer = { remote, socket, queue: [], waiting: new Set(), lastUsedMs: clock.monotonicMs() };
    this.#peers.set(keyOf(remote), peer);
    socket.on('error', (error) => this.#fail(peer, error));
    socket.on('message', (bytes, from) => {
      peer.waiting.clear();
      this.#options.onMessage(bytes, from);
    });
    socket.bind({ address: local.address, port: local.port }, () => {
      // On failure the callback gets the error, which its declared type does not say.
      socket.connect(remote.port, remote.address, (error?: Error | null) => this.#connected(peer, error));
    });
    return peer;
  }

  #connected(peer: Peer, error: Error | null | undefined): void {
    // Closed while it was being connected: what waits to be sent has no socket any more.
    if (this.#peers.get(keyOf(peer.remote)) !== peer) return;
    if (error !== null && error !== undefined) {
      this.#fail(peer, error);
      return;
    }
    const { queue } = peer;
    peer.queue = undefined;
    for (const send of queue ?? []) send();
  }

  #fail(peer: Peer, error: Error): void {
    const refused = 'code' in error && error.code === 'ECONNREFUSED';
    this.#options.log.debug({ err: error }, 'udp peer cannot be reached');
    const waiting = [...peer.waiting];
    peer.waiting.clear();
    for (const onFailure of waiting) onFailure(refused ? 'refused' : 'unreachable');
    // A socket that never got connected is of no use.
    if (peer.queue !== undefined) this.#drop(peer);
  }

  #drop(peer: Peer): void {
    if (this.#peers.get(keyOf(peer.remote)) !== peer) return;
    this.#peers.delete(keyOf(peer.remote));
    peer.socket.close();
  }

  #scheduleSweep(): Timer {
    const { clock, idleMs } = this.#options;
    return clock.setTimer(idleMs, () => {
      const beforeMs = clock.monotonicMs() - idleMs;
      for (const peer of this.#peers.values()) if (peer.lastUsedMs < beforeMs) this.#drop(peer);
      this.#sweep = this.#scheduleSweep();
    });
  }
}

/** Addresses here are never names: without this every send would first go round the event loop, and order with it. */
export function noLookup(
  address: string,
  _options: unknown,
  callback: (error: NodeJS.ErrnoException | null, address: string, family: number) => void,
): void {
  callback(null, address, address.includes(':') ? 6 : 4);
}

function keyOf(remote: Endpoint): string {
  return `${remote.address}|${remote.port}`;
}
