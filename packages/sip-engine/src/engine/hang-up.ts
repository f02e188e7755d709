import { composeInDialog } from '../compose/compose-request.ts';
import type { AppRequest } from '../control/app-message.ts';
import { type Dialog } from '../dialog/dialog.ts';
import { currentDialog } from '../dialog/session.ts';
import type { SipRequest } from '../message/message.ts';
import type { Target } from '../transport/transport.ts';
import { stopAwaiting } from './stop-awaiting.ts';
import { composeAck, EMPTY_ACK, sendAck } from './ack.ts';
import { type CdrReason, tellStop } from './cdr.ts';
import type { AppSession, Core } from './core.ts';
import { newBranch, newCseq } from './identifiers.ts';
import { passUnsolicited } from './notify-app.ts';
import { withTarget } from './session-target.ts';

/** The engine ends a call: BYE to the peer, and the same BYE to the app, which sees its dialog destroyed with this reason. */
export function hangUp(core: Core, session: AppSession, reason: string): void {
  const dialog = currentDialog(session);
  stopAwaiting(session);
  core.sessions.remove(session);
  // A subscription ends by itself when nobody renews it; BYE is for calls.
  if (dialog === undefined || session.method !== 'INVITE') return;
  withTarget(core, session, dialog, (target) => {
    if (target !== undefined) acknowledgeOwed(core, session, { dialog, target });
    const bye = target === undefined ? undefined : sendBye(core, { dialog, target, reason });
    if (bye === undefined || target === undefined) return;
    tellStop(core, 'application', cdrReason(reason), bye);
    passUnsolicited(core, session, bye, target);
  });
}

function cdrReason(reason: string): CdrReason {
  return /session.*expired/i.test(reason) ? 'session-expired' : 'system-initiated-termination';
}

/** A call that was answered has to be acknowledged before it can be ended (RFC 3261 section 13.2.2.4). */
export function acknowledgeOwed(
  core: Core,
  session: AppSession,
  to: { dialog: Dialog; target: Target },
): void {
  const { owedAck } = session;
  if (owedAck === undefined || owedAck.ack !== undefined) return;
  const message = composeAck(core, { ...to, invite: owedAck.invite, ack: EMPTY_ACK });
  if (message === undefined) return;
  owedAck.ack = { message, target: to.target };
  sendAck(core, message, to.target);
}

/** Answered while its BYE was on the way: the session goes, and with it what the app could acknowledge. */
export function acknowledgeAtEnd(core: Core, session: AppSession): void {
  const dialog = currentDialog(session);
  if (dialog === undefined || session.owedAck === undefined) return;
  withTarget(core, session, dialog, (target) => {
    if (target !== undefined) acknowledgeOwed(core, session, { dialog, target });
  });
}

/** A BYE whose outcome nobody waits for. Undefined when it could not be made. */
export function sendBye(
  core: Core,
  what: { dialog: Dialog; target: Target; reason: string },
): SipRequest | undefined {
  const parts = core.transports.partsTowards(what.target);
  if (parts === undefined) return undefined;
  const text = `SIP;cause=200;text="${what.reason}"`;
  const app: AppRequest = {
    type: 'request',
    method: 'BYE',
    uri: '',
    headers: [{ name: 'Reason', value: text }],
    body: Buffer.alloc(0),
  };
  const cseq = nextCseq(core, what.dialog);
  const bye = composeInDialog(app, what.dialog, { ...parts, branch: newBranch(core.random), cseq });
  if ('refusal' in bye) return undefined;
  core.counters.requestsSent += 1;
  // The call is over for us, whatever the peer answers.
  core.transactions.start(bye, what.target, { onResponse: () => {}, onFailure: () => {} });
  return bye;
}

/** Sequence number of our next request in a dialog; a callee has none before its first (RFC 3261 section 12.2.1.1). */
export function nextCseq(core: Core, dialog: Dialog): number {
  return dialog.localCseq === 0 ? newCseq(core.random) : dialog.localCseq + 1;
}
