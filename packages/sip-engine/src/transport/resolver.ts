import { promises as dns, type SrvRecord } from 'node:dns';
import { isIP } from 'node:net';
import { defaultPort, type NextHop } from './next-hop.ts';
import type { Protocol, Target } from './transport.ts';

/** Turns a next hop into an address; undefined when the name does not resolve. Addresses resolve at once, without a promise. */
export type Resolve = (hop: NextHop, protocols: readonly Protocol[]) => Target | Promise<Target | undefined>;

/**
 * RFC 3263 without NAPTR: an address is taken as it is; a name without port is tried as SRV for each of our protocols, then by the
 * system's resolver. Of SRV records the first of the lowest priority is taken.
 */
export function createResolver(): Resolve {
  return (hop, protocols) => {
    const protocol = hop.protocol ?? protocols[0] ?? 'udp';
    const port = hop.port ?? defaultPort(protocol);
    if (isIP(hop.host) !== 0) return { protocol, address: hop.host, port };
    return resolveName(hop, hop.protocol === undefined ? protocols : [hop.protocol]);
  };
}

async function resolveName(hop: NextHop, protocols: readonly Protocol[]): Promise<Target | undefined> {
  if (hop.port === undefined && hop.host.includes('.')) {
    for (const protocol of protocols) {
      const record = bestOf(await srv(hop.host, protocol));
      const address = record === undefined ? undefined : await lookup(record.name);
      if (record !== undefined && address !== undefined) return { protocol, address, port: record.port };
    }
  }
  const protocol = protocols[0] ?? 'udp';
  const address = await lookup(hop.host);
  return address === undefined ? undefined : { protocol, address, port: hop.port ?? defaultPort(protocol) };
}

async function srv(host: string, protocol: Protocol): Promise<SrvRecord[]> {
  const service = protocol === 'tls' ? '_sips._tcp' : `_sip._${protocol}`;
  // No SRV record and no DNS server mean the same here: go on with the name itself.
  return dns.resolveSrv(`${service}.${host}`).catch(() => []);
}

function bestOf(records: readonly SrvRecord[]): SrvRecord | undefined {
  return records.toSorted((a, b) => a.priority - b.priority || b.weight - a.weight)[0];
}

async function lookup(name: string): Promise<string | undefined> {
  return dns.lookup(name).then(
    (found) => found.address,
    // A name that does not resolve is an answer (503 to the app), not a fault.
    () => undefined,
  );
}
