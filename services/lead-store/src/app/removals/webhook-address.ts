import { BlockList, isIP } from 'node:net';

/** Why an address is not written to. */
export type WebhookRefusal =
  | 'url_malformed'
  | 'scheme_refused'
  | 'credentials_in_url'
  | 'port_refused'
  | 'address_private'
  | 'name_unknown';

export interface WebhookPolicy {
  /** `host:port` written to whatever their address and port: a CRM in the same house, tests. */
  readonly allowed: ReadonlySet<string>;
}

const URL_CHARS_MAX = 2048;
const PORTS = new Set(['80', '443']);

/** Everything that is not the public internet (IANA's special-purpose registries). */
const SPECIAL = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  SPECIAL.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  // Teredo, ORCHID, benchmarking: protocol assignments.
  ['2001::', 23],
  ['2001:db8::', 32],
  // 6to4: wraps any address of the old internet, private ones included.
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  SPECIAL.addSubnet(network, prefix, 'ipv6');
}
/** Global unicast: whatever else there is (mapped, translated, local, link-local, multicast) is refused by not being in it. */
const GLOBAL_V6 = new BlockList();
GLOBAL_V6.addSubnet('2000::', 3, 'ipv6');

/** Whether an IP address is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !SPECIAL.check(address, 'ipv4');
    case 6:
      return GLOBAL_V6.check(address, 'ipv6') && !SPECIAL.check(address, 'ipv6');
    default:
      return false;
  }
}

export interface WebhookAddress {
  readonly url: URL;
  /** Name or IP address, without brackets and the root's dot. */
  readonly host: string;
  readonly port: number;
  /** The policy takes it as it is. */
  readonly isAllowed: boolean;
}

/** What can be said of an URL before its name is resolved. Odd spellings of addresses are those addresses (WHATWG URL). */
export function readWebhookUrl(
  text: string,
  policy: WebhookPolicy,
): WebhookAddress | { readonly problem: WebhookRefusal } {
  const url = text.length <= URL_CHARS_MAX && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) return { problem: 'url_malformed' };
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { problem: 'scheme_refused' };
  if (url.username !== '' || url.password !== '') return { problem: 'credentials_in_url' };
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  const isAllowed = policy.allowed.has(`${host}:${port}`);
  if (!isAllowed && !PORTS.has(port)) return { problem: 'port_refused' };
  if (!isAllowed && (isIP(host) === 0 ? isLocalName(host) : !isPublicAddress(host))) {
    return { problem: 'address_private' };
  }
  return { url, host, port: Number(port), isAllowed };
}

/** Names that never leave the house, whatever a resolver says (RFC 6761, RFC 6762). */
function isLocalName(host: string): boolean {
  return host === '' || /(?:^|\.)(?:localhost|local|internal|home\.arpa)$/i.test(host);
}
