import type { SipResponse } from '../message/message.ts';
import type { Incoming } from './core.ts';

/**
 * RFC 3262 section 3: one reliable provisional response at a time, and no 2xx while one with a session description is unacknowledged. An app
 * need not know: what it sends too soon goes out after the PRACK.
 */
export function mustWaitForPrack(
  incoming: Incoming,
  next: { response: SipResponse; isReliable: boolean },
): boolean {
  const { reliable } = incoming;
  if (reliable?.state !== 'open') return false;
  const { status } = next.response;
  return next.isReliable || (status >= 200 && status < 300 && reliable.hasSdp);
}

/** A PRACK with an offer is answered before the INVITE goes on (RFC 3262 section 5), one without at any time. */
export function onPrackAnswered(prack: Incoming): void {
  const invite = prack.session?.incomingInvite;
  if (invite?.reliable?.state === 'acknowledged') releaseAnswers(invite);
}

/** The INVITE has its final answer, or none will come: nothing of it waits for a PRACK. */
export function stopReliable(incoming: Incoming): void {
  const { reliable } = incoming;
  if (reliable === undefined) return;
  if (reliable.state === 'open') reliable.state = 'closed';
  reliable.runner.stop();
  releaseAnswers(incoming);
}

function releaseAnswers(incoming: Incoming): void {
  for (const send of incoming.whenPracked.splice(0)) send();
}
