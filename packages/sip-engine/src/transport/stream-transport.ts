import type { Server, Socket } from 'node:net';
import type { Clock, Log, Timer } from '@firstring/kernel';
import type { Connection, ConnectionEvents } from './connection.ts';
import { ConnectionPool, type PooledConnection } from './connection-pool.ts';
import { plainAddress } from './ip-address.ts';
import type { SourceGuard } from './source-guard.ts';
import type {
  Endpoint,
  Flow,
  Listener,
  ListenAddress,
  Outbound,
  SendFailure,
  StreamProtocol,
  Transport,
  TransportEvents,
} from './transport.ts';

export interface StreamDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly events: TransportEvents;
  readonly limits: StreamLimits;
  readonly guard: SourceGuard;
}

export interface StreamLimits {
  /** Open connections of one listener. */
  readonly connectionsMax: number;
  /** A connection without any byte for so long is closed; a keep-alive (CRLF CRLF, RFC 5626) counts as a byte. */
  readonly idleMs: number;
  /** A message that has begun is complete by then, and a new connection has sent its first one, or the connection is closed. */
  readonly messageMs: number;
  /** Time to connect, TLS included. */
  readonly connectMs: number;
  /** Bytes a slow reader may leave unsent before it is cut off. */
  readonly unsentBytesMax: number;
  /** How often a WebSocket is pinged; one that did not answer the ping before is closed. */
  readonly webSocketPingMs: number;
}

/** What differs between the stream protocols. */
export interface StreamKind {
  readonly protocol: StreamProtocol;
  readonly server: Server;
  /** Starts a connection of ours; undefined where only peers connect. */
  readonly connect?: (outbound: Outbound, events: ConnectionEvents) => Connection;
  readonly onClose?: () => void;
}

/** Firewalls drop connections without a word; a call that can go another way must not lose its time to ring to that. */
const QUICK_CONNECT_MS = 1_500;

/** How long a connection must have been idle before a newcomer may take its place. */
const EVICTABLE_AFTER_MS = 30_000;

/** Connections of one listener: accepted, made, kept, bounded and closed, alike for TCP, TLS and WebSocket. */
export class StreamTransport implements Transport {
  readonly listener: Listener;
  readonly #deps: StreamDeps;
  readonly #kind: StreamKind;
  readonly #pool: ConnectionPool;
  /** Accepted sockets, those in a handshake too. */
  readonly #accepted = new Set<Socket>();
  #sweep: Timer;

  constructor(deps: StreamDeps, kind: StreamKind, listener: Listener) {
    this.#deps = deps;
    this.#kind = kind;
    this.listener = listener;
    this.#pool = new ConnectionPool(deps.limits.connectionsMax, EVICTABLE_AFTER_MS);
    kind.server.on('connection', (socket: Socket) => this.#admit(socket));
    kind.server.on('error', (error) => deps.log.warn({ err: error }, `${kind.protocol} listener error`));
    this.#sweep = this.#scheduleSweep();
  }

  get connectionCount(): number {
    return this.#pool.size;
  }

  isOpen(remote: Endpoint): boolean {
    return this.#pool.get(remote)?.connection.isOpen ?? false;
  }

  /** Takes in a connection that stands; its handshakes are done. */
  accept(make: (events: ConnectionEvents) => Connection): void {
    const pooled = this.#adopt(make);
    pooled.owesSinceMs = pooled.lastUsedMs;
  }

  send(outbound: Outbound): void {
    const { bytes, remote, onFailure, serverName } = outbound;
    const pooled = this.#pool.get(remote) ?? this.#connect(outbound);
    if (typeof pooled === 'string') {
      onFailure(pooled);
      return;
    }
    const { connection } = pooled;
    if (!connection.serves(serverName)) {
      onFailure('untrusted');
      return;
    }
    if (connection.unsentBytes > this.#deps.limits.unsentBytesMax) {
      connection.destroy();
      onFailure('limit');
      return;
    }
    this.#pool.touch(pooled, this.#deps.clock.monotonicMs());
    if (!connection.isOpen) pooled.waiting.add(onFailure);
    connection.send(bytes);
  }

  async close(): Promise<void> {
    this.#sweep.cancel();
    this.#kind.onClose?.();
    const closed = new Promise<void>((resolve) => this.#kind.server.close(() => resolve()));
    this.#pool.closeAll();
    for (const socket of this.#accepted) socket.destroy();
    await closed;
  }

  /** Before any handshake: a source that comes too often, or has too many connections, costs no more than this. */
  #admit(socket: Socket): void {
    const { guard, clock, limits } = this.#deps;
    const address = plainAddress(socket.remoteAddress ?? '');
    if (!guard.admitConnection(address)) {
      socket.destroy();
      return;
    }
    // Only who is admitted may take an idle phone's place: else a banned source could close them all.
    if (this.#accepted.size >= limits.connectionsMax && !this.#pool.evict(clock.monotonicMs())) {
      guard.releaseConnection(address);
      socket.destroy();
      return;
    }
    this.#accepted.add(socket);
    // Resets before the connection is taken in must not end the process.
    socket.on('error', (error) => this.#deps.log.debug({ err: error }, 'SIP connection error'));
    socket.once('close', () => {
      this.#accepted.delete(socket);
      guard.releaseConnection(address);
    });
  }

  #connect(outbound: Outbound): PooledConnection | SendFailure {
    const { connect } = this.#kind;
    if (connect === undefined) return 'unreachable';
    const { clock, limits } = this.#deps;
    if (!this.#pool.reserve(clock.monotonicMs())) return 'limit';
    const pooled = this.#adopt((events) => connect(outbound, events));
    const hasOtherWay = outbound.hasOtherWay === true;
    clock.setTimer(hasOtherWay ? Math.min(limits.connectMs, QUICK_CONNECT_MS) : limits.connectMs, () => {
      if (!pooled.connection.isOpen) pooled.connection.destroy();
    });
    return pooled;
  }

  #adopt(make: (events: ConnectionEvents) => Connection): PooledConnection {
    const { clock, events, guard } = this.#deps;
    const { address, port } = this.listener;
    const connection = make({
      onOpen: () => pooled.waiting.clear(),
      onBytes: (count) => this.#onBytes(pooled, count),
      onMessage: (message) => {
        pooled.owesSinceMs = undefined;
        events.onMessage(message, flow);
      },
      onPing: () => {
        pooled.owesSinceMs = undefined;
      },
      onSettled: () => {
        if (connection.hasUnfinished) pooled.owesSinceMs ??= pooled.lastUsedMs;
      },
      onParseError: (error, fatal) => {
        // A peer that does not take our end is closed with those that owe a message.
        pooled.owesSinceMs = fatal ? pooled.lastUsedMs : undefined;
        events.onParseError(error, flow);
        if (fatal) connection.end();
        if (guard.isBanned(connection.remote.address)) connection.destroy();
      },
      onClosed: (failure) => this.#onClosed(pooled, flow, failure),
    });
    const flow: Flow = {
      protocol: this.#kind.protocol,
      local: { address, port },
      remote: connection.remote,
    };
    const lastUsedMs = clock.monotonicMs();
    const pooled: PooledConnection = { connection, lastUsedMs, owesSinceMs: undefined, waiting: new Set() };
    this.#pool.add(pooled);
    return pooled;
  }

  #onBytes(pooled: PooledConnection, count: number): void {
    const { clock, guard } = this.#deps;
    const nowMs = clock.monotonicMs();
    this.#pool.touch(pooled, nowMs);
    const waitMs = guard.bytesWaitMs(pooled.connection.remote.address, count);
    if (waitMs === 0) return;
    pooled.connection.pause();
    clock.setTimer(waitMs, () => pooled.connection.resume());
  }

  #onClosed(pooled: PooledConnection, flow: Flow, failure: SendFailure): void {
    const waiting = [...pooled.waiting];
    pooled.waiting.clear();
    if (this.#pool.remove(pooled)) this.#deps.events.onClosed(flow);
    for (const onFailure of waiting) onFailure(failure);
  }

  #scheduleSweep(): Timer {
    const { clock, limits } = this.#deps;
    return clock.setTimer(Math.min(limits.idleMs, limits.messageMs) / 2, () => {
      const nowMs = clock.monotonicMs();
      for (const pooled of this.#pool.all()) if (this.#isDue(pooled, nowMs)) pooled.connection.destroy();
      this.#sweep = this.#scheduleSweep();
    });
  }

  #isDue(pooled: PooledConnection, nowMs: number): boolean {
    const { idleMs, messageMs } = this.#deps.limits;
    if (nowMs - pooled.lastUsedMs > idleMs) return true;
    return pooled.owesSinceMs !== undefined && nowMs - pooled.owesSinceMs > messageMs;
  }
}

/** Binds the server; port 0 becomes the one the system chose. Rejects when the address cannot be bound. */
export function listen(server: Server, protocol: StreamProtocol, options: ListenAddress): Promise<Listener> {
  const { address, port } = options;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: address, port, ipv6Only: true }, () => {
      server.off('error', reject);
      const bound = server.address();
      const boundPort = typeof bound === 'object' && bound !== null ? bound.port : port;
      resolve({ protocol, address, port: boundPort, host: options.advertise ?? address });
    });
  });
}

/** The far end of a socket; dual-stack sockets show IPv4 peers as ::ffff:a.b.c.d. */
export function remoteOf(socket: Socket): Endpoint {
  return { address: plainAddress(socket.remoteAddress ?? ''), port: socket.remotePort ?? 0 };
}
