import { header, type SipMessage } from '../message/message.ts';
import { parseNameAddr } from '../message/headers/name-addr.ts';
import { nextHopOf } from '../transport/next-hop.ts';
import { isPrivateAddress } from '../transport/local-address.ts';
import type { Flow, Target } from '../transport/transport.ts';
import { contactUri } from './dialog.ts';

/**
 * Where later requests of a dialog go when its Contact cannot be trusted: to the source of the message that opened it
 * (docs/control-protocol.md section 9). Applies when no proxy stays in the path and Contact names another address than the packets
 * come from, and to callees also when the topmost route is a private address. A stream is always used again: nobody can connect to
 * a phone.
 */
export function natTargetOf(message: SipMessage, flow: Flow): Target | undefined {
  const source: Target = { protocol: flow.protocol, ...flow.remote };
  const route = header(message, 'Record-Route');
  if (route !== undefined) {
    if (message.type === 'request') return undefined;
    const host = nextHopOf(parseNameAddr(route)?.uri ?? '')?.host ?? '';
    return isPrivateAddress(host) && !isPrivateAddress(flow.remote.address) ? source : undefined;
  }
  if (flow.protocol !== 'udp') return source;
  const contact = nextHopOf(contactUri(message) ?? '');
  if (contact === undefined) return source;
  const samePort = (contact.port ?? 5060) === flow.remote.port;
  const same = contact.host === flow.remote.address && (message.type === 'response' || samePort);
  return same ? undefined : source;
}
