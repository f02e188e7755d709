import type { Clock, Log } from '@firstring/kernel';
import { sourceOf } from './ip-address.ts';
import { Networks } from './networks.ts';
import { RecentMap } from './recent-map.ts';
import { borrow, fullBucket, take, type Rate, type TokenBucket } from './token-bucket.ts';

/** How much the network may ask of us before anything is parsed. A source is an IPv4 address, or an IPv6 /64. */
export interface FloodLimits {
  /** Networks without limits, as `10.0.0.0/8` or a single address: the carriers. An IPv6 network is at least a /64. UDP sources can be forged, so a ban can be provoked. */
  readonly trustedNetworks: readonly string[];
  readonly sourceDatagrams: Rate;
  /** Of all sources that are not trusted. */
  readonly allDatagrams: Rate;
  readonly sourceConnections: Rate;
  readonly allConnections: Rate;
  /** Bytes on streams; beyond it the connection is read more slowly. */
  readonly sourceBytes: Rate;
  /** Connections a source may have open. */
  readonly sourceConnectionsMax: number;
  /** Messages that cannot be read; a source that sends more is banned. */
  readonly sourceErrors: Rate;
  /** Datagrams and connections refused for their rate; a source that goes on is banned. */
  readonly sourceDrops: Rate;
  readonly banMs: number;
  /** Sources remembered; of more the ones not heard longest are forgotten. */
  readonly sourcesMax: number;
}

/**
 * A call takes a carrier about five datagrams: room for 1,000 calls a second from one address. An office of hundreds of phones is one
 * source, too: its odd phones must not get it banned.
 */
export const DEFAULT_FLOOD_LIMITS: FloodLimits = {
  trustedNetworks: ['127.0.0.0/8', '::1'],
  sourceDatagrams: { perSecond: 5_000, burst: 10_000 },
  allDatagrams: { perSecond: 20_000, burst: 40_000 },
  sourceConnections: { perSecond: 20, burst: 300 },
  allConnections: { perSecond: 500, burst: 2_000 },
  sourceBytes: { perSecond: 8 * 1024 * 1024, burst: 16 * 1024 * 1024 },
  sourceConnectionsMax: 1_000,
  sourceErrors: { perSecond: 5, burst: 500 },
  sourceDrops: { perSecond: 1_000, burst: 20_000 },
  banMs: 60_000,
  sourcesMax: 20_000,
};

export interface FloodCounters {
  datagramsDropped: number;
  connectionsRefused: number;
  bans: number;
}

interface Source {
  readonly isTrusted: boolean;
  readonly datagrams: TokenBucket;
  readonly connections: TokenBucket;
  readonly bytes: TokenBucket;
  readonly errors: TokenBucket;
  readonly drops: TokenBucket;
  bannedUntilMs: number;
}

/** Decides for each datagram and connection whether it is looked at: no parsing, no allocation for a source that is known. */
export class SourceGuard {
  readonly counters: FloodCounters = { datagramsDropped: 0, connectionsRefused: 0, bans: 0 };
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #limits: FloodLimits;
  readonly #trusted: Networks;
  readonly #sources: RecentMap<Source>;
  readonly #openConnections = new Map<string, number>();
  readonly #allDatagrams: TokenBucket;
  readonly #allConnections: TokenBucket;

  constructor(deps: { clock: Clock; log: Log }, limits: FloodLimits) {
    this.#clock = deps.clock;
    this.#log = deps.log;
    this.#limits = limits;
    this.#trusted = new Networks(limits.trustedNetworks);
    this.#sources = new RecentMap(Math.ceil(limits.sourcesMax / 2));
    this.#allDatagrams = fullBucket(limits.allDatagrams, deps.clock.monotonicMs());
    this.#allConnections = fullBucket(limits.allConnections, deps.clock.monotonicMs());
  }

  /** Sources remembered now. */
  get sourceCount(): number {
    return this.#sources.size;
  }

  /** Whether to read a datagram. */
  admitDatagram(address: string): boolean {
    const source = this.#source(address);
    if (source.isTrusted) return true;
    const nowMs = this.#clock.monotonicMs();
    const { sourceDatagrams, allDatagrams } = this.#limits;
    if (
      source.bannedUntilMs <= nowMs &&
      take(source.datagrams, sourceDatagrams, nowMs) &&
      take(this.#allDatagrams, allDatagrams, nowMs)
    ) {
      return true;
    }
    this.counters.datagramsDropped += 1;
    this.#noteDrop(source, address, nowMs);
    return false;
  }

  /** Whether to take a new connection; each one taken is given back by `releaseConnection`. */
  admitConnection(address: string): boolean {
    const source = this.#source(address);
    const key = sourceOf(address);
    const open = this.#openConnections.get(key) ?? 0;
    if (!source.isTrusted) {
      const nowMs = this.#clock.monotonicMs();
      const { sourceConnections, allConnections, sourceConnectionsMax } = this.#limits;
      const isAdmitted =
        source.bannedUntilMs <= nowMs &&
        open < sourceConnectionsMax &&
        take(source.connections, sourceConnections, nowMs) &&
        take(this.#allConnections, allConnections, nowMs);
      if (!isAdmitted) {
        this.counters.connectionsRefused += 1;
        this.#noteDrop(source, address, nowMs);
        return false;
      }
    }
    this.#openConnections.set(key, open + 1);
    return true;
  }

  releaseConnection(address: string): void {
    const key = sourceOf(address);
    const open = (this.#openConnections.get(key) ?? 0) - 1;
    if (open > 0) this.#openConnections.set(key, open);
    else this.#openConnections.delete(key);
  }

  /** How long to stop reading a stream that just brought `count` bytes; 0 = go on. */
  bytesWaitMs(address: string, count: number): number {
    const source = this.#source(address);
    if (source.isTrusted) return 0;
    return borrow(source.bytes, this.#limits.sourceBytes, this.#clock.monotonicMs(), count);
  }

  /** Something that could not be read; a source that does it too often is banned. */
  noteError(address: string): void {
    const source = this.#source(address);
    const nowMs = this.#clock.monotonicMs();
    if (!source.isTrusted && !take(source.errors, this.#limits.sourceErrors, nowMs)) {
      this.#ban(source, { address, ms: this.#limits.banMs, reason: 'unreadable messages' });
    }
  }

  /** Nothing of this source is looked at for `ms`. Trusted sources cannot be banned. */
  ban(address: string, ms: number): void {
    this.#ban(this.#source(address), { address, ms, reason: 'asked for' });
  }

  isBanned(address: string): boolean {
    return this.#source(address).bannedUntilMs > this.#clock.monotonicMs();
  }

  #noteDrop(source: Source, address: string, nowMs: number): void {
    if (source.bannedUntilMs > nowMs || take(source.drops, this.#limits.sourceDrops, nowMs)) return;
    this.#ban(source, { address, ms: this.#limits.banMs, reason: 'too much traffic' });
  }

  #ban(source: Source, what: { address: string; ms: number; reason: string }): void {
    if (source.isTrusted) return;
    const nowMs = this.#clock.monotonicMs();
    if (source.bannedUntilMs <= nowMs) {
      this.counters.bans += 1;
      this.#log.warn(what, 'SIP source banned for a while');
    }
    source.bannedUntilMs = Math.max(source.bannedUntilMs, nowMs + what.ms);
  }

  #source(address: string): Source {
    const key = sourceOf(address);
    const known = this.#sources.get(key);
    if (known !== undefined) return known;
    const nowMs = this.#clock.monotonicMs();
    const limits = this.#limits;
    const source: Source = {
      isTrusted: this.#trusted.has(address),
      datagrams: fullBucket(limits.sourceDatagrams, nowMs),
      connections: fullBucket(limits.sourceConnections, nowMs),
      bytes: fullBucket(limits.sourceBytes, nowMs),
      errors: fullBucket(limits.sourceErrors, nowMs),
      drops: fullBucket(limits.sourceDrops, nowMs),
      bannedUntilMs: 0,
    };
    this.#sources.set(key, source);
    return source;
  }
}
