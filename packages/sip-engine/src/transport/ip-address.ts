import { isIPv4, isIPv6, SocketAddress } from 'node:net';
import { RecentMap } from './recent-map.ts';

/**
 * An IP address in the one form that the sockets use, so that two spellings compare equal: no brackets, IPv6 short and in lower case,
 * IPv4 out of its IPv6 mapping. Anything that is no address stays as it is.
 */
export function plainAddress(text: string): string {
  if (isIPv4(text)) return text;
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  if (!isIPv6(bare)) return bare;
  const { address } = new SocketAddress({ address: bare, family: 'ipv6' });
  return address.startsWith('::ffff:') && isIPv4(address.slice(7)) ? address.slice(7) : address;
}

/** An IPv6 address stands in brackets wherever a port may follow. */
export function bracketed(address: string): string {
  return address.includes(':') && !address.startsWith('[') ? `[${address}]` : address;
}

/**
 * What counts as one source: an IPv4 address, or the /64 network of an IPv6 address, because whoever has one address of it has
 * 2^64. The address is one that a socket gave.
 */
export function sourceOf(address: string): string {
  if (!address.includes(':')) return address;
  const known = knownSources.get(address);
  if (known !== undefined) return known;
  const source = networkOf(address);
  knownSources.set(address, source);
  return source;
}

/** Asked for every datagram, and mostly of the same few peers. */
const knownSources = new RecentMap<string>(1_000);

function networkOf(address: string): string {
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  return [...before, ...Array<string>(zeros).fill('0'), ...after].slice(0, 4).join(':');
}
