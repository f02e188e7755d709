import { refreshesSession } from '../dialog/session-terms.ts';
import { MIN_SE_S } from '../dialog/session-timer.ts';
import { parseSessionExpires } from '../message/headers/session-expires.ts';
import { header, type Header, type SipRequest } from '../message/message.ts';
import type { AppSession, Core } from './core.ts';

const UNACKNOWLEDGED_MAX = 4;

export interface Refusal {
  readonly status: number;
  readonly headers?: readonly Header[];
}

/**
 * What a re-INVITE or UPDATE of the peer is refused with before an app sees it: a second one while the first is unanswered (RFC 3261
 * section 14.2, RFC 3311 section 5.2), one that crosses a refresh of ours, of which the app knows nothing, and a session interval below
 * the minimum (RFC 4028 section 9). An offer that crosses the app's own is the app's to refuse.
 */
export function refusalOfOffer(core: Core, session: AppSession, request: SipRequest): Refusal | undefined {
  const { method } = request;
  if (!refreshesSession(method)) return undefined;
  if (isOpen(method === 'INVITE' ? session.incomingInvite : session.incomingUpdate)) {
    return tooMuch(core);
  }
  // One 2xx may wait for its ACK, which can be overtaken; a peer that never acknowledges is not served for ever.
  if (method === 'INVITE' && session.awaitedAcks.size >= UNACKNOWLEDGED_MAX) return tooMuch(core);
  const isOffer = method === 'INVITE' || request.body.length > 0;
  if (isOffer && session.upkeep.refreshing === 'INVITE') return { status: 491 };
  const asked = parseSessionExpires(header(request, 'Session-Expires'));
  if (asked === undefined || asked.intervalS >= MIN_SE_S) return undefined;
  return { status: 422, headers: [{ name: 'Min-SE', value: String(MIN_SE_S) }] };
}

/** Not now: the peer may try again within 10 s (RFC 3261 section 14.2). */
export function tooMuch(core: Core): Refusal {
  return { status: 500, headers: [{ name: 'Retry-After', value: String(core.random.int(10)) }] };
}

function isOpen(incoming: AppSession['incomingInvite']): boolean {
  return incoming !== undefined && incoming.state !== 'answered';
}
