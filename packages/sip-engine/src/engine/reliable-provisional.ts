import type { Random } from '@firstring/kernel';
import { cseqOf } from '../dialog/dialog.ts';
import { withHeader } from '../message/build.ts';
import {
  header,
  headerValues,
  type SipMessage,
  type SipRequest,
  type SipResponse,
} from '../message/message.ts';
import { startRetransmit1xx } from '../transaction/retransmit-2xx.ts';
import type { AppSession, Core, Incoming } from './core.ts';
import { finish } from './incoming.ts';
import { repeatResponse } from './repeat-response.ts';

/** An app makes a provisional response reliable by `Require: 100rel` on it. */
export function isReliableProvisional(response: SipResponse, request: SipRequest): boolean {
  const isProvisional = response.status > 100 && response.status < 200;
  return request.method === 'INVITE' && isProvisional && names100rel(response, 'Require');
}

/** A peer that requires 100rel gets every provisional response reliably, whatever the app asked for (section 3). */
export function withRequired100rel(response: SipResponse, request: SipRequest): SipResponse {
  const isProvisional = response.status > 100 && response.status < 200;
  if (request.method !== 'INVITE' || !isProvisional || !names100rel(request, 'Require')) return response;
  return names100rel(response, 'Require') ? response : withHeader(response, 'Require', '100rel');
}

export function supports100rel(request: SipRequest): boolean {
  return names100rel(request, 'Supported') || names100rel(request, 'Require');
}

/** The response with the next RSeq of its INVITE (section 3: random start, then one more each). */
export function withRSeq(random: Random, incoming: Incoming, response: SipResponse): SipResponse {
  const rseq = incoming.reliable === undefined ? 1 + random.int(2 ** 31 - 1) : incoming.reliable.rseq + 1;
  return withHeader(response, 'RSeq', String(rseq));
}

/** Repeats the response until its PRACK; an INVITE whose PRACK never comes is refused (section 3). */
export function repeatUntilPrack(core: Core, incoming: Incoming, response: SipResponse): void {
  const target = incoming.transaction.responseTarget;
  const runner = repeatResponse(startRetransmit1xx(response, core.timers), {
    core,
    target,
    onTimeout: () => finish(core, incoming, 504),
    onEnd: () => {},
  });
  const rseq = Number(header(response, 'RSeq'));
  incoming.reliable = { rseq, hasSdp: response.body.length > 0, state: 'open', runner };
  runner.start();
}

/** A PRACK of the peer: false when it acknowledges nothing that waits, which is answered 481. */
export function onPrack(session: AppSession, prack: SipRequest): boolean {
  // The two numbers decide; some stacks write the method behind them twice.
  const [, rseq, cseq] = /^(\d+)\s+(\d+)\s/.exec(header(prack, 'RAck') ?? '') ?? [];
  if (rseq === undefined) return false;
  const invite = session.incomingInvite;
  if (invite === undefined || cseqOf(invite.request) !== Number(cseq)) return false;
  if (invite.reliable?.rseq !== Number(rseq)) return false;
  if (invite.reliable.state === 'acknowledged') return false;
  invite.reliable.state = 'acknowledged';
  invite.reliable.runner.feed({ type: 'acknowledged' });
  return true;
}

function names100rel(message: SipMessage, name: string): boolean {
  return headerValues(message, name).some((value) => value.toLowerCase().includes('100rel'));
}
