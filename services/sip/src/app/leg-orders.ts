import type { Random } from '@firstring/kernel';
import type { Contact } from '../domain/registration.ts';
import { inviteIdentity } from '../domain/invite-identity.ts';
import type { RingContact } from './agent-contacts.ts';
import type { LegOrder, LegTrace } from './ports.ts';
import type { TrunkSlot } from './trunk-pool.ts';

/** The attempt's id on both legs, for whoever reads a trace. */
const ATTEMPT_HEADER = 'X-Firstring-Attempt';

/** One INVITE for each place where the agent's phone is registered. */
export function agentOrders(
  deps: { random: Random },
  attemptId: string,
  contacts: readonly RingContact[],
): Array<Omit<LegOrder, 'sdp'>> {
  return contacts.map((contact, place) => ({
    uri: contact.uri,
    ...wayTo(contact),
    ...(contact.media === undefined ? {} : { media: contact.media }),
    // The phone's display shows no number and no name of the lead (R-1: the desk does).
    from: '"Firstring" <sip:firstring@localhost>',
    to: `<${contact.uri}>`,
    callId: `${attemptId}-a${place + 1}`,
    fromTag: tag(deps.random),
    headers: { ...routeTo(contact), [ATTEMPT_HEADER]: attemptId },
  }));
}

/** The same for a phone that is rung for a caller. */
export function ringOrders(
  deps: { random: Random },
  ring: { readonly attemptId: string; readonly ringNumber: number },
  contacts: readonly RingContact[],
): Array<Omit<LegOrder, 'sdp'>> {
  const { attemptId, ringNumber } = ring;
  return agentOrders(deps, attemptId, contacts).map((order, place) => ({
    ...order,
    callId: `${attemptId}-r${ringNumber}-${place + 1}`,
  }));
}

/** The same for a colleague's phone. */
export function colleagueOrders(
  deps: { random: Random },
  transfer: { readonly attemptId: string; readonly number: number },
  contacts: readonly RingContact[],
): Array<Omit<LegOrder, 'sdp'>> {
  const { attemptId, number } = transfer;
  return agentOrders(deps, attemptId, contacts).map((order, place) => ({
    ...order,
    callId: `${attemptId}-t${number}-${place + 1}`,
    party: 'colleague',
  }));
}

/** The INVITE to the lead over a trunk: the one number the permit names, the caller id the trunk may show for it. */
export function leadOrder(
  deps: { random: Random },
  { attemptId, tryNumber }: { readonly attemptId: string; readonly tryNumber: number },
  call: { readonly slot: Pick<TrunkSlot, 'trunk' | 'target' | 'callerId'>; readonly phone: string },
): Omit<LegOrder, 'sdp'> {
  const { trunk, target, callerId } = call.slot;
  const { username, password, realm } = trunk.account;
  const { address } = target;
  const { headers, ...addresses } = inviteIdentity(trunk, { address, phone: call.phone, callerId });
  return {
    ...addresses,
    callId: `${attemptId}-l${tryNumber}`,
    party: 'lead',
    fromTag: tag(deps.random),
    headers: { ...headers, [ATTEMPT_HEADER]: attemptId },
    ...(username === '' ? {} : { credentials: { username, password, realm } }),
  };
}

/**
 * The next hop: where the REGISTER came from, over what it came, and nowhere else. Contact and Path are the phone's own words: a call
 * that followed them to any host could be drawn to a trunk, without a permit, by whoever has a phone's password. The proxy nearest to us
 * is called by the name it gives itself where that names the very host its REGISTER came from: it may have closed that connection.
 */
function wayTo({ source, path }: Contact): { readonly proxy: string } {
  const [edge] = path ?? [];
  if (edge !== undefined && hostOfUri(edge) === source.address) {
    return { proxy: edge.replace(/^<|>$/g, '').replace(/;(?!transport=)[^;]*/gi, '') };
  }
  const host = source.address.includes(':') ? `[${source.address}]` : source.address;
  return { proxy: `sip:${host}:${source.port};transport=${source.protocol}` };
}

/** Without the brackets of IPv6; undefined for what is no SIP URI. */
function hostOfUri(uri: string): string | undefined {
  return /^<?sips?:(?:[^@>]*@)?(\[[^\]]*\]|[^:;?>]+)/i.exec(uri)?.[1]?.replace(/^\[|\]$/g, '');
}

/** RFC 3327 section 5.2: the path that the REGISTER came is the route of every request to the phone. */
function routeTo({ path }: Contact): Record<string, string> {
  return path === undefined || path.length === 0 ? {} : { Route: path.join(', ') };
}

/** 64 bits: a From tag must not be guessable (RFC 3261 section 19.3). */
function tag(random: Random): string {
  return Buffer.from(random.bytes(8)).toString('hex');
}

/** How a leg can be ended that only the journal knows of. */
export function traceOf(order: Pick<LegOrder, 'callId' | 'fromTag' | 'uri'>): LegTrace {
  return { dialogId: `${order.callId};from-tag=${order.fromTag}`, transactionId: '', uri: order.uri };
}
