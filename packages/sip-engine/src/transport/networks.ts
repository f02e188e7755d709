import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** IPv6 is told apart by /64 (see `sourceOf`), so smaller networks are widened to that. */
const IPV6_BITS_MAX = 64;

/** A set of IP networks. One list a family: a mixed one finds IPv4 addresses in IPv6 networks that hold the mapped range. */
export class Networks {
  readonly #ipv4 = new BlockList();
  readonly #ipv6 = new BlockList();

  /** Networks as `10.0.0.0/8`, or single addresses. Throws on anything else: a typo must not open or close a door. */
  constructor(list: readonly string[]) {
    for (const text of list) {
      const network = parseNetwork(text);
      if (network === undefined) throw new Error(`not an IP network: ${text}`);
      const { address, bits } = network;
      if (isIPv4(address)) this.#ipv4.addSubnet(address, bits, 'ipv4');
      else this.#ipv6.addSubnet(address, Math.min(bits, IPV6_BITS_MAX), 'ipv6');
    }
  }

  has(address: string): boolean {
    return isIPv4(address) ? this.#ipv4.check(address, 'ipv4') : this.#ipv6.check(address, 'ipv6');
  }
}

/** `10.0.0.0/8` or an address alone; undefined for anything else. */
export function parseNetwork(text: string): { address: string; bits: number } | undefined {
  const [address = '', bitsText, ...rest] = text.split('/');
  const whole = isIPv4(address) ? 32 : isIPv6(address) ? 128 : undefined;
  if (whole === undefined || rest.length > 0) return undefined;
  if (bitsText === undefined) return { address, bits: whole };
  const bits = /^\d{1,3}$/.test(bitsText) ? Number(bitsText) : whole + 1;
  return bits > whole ? undefined : { address, bits };
}
