import { type Random, unreachable } from '@firstring/kernel';
import { composeInDialog } from '../compose/compose-request.ts';
import type { AppRequest } from '../control/app-message.ts';
import { type Dialog, onResponse } from '../dialog/dialog.ts';
import { currentDialog } from '../dialog/session.ts';
import {
  refreshesSession,
  termsOfAnswer,
  termsOfResponse,
  withRequestTerms,
} from '../dialog/session-terms.ts';
import {
  type SessionTerms,
  type SessionTimerAction,
  type SessionTimerInput,
  stepSessionTimer,
} from '../dialog/session-timer.ts';
import { parseMinSe } from '../message/headers/session-expires.ts';
import {
  header,
  headerValues,
  type SipMessage,
  type SipRequest,
  type SipResponse,
} from '../message/message.ts';
import type { Target } from '../transport/transport.ts';
import { composeAck, EMPTY_ACK, sendAck } from './ack.ts';
import type { AppSession, Core, Incoming } from './core.ts';
import { hangUp, nextCseq } from './hang-up.ts';
import { newBranch } from './identifiers.ts';
import { sendCancel } from './send-cancel.ts';
import { withTarget } from './session-target.ts';
import { currentTerms, releaseWaiting } from './session-upkeep.ts';

/** Between refreshes that are refused, until the session expires. */
const REFUSED_MS = 60_000;
/** The peer knows nothing of the call any more (RFC 4028 section 10, RFC 5057 section 5.1). */
const CALL_IS_GONE: ReadonlySet<number> = new Set([404, 408, 410, 481, 604]);

/** What an answer of the app to INVITE or UPDATE agrees to. */
export function answerTerms(incoming: Incoming, response: SipResponse): SessionTerms | undefined {
  const { request, session } = incoming;
  if (!refreshesSession(request.method) || response.status < 200 || response.status >= 300) return undefined;
  return termsOfAnswer(request, response, session === undefined ? undefined : currentTerms(session.upkeep));
}

/** Our 2xx to the peer's INVITE or UPDATE has gone out. */
export function agreeOnAnswer(
  core: Core,
  session: AppSession,
  answered: { request: SipRequest; response: SipResponse; terms: SessionTerms | undefined },
): void {
  const { request, response, terms } = answered;
  const isRefresh = refreshesSession(request.method) && response.status >= 200 && response.status < 300;
  if (isRefresh) agree(core, session, { terms, peer: request });
}

/** The peer's 2xx to our INVITE or UPDATE is here. */
export function agreeOnResponse(
  core: Core,
  session: AppSession,
  answered: { request: SipRequest; response: SipResponse },
): void {
  const { request, response } = answered;
  if (refreshesSession(request.method)) {
    agree(core, session, { terms: termsOfResponse(response), peer: response });
  }
}

function agree(
  core: Core,
  session: AppSession,
  agreed: { terms: SessionTerms | undefined; peer: SipMessage },
): void {
  const { terms, peer } = agreed;
  if (terms === undefined && session.upkeep.state.type === 'off') return;
  const allowed = headerValues(peer, 'Allow');
  if (allowed.length > 0) session.upkeep.allowsUpdate = allowed.some((value) => /\bUPDATE\b/.test(value));
  feed(core, session, { type: 'agreed', terms, chance: core.random.float() });
}

function feed(core: Core, session: AppSession, input: SessionTimerInput): void {
  const { state, actions } = stepSessionTimer(session.upkeep.state, input);
  session.upkeep.state = state;
  for (const action of actions) execute(core, session, action);
}

function execute(core: Core, session: AppSession, action: SessionTimerAction): void {
  const { timers } = session.upkeep;
  switch (action.type) {
    case 'set-timer': {
      const { timer, delayMs } = action;
      timers.get(timer)?.cancel();
      const fire = (): void => {
        timers.delete(timer);
        feed(core, session, { type: 'timer', timer });
      };
      timers.set(timer, core.clock.setTimer(delayMs, fire));
      return;
    }
    case 'clear-timer':
      timers.get(action.timer)?.cancel();
      timers.delete(action.timer);
      return;
    case 'refresh':
      refresh(core, session, action.intervalS);
      return;
    case 'expire':
      core.log.info({ dialog: session.id }, 'session timer expired; call ended');
      hangUp(core, session, 'Session timer expired');
      return;
    default:
      unreachable(action);
  }
}

/** Sends the refresh, or puts it off while an offer is open in either direction. */
function refresh(core: Core, session: AppSession, intervalS: number): void {
  const dialog = currentDialog(session);
  if (dialog === undefined || isNegotiating(session)) {
    feed(core, session, { type: 'later', waitMs: glareWaitMs(core.random, session) });
    return;
  }
  const { allowsUpdate, localSdp } = session.upkeep;
  // An INVITE without our SDP would bring an offer that only the app could answer.
  const method = allowsUpdate || localSdp === undefined ? 'UPDATE' : 'INVITE';
  session.upkeep.refreshing = method;
  withTarget(core, session, dialog, (target) => {
    const request = target === undefined ? undefined : compose(core, session, { method, target, intervalS });
    if (target === undefined || request === undefined) settle(core, session, { type: 'failed' });
    else send(core, session, { request, target });
  });
}

function compose(
  core: Core,
  session: AppSession,
  what: { method: 'INVITE' | 'UPDATE'; target: Target; intervalS: number },
): SipRequest | undefined {
  const dialog = currentDialog(session);
  const parts = core.transports.partsTowards(what.target);
  if (dialog === undefined || parts === undefined) return undefined;
  const body = what.method === 'INVITE' ? (session.upkeep.localSdp ?? Buffer.alloc(0)) : Buffer.alloc(0);
  const { localContact } = session.upkeep;
  const headers = localContact === undefined ? [] : [{ name: 'Contact', value: localContact }];
  const app: AppRequest = {
    type: 'request',
    method: what.method,
    uri: '',
    headers,
    body: Buffer.from(body),
  };
  const cseq = nextCseq(core, dialog);
  const composed = composeInDialog(app, dialog, { ...parts, branch: newBranch(core.random), cseq });
  if ('refusal' in composed) return undefined;
  session.forks.set(session.remoteTag, { ...dialog, localCseq: cseq });
  return withRequestTerms(composed, { intervalS: what.intervalS, refresher: 'local' });
}

function send(core: Core, session: AppSession, refresh: { request: SipRequest; target: Target }): void {
  const { request, target } = refresh;
  const dialog = currentDialog(session);
  let isOpen = true;
  const onFailure = (): void => {
    if (isOpen) settle(core, session, { type: 'failed' });
    isOpen = false;
  };
  core.counters.requestsSent += 1;
  const transaction = core.transactions.start(request, target, {
    onResponse: (response) => {
      core.counters.responsesReceived += 1;
      if (response.status < 200) return;
      if (dialog !== undefined) acknowledge(core, { dialog, target, request, response });
      if (isOpen) onFinal(core, session, { request, response });
      isOpen = false;
    },
    onFailure,
    onTimerC: () => {
      // It rings without end.
      onFailure();
      if (transaction !== undefined) sendCancel(core, transaction);
    },
  });
  if (transaction === undefined) onFailure();
}

/** Each 2xx to an INVITE, a repeated one as well, gets an ACK; our offer was in the INVITE. */
function acknowledge(
  core: Core,
  what: { dialog: Dialog; target: Target; request: SipRequest; response: SipResponse },
): void {
  const { dialog, target, request, response } = what;
  if (request.method !== 'INVITE' || response.status >= 300) return;
  const ack = composeAck(core, { dialog, target, invite: request, ack: EMPTY_ACK });
  if (ack !== undefined) sendAck(core, ack, target);
}

function onFinal(core: Core, session: AppSession, got: { request: SipRequest; response: SipResponse }): void {
  const { request, response } = got;
  const { status } = response;
  const dialog = currentDialog(session);
  if (dialog !== undefined) {
    session.forks.set(session.remoteTag, onResponse(dialog, request.method, response));
  }
  if (status < 300) {
    session.upkeep.refreshing = undefined;
    agreeOnResponse(core, session, got);
    releaseWaiting(session.upkeep);
    return;
  }
  if (request.method === 'UPDATE' && isUnsupported(status)) {
    session.upkeep.allowsUpdate = false;
    // Without SDP to offer there is no other way.
    if (session.upkeep.localSdp !== undefined) {
      session.upkeep.refreshing = undefined;
      const { state } = session.upkeep;
      if (state.type === 'refreshing') refresh(core, session, state.terms.intervalS);
      return;
    }
  }
  settle(core, session, afterRefusal(core.random, session, response));
}

/** A peer that said it takes UPDATE, and does not. */
function isUnsupported(status: number): boolean {
  return status === 405 || status === 415 || status === 488 || status === 501;
}

/**
 * RFC 4028 section 7.3 for 422, RFC 3261 sections 14.1 and 14.2 for an offer of the peer that crossed ours. A refused re-INVITE leaves the call
 * as it was, so it is asked for again until the interval ends: whatever is wrong with the peer now (or a challenge, which only the app
 * could answer) may be over by then, and what the app offers meanwhile is a refresh as well.
 */
function afterRefusal(random: Random, session: AppSession, response: SipResponse): SessionTimerInput {
  const { status } = response;
  const minSeS = parseMinSe(header(response, 'Min-SE'));
  if (status === 422 && minSeS !== undefined) return { type: 'too-brief', minSeS };
  if (status === 491) return { type: 'later', waitMs: glareWaitMs(random, session) };
  const retryAfterS = /^\s*(\d{1,4})/.exec(header(response, 'Retry-After') ?? '')?.[1];
  if (status >= 500 && status < 600 && retryAfterS !== undefined) {
    return { type: 'later', waitMs: Math.max(1, Number(retryAfterS)) * 1_000 };
  }
  return CALL_IS_GONE.has(status) ? { type: 'failed' } : { type: 'later', waitMs: REFUSED_MS };
}

function settle(core: Core, session: AppSession, input: SessionTimerInput): void {
  session.upkeep.refreshing = undefined;
  feed(core, session, input);
  releaseWaiting(session.upkeep);
}

/** An INVITE in either direction is unanswered, or its 2xx unacknowledged (RFC 3261 section 14.1). */
function isNegotiating(session: AppSession): boolean {
  const { incomingInvite, incomingUpdate, outgoingInvite, owedAck, awaitedAcks, upkeep } = session;
  const isAsked = [incomingInvite, incomingUpdate].some((it) => it !== undefined && it.state !== 'answered');
  const isAsking = outgoingInvite !== undefined && !outgoingInvite.ended;
  const owesAck = owedAck !== undefined && owedAck.ack === undefined;
  return isAsked || isAsking || awaitedAcks.size > 0 || owesAck || upkeep.refreshing !== undefined;
}

/** RFC 3261 section 14.1: 2.1 to 4 s for the owner of the Call-ID, up to 2 s for the other, in steps of 10 ms. */
export function glareWaitMs(random: Random, session: AppSession): number {
  return session.role === 'uac' ? 2_100 + 10 * random.int(191) : 10 + 10 * random.int(200);
}
