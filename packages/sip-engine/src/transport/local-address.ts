import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { bracketed } from './ip-address.ts';
import type { Listener, Protocol } from './transport.ts';

/**
 * The listener a packet to `remoteAddress` leaves by: of the right protocol, and of several the one of the peer's family whose address
 * shares most leading bits with the peer's. Undefined when there is no listener of that protocol.
 */
export function chooseListener(
  listeners: readonly Listener[],
  protocol: Protocol,
  remoteAddress: string,
): Listener | undefined {
  const speaking = listeners.filter((listener) => listener.protocol === protocol);
  if (speaking.length < 2) return speaking[0];
  let best: Listener | undefined;
  let bestScore = -1;
  for (const listener of speaking) {
    const score = nearness(listener.address, remoteAddress);
    if (score > bestScore) [best, bestScore] = [listener, score];
  }
  return best;
}

function nearness(ownAddress: string, remoteAddress: string): number {
  if (isIP(ownAddress) !== isIP(remoteAddress)) return 0;
  return isWildcard(ownAddress) ? 1 : 2 + sharedPrefix(ownAddress, remoteAddress);
}

/** What Via and Contact name towards this peer: the advertised host, or of a wildcard listener the nearest interface's address. */
export function hostTowards(listener: Listener, remoteAddress: string): string {
  if (!isWildcard(listener.host)) return bracketed(listener.host);
  const family = listener.host.includes(':') ? 'IPv6' : 'IPv4';
  let best = family === 'IPv4' ? '127.0.0.1' : '::1';
  let bestScore = -1;
  for (const entry of Object.values(networkInterfaces()).flat()) {
    if (entry === undefined || entry.family !== family) continue;
    const loopbackMismatch = entry.internal !== isLoopback(remoteAddress);
    const score = loopbackMismatch ? -1 : sharedPrefix(entry.address, remoteAddress);
    if (score > bestScore) [best, bestScore] = [entry.address, score];
  }
  return bracketed(best);
}

export function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}

/** Loopback, RFC 1918, link-local, carrier-grade NAT (RFC 6598) and IPv6 local addresses: not reachable from elsewhere. */
export function isPrivateAddress(address: string): boolean {
  const host = address.replace(/^\[|\]$/g, '');
  if (isLoopback(host) || /^(fe80|f[cd])/i.test(host)) return true;
  return /^(10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(
    host,
  );
}

function isWildcard(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}

/** Leading bits two IPv4 addresses share; for IPv6 leading characters, which is enough to prefer the same network. */
function sharedPrefix(a: string, b: string): number {
  const [aNumber, bNumber] = [ipv4Number(a), ipv4Number(b)];
  if (aNumber === undefined || bNumber === undefined) {
    let index = 0;
    while (index < a.length && a[index] === b[index]) index += 1;
    return index;
  }
  return Math.clz32(aNumber ^ bNumber);
}

function ipv4Number(address: string): number | undefined {
  const octets = address.split('.').map(Number);
  if (octets.length !== 4 || octets.some((octet) => !(octet >= 0 && octet <= 255))) return undefined;
  return octets.reduce((number, octet) => number * 256 + octet, 0) | 0;
}
