import type { Connection } from './connection.ts';
import type { Endpoint, SendFailure } from './transport.ts';

/** A connection with what its owner keeps of it. */
export interface PooledConnection {
  readonly connection: Connection;
  lastUsedMs: number;
  /** Since when the peer owes us the rest of a message, or its first one. */
  owesSinceMs: number | undefined;
  /** Waiting for the connection to stand; told when it fails. */
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
    return this.#byPeer.size < this.#limit || this.evict(nowMs);
  }

  /** Closes the connection idle longest; false when none has been idle long enough. */
  evict(nowMs: number): boolean {
    const oldest = this.#byPeer.values().next().value;
    if (oldest === undefined || nowMs - oldest.lastUsedMs < this.#evictableAfterMs) return false;
    oldest.connection.destroy();
    this.remove(oldest);
    return true;
  }

  /** A second connection from the same peer address replaces the first one: that one can only be dead. */
  add(pooled: PooledConnection): void {
    const key = keyOf(pooled.connection.remote);
    const previous = this.#byPeer.get(key);
    this.#byPeer.delete(key);
    this.#byPeer.set(key, pooled);
    if (previous !== undefined) previous.connection.destroy();
  }

  touch(pooled: PooledConnection, nowMs: number): void {
    pooled.lastUsedMs = nowMs;
    const key = keyOf(pooled.connection.remote);
    if (this.#byPeer.get(key) !== pooled) return;
    this.#byPeer.delete(key);
    this.#byPeer.set(key, pooled);
  }

  /** True when this very connection was in the pool. */
  remove(pooled: PooledConnection): boolean {
    const key = keyOf(pooled.connection.remote);
    return this.#byPeer.get(key) === pooled && this.#byPeer.delete(key);
  }

  all(): IterableIterator<PooledConnection> {
    return this.#byPeer.values();
  }

  closeAll(): void {
    for (const { connection } of this.#byPeer.values()) connection.destroy();
    this.#byPeer.clear();
  }
}

function keyOf(remote: Endpoint): string {
  return `${remote.address}|${remote.port}`;
}
