import { BlockList, isIP } from 'node:net';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

const FORBIDDEN = new BlockList();
// Link-local addresses are where clouds keep the credentials of a machine; the others are single such places elsewhere.
FORBIDDEN.addSubnet('169.254.0.0', 16, 'ipv4');
FORBIDDEN.addSubnet('fe80::', 10, 'ipv6');
FORBIDDEN.addAddress('100.100.100.200', 'ipv4');
FORBIDDEN.addAddress('192.0.0.192', 'ipv4');
FORBIDDEN.addAddress('fd00:ec2::254', 'ipv6');
// Multicast, broadcast and what is no host.
FORBIDDEN.addSubnet('224.0.0.0', 3, 'ipv4');
FORBIDDEN.addSubnet('0.0.0.0', 8, 'ipv4');
FORBIDDEN.addSubnet('ff00::', 8, 'ipv6');

/** The zeros that mean "send me nothing" (RFC 2543). */
export function isUnspecified(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}

/**
 * Why media is not sent to an address somebody has described (SIP row 27), undefined when it may be. A relay that sends where
 * it is told would reach this machine's own services and the cloud's; loopback is allowed only to a relay that lives there
 * itself (development, tests).
 */
export function mediaAddressProblem(address: string, ownAddress: string): string | undefined {
  const version = isIP(address);
  // A name would have to be looked up for every packet; telephones send addresses.
  if (version === 0) return 'the media address is not an IP address';
  if (isUnspecified(address)) return undefined;
  const family = version === 6 ? 'ipv6' : 'ipv4';
  if (LOOPBACK.check(address, family)) {
    return isLoopback(ownAddress) ? undefined : 'the media address is this host itself';
  }
  return FORBIDDEN.check(address, family)
    ? 'the media address is not that of a host media may go to'
    : undefined;
}

function isLoopback(address: string): boolean {
  return LOOPBACK.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
}
