import { contactUri, dialogId, dialogOfCaller, onResponse } from '../dialog/dialog.ts';
import { natTargetOf } from '../dialog/nat.ts';
import { header, type SipResponse } from '../message/message.ts';
import { parseRSeq } from '../message/headers/rack.ts';
import { fromTag, toTag } from '../message/tags.ts';
import { giveUpMs } from '../transaction/timers.ts';
import type { Flow } from '../transport/transport.ts';
import type { AppSession, Core, Outgoing } from './core.ts';
import { acknowledgeAgain, acknowledgeAndHangUp, releaseFork } from './acknowledge.ts';
import { tellStart, tellStop } from './cdr.ts';
import { endsSession } from './ends-session.ts';
import { acknowledgeAtEnd } from './hang-up.ts';
import { passResponse } from './notify-app.ts';
import { agreeOnResponse } from './session-refresh.ts';
import { noteSent } from './session-upkeep.ts';
import { openSessionAsCaller } from './open-session.ts';
import { forgetSubscribing, keepSubscription } from './subscription.ts';
import { stopAwaiting } from './stop-awaiting.ts';

/** Reliable provisional responses an app may leave without PRACK before the oldest is forgotten. */
const UNACKNOWLEDGED_MAX = 32;

interface Received {
  readonly response: SipResponse;
  /** Undefined for a response the engine made up. */
  readonly flow: Flow | undefined;
}

/**
 * A response to a request of an app: keeps the dialog up to date, then passes it up
 * (docs/control-protocol.md sections 4, 6 and 7).
 */
export function onOutgoingResponse(core: Core, outgoing: Outgoing, received: Received): void {
  const { response } = received;
  if (response.status === 100) return;
  if (outgoing.ended) {
    onLateSuccess(core, outgoing, received);
    return;
  }
  if (response.status < 200 && isTooMuch(core, outgoing, response)) return;
  if (isOutOfOrder(outgoing, response)) return;
  if (outgoing.isInDialog) updateDialog(outgoing, response);
  else openOrUpdateSession(core, outgoing, received);
  if (response.status >= 200) end(core, outgoing, response);
  if (!outgoing.app.isOpen && isInviteSuccess(outgoing, response)) {
    acknowledgeAndHangUp(core, outgoing);
    return;
  }
  const dialogToken = outgoing.session?.id ?? dialogTokenOf(outgoing);
  const { id: transactionId, app } = outgoing;
  passResponse(core, app, { ...received, transactionId, dialogId: dialogToken });
  if (outgoing.ended) outgoing.session = undefined;
}

/** A peer that sends provisional responses, or forks, without end is not followed. */
function isTooMuch(core: Core, outgoing: Outgoing, response: SipResponse): boolean {
  const forks = outgoing.session?.forks;
  const isNewFork = forks !== undefined && !forks.has(toTag(response) ?? '');
  if (!outgoing.isInDialog && isNewFork && forks.size >= core.limits.forksMax) return true;
  return !outgoing.rate.admits(core.clock.monotonicMs());
}

/** Repeated, or ahead of one that was lost and will come again: neither is processed (RFC 3262 section 4). */
function isOutOfOrder(outgoing: Outgoing, response: SipResponse): boolean {
  const rseq = parseRSeq(header(response, 'RSeq') ?? '');
  if (rseq === undefined || response.status >= 200) return false;
  const tag = toTag(response) ?? '';
  const last = outgoing.rseqByTag?.get(tag);
  if (last !== undefined && rseq !== last + 1) return true;
  outgoing.rseqByTag = (outgoing.rseqByTag ?? new Map<string, number>()).set(tag, rseq);
  if (outgoing.unacknowledged.push({ tag, rseq }) > UNACKNOWLEDGED_MAX) outgoing.unacknowledged.shift();
  return false;
}

function end(core: Core, outgoing: Outgoing, response: SipResponse): void {
  const { request, session } = outgoing;
  outgoing.ended = true;
  core.outgoing.delete(outgoing.id);
  if (request.method === 'INVITE' && !outgoing.isInDialog) tellOutcome(core, response);
  forgetSubscribing(core, outgoing);
  if (isInviteSuccess(outgoing, response) && session !== undefined) {
    outgoing.owedAck = { invite: request, tag: session.remoteTag, ack: undefined };
    session.owedAck = outgoing.owedAck;
    if (outgoing.cancel !== undefined) session.endAfterAck = 'ACK-BYE due to cancel race condition';
    else if (!outgoing.isInDialog && contactUri(response) === undefined)
      session.endAfterAck = 'no Contact in response';
  }
  if (session === undefined) return;
  if (response.status < 300) {
    if (request.method === 'SUBSCRIBE') keepSubscription(core, session, { request, response });
    noteSent(session.upkeep, request);
    agreeOnResponse(core, session, { request, response });
  }
  const isRefused = response.status >= 300;
  if (!outgoing.isInDialog && isRefused) core.sessions.remove(session);
  if (endsSession(session, request)) endAfter(core, session, response);
}

function tellOutcome(core: Core, response: SipResponse): void {
  if (response.status < 300) tellStart(core, 'network', 'uac', response);
  else tellStop(core, 'network', response.status === 487 ? 'call-canceled' : 'call-rejected', response);
}

/** A challenge to a BYE leaves the dialog for the second try, but not for ever. */
function endAfter(core: Core, session: AppSession, response: SipResponse): void {
  const remove = (): void => {
    stopAwaiting(session);
    acknowledgeAtEnd(core, session);
    core.sessions.remove(session);
  };
  if (response.status !== 401 && response.status !== 407) {
    remove();
    return;
  }
  session.isEnding = false;
  core.clock.setTimer(giveUpMs(core.timers), remove);
}

/** After the first final response only further 2xx to the INVITE matter: repeated ones, and those of other forks. */
function onLateSuccess(core: Core, outgoing: Outgoing, received: Received): void {
  const { response, flow } = received;
  if (!isInviteSuccess(outgoing, response) || flow === undefined) return;
  const { owedAck } = outgoing;
  if (owedAck !== undefined && owedAck.tag === (toTag(response) ?? '')) acknowledgeAgain(core, owedAck);
  else releaseFork(core, outgoing.request, { response, flow });
}

function updateDialog(outgoing: Outgoing, response: SipResponse): void {
  const { session, request } = outgoing;
  const tag = toTag(response) ?? '';
  const dialog = session?.forks.get(tag);
  if (session === undefined || dialog === undefined) return;
  session.forks.set(tag, onResponse(dialog, request.method, response));
}

/** A 101-2xx of INVITE or SUBSCRIBE makes a dialog for its fork; a 2xx leaves only that fork. */
function openOrUpdateSession(core: Core, outgoing: Outgoing, received: Received): void {
  const { response, flow } = received;
  const { request } = outgoing;
  const opensDialog = request.method === 'INVITE' || request.method === 'SUBSCRIBE';
  if (!opensDialog || response.status >= 300 || flow === undefined) return;
  const tag = toTag(response);
  if (tag === undefined) return;
  const known = outgoing.session?.forks.get(tag);
  const dialog =
    known === undefined ? dialogOfCaller(request, response) : onResponse(known, request.method, response);
  if (dialog === undefined) return;
  // A session that the peer ended while it rang begins anew if it is answered after all.
  const isLive =
    outgoing.session !== undefined && core.sessions.byId(outgoing.session.id) === outgoing.session;
  const session =
    isLive && outgoing.session !== undefined ? outgoing.session : openSessionAsCaller(core, outgoing);
  if (response.status >= 200) session.forks.clear();
  session.forks.set(tag, dialog);
  session.remoteTag = tag;
  session.natTarget = natTargetOf(response, flow);
}

/** INVITE and SUBSCRIBE carry their dialog id from the first response on, also a refusal. */
function dialogTokenOf(outgoing: Outgoing): string {
  const { request } = outgoing;
  if (request.method !== 'INVITE' && request.method !== 'SUBSCRIBE') return '';
  return dialogId(header(request, 'Call-ID') ?? '', fromTag(request) ?? '');
}

function isInviteSuccess(outgoing: Outgoing, response: SipResponse): boolean {
  return outgoing.request.method === 'INVITE' && response.status >= 200 && response.status < 300;
}
