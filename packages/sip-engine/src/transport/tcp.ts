import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Clock, Log, Timer } from '@firstring/kernel';
import { StreamFramer } from '../message/stream-framer.ts';
import { ConnectionPool, type PooledConnection } from './connection-pool.ts';
import type {
  Endpoint,
  Flow,
  Listener,
  ListenerOptions,
  Outbound,
  SendFailure,
  Transport,
  TransportEvents,
} from './transport.ts';

export interface TcpDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly events: TransportEvents;
  readonly limits: TcpLimits;
}

export interface TcpLimits {
  readonly connectionsMax: number;
  /** A connection without any byte for so long is closed; a keep-alive (CRLF CRLF, RFC 5626) counts as a byte. */
  readonly idleMs: number;
  readonly connectMs: number;
  /** Bytes a slow reader may leave unsent before it is cut off. */
  readonly unsentBytesMax: number;
}

/** How long a connection must have been idle before a newcomer may take its place. */
const EVICTABLE_AFTER_MS = 30_000;
const PONG = Buffer.from('\r\n');

/** Opens a TCP listener. Rejects when the address cannot be bound. */
export async function openTcp(deps: TcpDeps, options: ListenerOptions): Promise<Transport> {
  const server = createServer();
  await listen(server, options);
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : options.port;
  const listener: Listener = {
    protocol: 'tcp',
    address: options.address,
    port,
    host: options.advertise ?? options.address,
  };
  return new TcpTransport(deps, server, listener);
}

class TcpTransport implements Transport {
  readonly listener: Listener;
  readonly #deps: TcpDeps;
  readonly #server: Server;
  readonly #pool: ConnectionPool;
  #sweep: Timer;

  constructor(deps: TcpDeps, server: Server, listener: Listener) {
    this.#deps = deps;
    this.#server = server;
    this.listener = listener;
    this.#pool = new ConnectionPool(deps.limits.connectionsMax, EVICTABLE_AFTER_MS);
    server.on('connection', (socket) => this.#accept(socket));
    server.on('error', (error) => deps.log.warn({ err: error }, 'tcp listener error'));
    this.#sweep = this.#scheduleSweep();
  }

  get connectionCount(): number {
    return this.#pool.size;
  }

  isOpen(remote: Endpoint): boolean {
    return this.#pool.get(remote)?.socket.readyState === 'open';
  }

  send({ bytes, remote, onFailure }: Outbound): void {
    const connection = this.#pool.get(remote) ?? this.#connect(remote);
    if (connection === undefined) {
      onFailure('limit');
      return;
    }
    if (connection.socket.writableLength > this.#deps.limits.unsentBytesMax) {
      connection.socket.destroy();
      onFailure('limit');
      return;
    }
    this.#pool.touch(connection, this.#deps.clock.monotonicMs());
    if (connection.socket.connecting) connection.waiting.add(onFailure);
    connection.socket.write(bytes);
  }

  async close(): Promise<void> {
    this.#sweep.cancel();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#pool.closeAll();
    await closed;
  }

  #accept(socket: Socket): void {
    const remote = { address: plainAddress(socket.remoteAddress ?? ''), port: socket.remotePort ?? 0 };
    if (!this.#pool.reserve(this.#deps.clock.monotonicMs())) {
      socket.destroy();
      return;
    }
    this.#adopt(socket, remote);
  }

  #connect(remote: Endpoint): PooledConnection | undefined {
    if (!this.#pool.reserve(this.#deps.clock.monotonicMs())) return undefined;
    const socket = connect({ host: remote.address, port: remote.port });
    const connection = this.#adopt(socket, remote);
    const timer = this.#deps.clock.setTimer(this.#deps.limits.connectMs, () => {
      if (socket.connecting) socket.destroy(new Error('connect timed out'));
    });
    socket.once('connect', () => connection.waiting.clear());
    socket.once('close', () => timer.cancel());
    return connection;
  }

  #adopt(socket: Socket, remote: Endpoint): PooledConnection {
    const nowMs = this.#deps.clock.monotonicMs();
    const connection: PooledConnection = { remote, socket, lastUsedMs: nowMs, waiting: new Set() };
    this.#pool.add(connection);
    socket.setNoDelay(true);
    const local = { address: this.listener.address, port: this.listener.port };
    const flow: Flow = { protocol: 'tcp', local, remote };
    this.#read(connection, flow);
    let failure: SendFailure = 'closed';
    socket.on('error', (error) => {
      failure = 'code' in error && error.code === 'ECONNREFUSED' ? 'refused' : 'unreachable';
      this.#deps.log.debug({ err: error }, 'tcp connection error');
    });
    socket.on('close', () => {
      const waiting = [...connection.waiting];
      connection.waiting.clear();
      if (this.#pool.remove(connection)) this.#deps.events.onClosed(flow);
      for (const onFailure of waiting) onFailure(failure);
    });
    return connection;
  }

  #read(connection: PooledConnection, flow: Flow): void {
    const framer = new StreamFramer();
    connection.socket.on('data', (chunk: Buffer) => {
      this.#pool.touch(connection, this.#deps.clock.monotonicMs());
      for (const event of framer.push(chunk)) {
        switch (event.type) {
          case 'message':
            this.#deps.events.onMessage(event.message, flow);
            break;
          case 'keepalive-ping':
            connection.socket.write(PONG);
            break;
          case 'error':
            this.#deps.events.onParseError(event.error, flow);
            if (event.fatal) connection.socket.end();
            break;
        }
      }
    });
  }

  #scheduleSweep(): Timer {
    const { clock, limits } = this.#deps;
    return clock.setTimer(limits.idleMs / 2, () => {
      for (const idle of this.#pool.idleSince(clock.monotonicMs() - limits.idleMs)) idle.socket.destroy();
      this.#sweep = this.#scheduleSweep();
    });
  }
}

/** Dual-stack sockets show IPv4 peers as ::ffff:a.b.c.d. */
function plainAddress(address: string): string {
  return address.startsWith('::ffff:') ? address.slice(7) : address;
}

function listen(server: Server, options: ListenerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: options.address, port: options.port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
