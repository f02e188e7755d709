import { onRequest } from '../dialog/dialog.ts';
import { createCancel } from '../message/build.ts';
import { header, type SipRequest } from '../message/message.ts';
import { fromTag, toTag } from '../message/tags.ts';
import { stopAwaiting } from './stop-awaiting.ts';
import { tellStop } from './cdr.ts';
import type { AppSession, Core } from './core.ts';
import { endsSession } from './ends-session.ts';
import { refusalOfOffer, type Refusal, tooMuch } from './refuse-offer.ts';
import { finish, passIncoming } from './incoming.ts';
import { onUnknownNotify } from './subscription.ts';
import { passNotice } from './notify-app.ts';
import { onPrack } from './reliable-provisional.ts';
import { answer } from './answer.ts';
import type { ServerTransaction } from './server-transaction.ts';

/** A request of the peer within a dialog (RFC 3261 section 12.2.2); all but the order of numbers is the app's business. */
export function onInDialogRequest(core: Core, transaction: ServerTransaction): void {
  const { request } = transaction;
  const session = core.sessions.byLocalTag(header(request, 'Call-ID') ?? '', toTag(request) ?? '');
  const remoteTag = fromTag(request) ?? '';
  const dialog = session?.forks.get(remoteTag);
  if (session === undefined || dialog === undefined) {
    if (request.method === 'NOTIFY') onUnknownNotify(core, transaction);
    else answer(core, transaction, 481);
    return;
  }
  const next = onRequest(dialog, request);
  if (next === 'out-of-order') {
    answer(core, transaction, 500);
    return;
  }
  session.forks.set(remoteTag, next);
  if (!session.app.isOpen) {
    onRequestForLostApp(core, session, transaction);
    return;
  }
  if (request.method === 'BYE' && isUnanswered(session)) {
    hangUpUnanswered(core, session, transaction);
    return;
  }
  const refusal = refusalOf(core, session, request);
  if (refusal !== undefined) {
    answer(core, transaction, refusal.status, refusal.headers);
    return;
  }
  if (request.method === 'PRACK' && !onPrack(session, request)) {
    answer(core, transaction, 481);
    return;
  }
  if (endsSession(session, request)) endSession(core, session, request);
  passIncoming(core, transaction, { app: session.app, session });
}

/** What is refused before the app sees it. */
function refusalOf(core: Core, session: AppSession, request: SipRequest): Refusal | undefined {
  const { method } = request;
  if (method === 'BYE' || method === 'PRACK') return undefined;
  // For us the session is over (RFC 3261 section 15.1.1).
  if (session.isEnding) return { status: 481 };
  if (!session.rate.admits(core.clock.monotonicMs())) return tooMuch(core);
  return refusalOfOffer(core, session, request);
}

/** The caller ends its early dialog with a BYE instead of a CANCEL (section 15); apps know only `cancel` while it rings. */
function isUnanswered(session: AppSession): boolean {
  const { incomingInvite } = session;
  return incomingInvite !== undefined && !incomingInvite.isInDialog && incomingInvite.state !== 'answered';
}

function hangUpUnanswered(core: Core, session: AppSession, transaction: ServerTransaction): void {
  const { incomingInvite } = session;
  answer(core, transaction, 200);
  if (incomingInvite === undefined) return;
  const cancel = createCancel(incomingInvite.request);
  endSession(core, session, cancel);
  tellStop(core, 'network', 'call-canceled', cancel);
  const { id: transactionId, app } = incomingInvite;
  passNotice(core, app, { request: cancel, flow: transaction.flow, transactionId, dialogId: session.id });
}

/** A hang-up needs no app; anything else cannot be answered for it, and may come again. */
function onRequestForLostApp(core: Core, session: AppSession, transaction: ServerTransaction): void {
  if (transaction.request.method !== 'BYE') {
    answer(core, transaction, 503);
    return;
  }
  endSession(core, session, transaction.request);
  answer(core, transaction, 200);
}

/** The peer has hung up: what it still asked gets its answer (RFC 3261 section 15.1.2), and nothing of the call remains. */
function endSession(core: Core, session: AppSession, last: SipRequest): void {
  if (last.method === 'BYE') tellStop(core, 'network', 'normal-release', last);
  stopAwaiting(session);
  core.sessions.remove(session);
  const { incomingInvite } = session;
  if (incomingInvite !== undefined && incomingInvite.state !== 'answered') finish(core, incomingInvite, 487);
}
