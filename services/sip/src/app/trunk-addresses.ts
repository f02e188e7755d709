import { BlockList, isIP } from 'node:net';
import type { Clock, Log } from '@firstring/kernel';
import type { Source } from '../domain/registration.ts';
import { hostOf, type Trunk } from '../domain/trunk.ts';

const FRESH_MS = 60_000;
const HOSTS_MAX = 1000;

/** Which trunk a message comes from, by its source address. Names are looked up at most once a minute, and kept when that fails (F71). */
export class TrunkAddresses {
  readonly #deps: { clock: Clock; log: Log; lookup: (host: string) => Promise<readonly string[]> };
  readonly #known = new Map<string, { addresses: readonly string[]; askedAtMs: number }>();

  constructor(deps: { clock: Clock; log: Log; lookup: (host: string) => Promise<readonly string[]> }) {
    this.#deps = deps;
  }

  async find(
    trunks: readonly Trunk[],
    source: Source,
  ): Promise<{ readonly trunk: Trunk; readonly exact: boolean } | undefined> {
    let other: Trunk | undefined;
    for (const trunk of trunks) {
      if (trunk.disabled) continue;
      if (isWithin(source.address, trunk.sourceAddresses)) other ??= trunk;
      for (const { address } of trunk.targets) {
        const addresses = await this.#addressesOf(hostOf(address).replace(/^\[|\]$/g, ''));
        if (!addresses.includes(source.address)) continue;
        if (portOf(address) === source.port) return { trunk, exact: true };
        other ??= trunk;
      }
    }
    return other === undefined ? undefined : { trunk: other, exact: false };
  }

  async #addressesOf(host: string): Promise<readonly string[]> {
    const nowMs = this.#deps.clock.monotonicMs();
    const known = this.#known.get(host);
    if (known !== undefined && nowMs - known.askedAtMs < FRESH_MS) return known.addresses;
    let addresses = known?.addresses ?? [];
    try {
      addresses = await this.#deps.lookup(host);
    } catch (error) {
      this.#deps.log.warn({ err: error, host }, 'a trunk’s name could not be looked up');
    }
    if (this.#known.size >= HOSTS_MAX) this.#known.clear();
    this.#known.set(host, { addresses, askedAtMs: nowMs });
    return addresses;
  }
}

/** Whether an address is one of these or in one of these networks; what is neither address nor network holds none. */
function isWithin(address: string, sources: readonly string[]): boolean {
  if (sources.length === 0) return false;
  const list = new BlockList();
  for (const source of sources) {
    const [base = '', length] = source.split('/');
    const family = familyOf(base);
    const bits = Number(length ?? (family === 'ipv6' ? 128 : 32));
    if (family !== undefined && bits <= (family === 'ipv6' ? 128 : 32)) list.addSubnet(base, bits, family);
  }
  const family = familyOf(address);
  return family !== undefined && list.check(address, family);
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address);
  return version === 0 ? undefined : version === 6 ? 'ipv6' : 'ipv4';
}

function portOf(address: string): number {
  const port = /:(\d+)(?:;|$)/.exec(address)?.[1];
  return port === undefined ? 5060 : Number(port);
}
