import type { Socket } from 'node:net';
import type { Endpoint, SendFailure } from './transport.ts';

/** What the pool needs to know of a stream; kept apart from sockets so that TLS and WebSocket streams fit. */
export interface PooledConnection {
  readonly remote: Endpoint;
  readonly socket: Socket;
  lastUsedMs: number;
  /** Waiting for connect; told when it fails. */
  readonly waiting: Set<(failure: SendFailure) => void>;
}

/**
 * Stream connections by peer address and port, in order of last use. A new one beyond the limit evicts the one idle longest, if it
 * was idle for at least `evictableAfterMs`; otherwise it is refused.
 */
export class ConnectionPool {
  readonly #limit: number;
  readonly #evictableAfterMs: number;
  readonly #byPeer = new Map<string, PooledConnection>();

  constructor(limit: number, evictableAfterMs: number) {
    this.#limit = limit;
    this.#evictableAfterMs = evictableAfterMs;
  }

  get size(): number {
    return this.#byPeer.size;
  }

  get(remote: Endpoint): PooledConnection | undefined {
    return this.#byPeer.get(keyOf(remote));
  }

  /** Makes room for one more connection; false when all are busy. */
  reserve(nowMs: number): boolean {
    if (this.#byPeer.size < this.#limit) return true;
    const oldest = this.#byPeer.values().next().value;
    if (oldest === undefined || nowMs - oldest.lastUsedMs < this.#evictableAfterMs) return false;
    oldest.socket.destroy();
    this.remove(oldest);
    return true;
  }

  /** A second connection from the same peer address replaces the first one: that one can only be dead. */
  add(connection: PooledConnection): void {
    const key = keyOf(connection.remote);
    const previous = this.#byPeer.get(key);
    this.#byPeer.delete(key);
    this.#byPeer.set(key, connection);
    if (previous !== undefined) previous.socket.destroy();
  }

  touch(connection: PooledConnection, nowMs: number): void {
    connection.lastUsedMs = nowMs;
    const key = keyOf(connection.remote);
    if (this.#byPeer.get(key) !== connection) return;
    this.#byPeer.delete(key);
    this.#byPeer.set(key, connection);
  }

  /** True when this very connection was in the pool. */
  remove(connection: PooledConnection): boolean {
    const key = keyOf(connection.remote);
    return this.#byPeer.get(key) === connection && this.#byPeer.delete(key);
  }

  /** Connections not used since `beforeMs`, oldest first. */
  idleSince(beforeMs: number): PooledConnection[] {
    const idle: PooledConnection[] = [];
    for (const connection of this.#byPeer.values()) {
      if (connection.lastUsedMs > beforeMs) break;
      idle.push(connection);
    }
    return idle;
  }

  closeAll(): void {
    for (const connection of this.#byPeer.values()) connection.socket.destroy();
    this.#byPeer.clear();
  }
}

function keyOf(remote: Endpoint): string {
  return `${remote.address}|${remote.port}`;
}
