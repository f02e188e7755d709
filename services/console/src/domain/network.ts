/**
 * The network an address belongs to: /24 of IPv4, /48 of IPv6, `loopback` for this machine. A session is used from the
 * networks it was confirmed on (docs/bad-inputs.md, console/5); a new lease in the same office must not sign anyone out.
 */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
  if (plain === '::1' || plain.startsWith('127.')) return 'loopback';
  if (/^\d+\.\d+\.\d+\.\d+$/.test(plain)) return `${plain.split('.').slice(0, 3).join('.')}.0/24`;
  if (plain.includes(':')) return `${expandIpv6(plain).slice(0, 3).join(':')}::/48`;
  return 'unknown';
}

/** The eight groups of an IPv6 address without leading zeros; a zone id is cut off. */
function expandIpv6(address: string): string[] {
  const [left = '', right] = (address.split('%')[0] ?? '').toLowerCase().split('::');
  const head = left === '' ? [] : left.split(':');
  const tail = right === undefined || right === '' ? [] : right.split(':');
  const middle = Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => '0');
  return [...head, ...middle, ...tail].map((group) => group.replace(/^0+(?=.)/, ''));
}
