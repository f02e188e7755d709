import type { NaptrRecord } from 'node:dns';
import { isIP } from 'node:net';
import type { Random } from '@firstring/kernel';
import { defaultPort, type NextHop } from '../next-hop.ts';
import type { Protocol, Target } from '../transport.ts';
import type { DnsClient } from './dns-client.ts';
import { srvOrder } from './srv-order.ts';

/**
 * Turns a next hop into the targets to try, linked by `next`; undefined when the name does not resolve. Addresses resolve at once, without
 * a promise.
 */
export type Resolve = (hop: NextHop, protocols: readonly Protocol[]) => Target | Promise<Target | undefined>;

export interface ResolverDeps {
  readonly dns: DnsClient;
  readonly random: Random;
  /** Whether a target failed lately. */
  readonly isOut: (target: Target) => boolean;
  /** Whether we have a listener for a protocol in an address family. */
  readonly hasFamily: (protocol: Protocol, family: 4 | 6) => boolean;
}

/** Where to look: a protocol, the SRV name or host, and the port of a host. */
type Place =
  | { readonly protocol: Protocol; readonly srv: string }
  | { readonly protocol: Protocol; readonly host: string; readonly port: number };

/** NAPTR services (RFC 3263 section 4.1); WebSockets are opened by browsers only. */
const SERVICES: ReadonlyMap<string, Protocol> = new Map([
  ['SIP+D2U', 'udp'],
  ['SIP+D2T', 'tcp'],
  ['SIPS+D2T', 'tls'],
]);
const SRV_PREFIX: Readonly<Partial<Record<Protocol, string>>> = {
  udp: '_sip._udp.',
  tcp: '_sip._tcp.',
  tls: '_sips._tcp.',
};
/** Of a name with more targets the first ones are tried; each may take its time to fail. */
const TARGETS_MAX = 8;
const FAMILIES = [4, 6] as const;

/** Locating SIP servers (RFC 3263): NAPTR, SRV by priority and weight, A and AAAA; what failed lately comes last. */
export function createResolver(deps: ResolverDeps): Resolve {
  return (hop, protocols) => {
    const own = protocols.filter((protocol) => SRV_PREFIX[protocol] !== undefined);
    const protocol = hop.protocol ?? own[0] ?? 'udp';
    const port = hop.port ?? defaultPort(protocol);
    const isFree = hop.protocol === undefined && protocol === 'udp' && protocols.includes('tcp');
    const free = isFree ? ({ mayUseTcp: true } as const) : {};
    if (isIP(hop.host) !== 0) return { protocol, address: hop.host, port, ...free };
    return locate(deps, hop, own).then((targets) => linked(targets, deps, free));
  };
}

async function locate(deps: ResolverDeps, hop: NextHop, own: readonly Protocol[]): Promise<Target[]> {
  const { host } = hop;
  const protocol = hop.protocol ?? own[0] ?? 'udp';
  const isPlain = hop.port !== undefined || !host.includes('.') || SRV_PREFIX[protocol] === undefined;
  const places = isPlain ? [] : await srvPlaces(deps, hop, own);
  const found = await Promise.all(places.map((place) => targetsAt(deps, host, place)));
  const targets = found.flat();
  if (targets.length > 0) return targets;
  return targetsAt(deps, host, { protocol, host, port: hop.port ?? defaultPort(protocol) });
}

/** SRV names that the domain's NAPTR records give, else the usual ones of our protocols; with a named transport only its own. */
async function srvPlaces(deps: ResolverDeps, hop: NextHop, own: readonly Protocol[]): Promise<Place[]> {
  const usual = (protocol: Protocol): Place => ({ protocol, srv: srvName(protocol, hop.host) });
  if (hop.protocol !== undefined) return [usual(hop.protocol)];
  // Most domains have no NAPTR records: what is asked next then is asked at once.
  const [records] = await Promise.all([
    deps.dns.naptr(hop.host),
    ...own.map((protocol) => deps.dns.srv(srvName(protocol, hop.host))),
  ]);
  const services = records.toSorted((a, b) => a.order - b.order || a.preference - b.preference);
  const named = services.flatMap((record) => placeOf(record, own));
  return named.length > 0 ? named : own.map(usual);
}

function srvName(protocol: Protocol, host: string): string {
  return `${SRV_PREFIX[protocol] ?? ''}${host}`;
}

function placeOf(record: NaptrRecord, own: readonly Protocol[]): Place[] {
  const protocol = SERVICES.get(record.service.toUpperCase());
  const isUsable = protocol !== undefined && own.includes(protocol) && record.flags.toLowerCase() === 's';
  return isUsable ? [{ protocol, srv: record.replacement }] : [];
}

async function targetsAt(deps: ResolverDeps, name: string, place: Place): Promise<Target[]> {
  const { protocol } = place;
  if ('host' in place) return addressesOf(deps, { ...place, name });
  // A target of `.` and a port of 0 say that there is nothing (RFC 2782).
  const records = (await deps.dns.srv(place.srv)).filter(({ name: host, port }) => host !== '' && port > 0);
  const order = srvOrder(records, deps.random).slice(0, TARGETS_MAX);
  const found = await Promise.all(
    order.map((record) => addressesOf(deps, { protocol, host: record.name, port: record.port, name })),
  );
  return found.flat();
}

/** A peer of TLS has to prove the name that was asked for, not the one SRV made of it (RFC 5922 section 4). */
async function addressesOf(
  deps: ResolverDeps,
  at: { protocol: Protocol; host: string; port: number; name: string },
): Promise<Target[]> {
  const { protocol, host, port, name } = at;
  const reachable = FAMILIES.filter((family) => deps.hasFamily(protocol, family));
  const families = reachable.length > 0 ? reachable : FAMILIES;
  const found = await Promise.all(families.map((family) => deps.dns.addresses(host, family)));
  return found.flat().map((address) => ({ protocol, address, port, name }));
}

function linked(targets: readonly Target[], { isOut }: ResolverDeps, free: object): Target | undefined {
  const inOrder = [...targets.filter((target) => !isOut(target)), ...targets.filter(isOut)];
  return inOrder.slice(0, TARGETS_MAX).reduceRight<Target | undefined>(
    (next, target) => ({
      ...target,
      ...(target.protocol === 'udp' ? free : {}),
      ...(next === undefined ? {} : { next }),
    }),
    undefined,
  );
}
