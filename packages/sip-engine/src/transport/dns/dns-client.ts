import { promises as dns, type NaptrRecord, type SrvRecord } from 'node:dns';
import type { Clock } from '@firstring/kernel';
import { RecentMap } from '../recent-map.ts';

export interface DnsOptions {
  /** DNS servers as `address` or `address:port`; none given = those of the system, and its hosts file. */
  readonly servers?: readonly string[];
}

/** What RFC 3263 asks of DNS. A name without records, or without an answer, gives an empty list. */
export interface DnsClient {
  naptr(name: string): Promise<readonly NaptrRecord[]>;
  srv(name: string): Promise<readonly SrvRecord[]>;
  addresses(name: string, family: 4 | 6): Promise<readonly string[]>;
}

const QUERY_MS = 1_500;
const TRIES = 2;
const NAMES_KEPT = 2_000;
/** For records whose time to live the system does not tell. */
const KEPT_MS = 60_000;
const KEPT_MS_MAX = 300_000;
/** A name without records may have been a mistake that is being mended. */
const NOTHING_KEPT_MS = 5_000;

interface Answer<T> {
  readonly records: readonly T[];
  readonly keptMs: number;
}

/** DNS with a bounded cache. Questions asked while the same one is out wait for its answer. */
export function createDnsClient({
  clock,
  servers,
}: { clock: Clock } & { servers: DnsOptions['servers'] }): DnsClient {
  const resolver = new dns.Resolver({ timeout: QUERY_MS, tries: TRIES });
  if (servers !== undefined) resolver.setServers(servers);
  const naptrs = new Cache<NaptrRecord>(clock);
  const srvs = new Cache<SrvRecord>(clock);
  const addresses = new Cache<string>(clock);
  return {
    naptr: (name) => naptrs.get(name, async () => kept(await resolver.resolveNaptr(name))),
    srv: (name) => srvs.get(name, async () => kept(await resolver.resolveSrv(name))),
    addresses: (name, family) =>
      addresses.get(`${family} ${name}`, async () => {
        const isLocal = servers === undefined && !name.includes('.');
        const found = isLocal ? [] : await ask(resolver, name, family).catch(() => []);
        if (found.length > 0) {
          const ttlMs = Math.min(...found.map(({ ttl }) => ttl)) * 1_000;
          return { records: found.map(({ address }) => address), keptMs: Math.min(ttlMs, KEPT_MS_MAX) };
        }
        // Hosts files and container names are known to the system only.
        const known = servers === undefined ? await dns.lookup(name, { family, all: true }) : [];
        return kept(known.map(({ address }) => address));
      }),
  };
}

function ask(resolver: dns.Resolver, name: string, family: 4 | 6) {
  return family === 4 ? resolver.resolve4(name, { ttl: true }) : resolver.resolve6(name, { ttl: true });
}

function kept<T>(records: readonly T[]): Answer<T> {
  return { records, keptMs: records.length === 0 ? NOTHING_KEPT_MS : KEPT_MS };
}

class Cache<T> {
  readonly #clock: Clock;
  readonly #entries = new RecentMap<{ records: Promise<readonly T[]>; untilMs: number }>(NAMES_KEPT / 2);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get(key: string, ask: () => Promise<Answer<T>>): Promise<readonly T[]> {
    const nowMs = this.#clock.monotonicMs();
    const known = this.#entries.get(key);
    if (known !== undefined && known.untilMs > nowMs) return known.records;
    const entry = { records: Promise.resolve<readonly T[]>([]), untilMs: Infinity };
    entry.records = ask()
      // No record and no server to ask are the same to whoever wants to send: there is nowhere to send to.
      .catch((): Answer<T> => ({ records: [], keptMs: NOTHING_KEPT_MS }))
      .then(({ records, keptMs }) => {
        entry.untilMs = this.#clock.monotonicMs() + keptMs;
        return records;
      });
    this.#entries.set(key, entry);
    return entry.records;
  }
}
