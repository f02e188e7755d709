import type { AppConnection } from '../control/app-connection.ts';
import { createResponse } from '../message/build.ts';
import { header, type SipRequest } from '../message/message.ts';
import { giveUpMs } from '../transaction/timers.ts';
import type { AppSession, Core, Incoming } from './core.ts';
import { tellAttempt, tellStop } from './cdr.ts';
import { newTag } from './identifiers.ts';
import { passRequest } from './notify-app.ts';
import { answer } from './answer.ts';
import { onPrackAnswered, stopReliable } from './prack-queue.ts';
import type { ServerTransaction } from './server-transaction.ts';

/** A request outside any dialog goes to the app whose turn it is; without one, 503. */
export function openIncoming(core: Core, transaction: ServerTransaction): void {
  const isCall = transaction.request.method === 'INVITE';
  if (isCall) tellAttempt(core, 'network', transaction.request);
  const isFull = core.sessions.size >= core.limits.sessionsMax;
  const app = core.control.appFor(transaction.request.method);
  if (app === undefined || isFull) {
    core.counters.refused += 1;
    const refusal = answer(core, transaction, 503);
    if (isCall) tellStop(core, 'application', 'call-rejected', refusal);
    return;
  }
  passIncoming(core, transaction, { app, session: undefined });
}

/** Remembers the request under a new TXN and passes it; an INVITE gets its 100 at once. */
export function passIncoming(
  core: Core,
  transaction: ServerTransaction,
  to: { app: AppConnection; session: AppSession | undefined },
): Incoming {
  const { request, flow } = transaction;
  const id = core.random.uuid();
  const incoming: Incoming = {
    id,
    transaction,
    request,
    flow,
    app: to.app,
    session: to.session,
    isInDialog: to.session !== undefined,
    toTag: to.session?.localTag ?? newTag(core.random),
    reliable: undefined,
    whenPracked: [],
    pendingTimer: undefined,
    state: 'waiting',
  };
  core.incoming.set(id, incoming);
  core.incomingOf.set(transaction, incoming);
  const callId = header(request, 'Call-ID') ?? '';
  if (request.method === 'INVITE') {
    if (to.session === undefined) core.invitesByCall.set(callId, incoming);
    else to.session.incomingInvite = incoming;
  } else if (request.method === 'UPDATE' && to.session !== undefined) {
    to.session.incomingUpdate = incoming;
  }
  transaction.whenEnded(() => forget(core, incoming));
  if (request.method === 'INVITE') transaction.respond(createResponse(request, 100));
  incoming.pendingTimer = core.clock.setTimer(pendingMs(core, request), () => {
    core.log.warn({ method: request.method }, 'no app answered; refused by the engine');
    finish(core, incoming, incoming.isInDialog ? 500 : 480);
  });
  passRequest(core, incoming);
  return incoming;
}

function forget(core: Core, incoming: Incoming): void {
  incoming.pendingTimer?.cancel();
  stopReliable(incoming);
  core.incoming.delete(incoming.id);
  const callId = header(incoming.request, 'Call-ID') ?? '';
  if (core.invitesByCall.get(callId) === incoming) core.invitesByCall.delete(callId);
}

/** Whoever sent something else than an INVITE gives up after 64*T1, and shall hear of it before (RFC 4320). */
function pendingMs(core: Core, request: SipRequest): number {
  const { timers } = core;
  return request.method === 'INVITE'
    ? timers.pendingMs
    : Math.min(timers.pendingMs, giveUpMs(timers) - timers.t1Ms);
}

/** The engine's own final answer to a request an app was asked about; what the app says later is refused. */
export function finish(core: Core, incoming: Incoming, status: number): void {
  incoming.pendingTimer?.cancel();
  core.incoming.delete(incoming.id);
  stopReliable(incoming);
  if (incoming.state === 'answered') return;
  incoming.state = 'answered';
  core.counters.responsesSent += 1;
  const response = createResponse(incoming.request, status, { toTag: incoming.toTag });
  incoming.transaction.respond(response);
  if (incoming.request.method === 'PRACK') onPrackAnswered(incoming);
  // A CANCEL is its own call record.
  const isRejected = incoming.request.method === 'INVITE' && !incoming.isInDialog && status !== 487;
  if (isRejected) tellStop(core, 'application', 'call-rejected', response);
  if (!incoming.isInDialog && incoming.session !== undefined) core.sessions.remove(incoming.session);
}
