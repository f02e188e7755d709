import { assert } from '@firstring/kernel';
import { composeResponse, toTagOf } from '../compose/compose-response.ts';
import type { AppConnection } from '../control/app-connection.ts';
import type { AppResponse } from '../control/app-message.ts';
import type { SipCommand } from '../control/commands.ts';
import { withAnswerTerms } from '../dialog/session-terms.ts';
import type { SessionTerms } from '../dialog/session-timer.ts';
import type { SipResponse } from '../message/message.ts';
import { repeatUntilAck } from './await-ack.ts';
import { tellStart, tellStop } from './cdr.ts';
import type { AppSession, Core, Incoming } from './core.ts';
import { openSessionAsCallee } from './open-session.ts';
import { mustWaitForPrack, onPrackAnswered, stopReliable } from './prack-queue.ts';
import {
  isReliableProvisional,
  repeatUntilPrack,
  supports100rel,
  withRequired100rel,
  withRSeq,
} from './reliable-provisional.ts';
import { agreeOnAnswer, answerTerms } from './session-refresh.ts';
import { noteSent } from './session-upkeep.ts';
import { keepSubscription } from './subscription.ts';
import { echoResponse, refuse } from './notify-app.ts';

/** Answers of an app that wait for one PRACK. */
const WAITING_MAX = 8;

/** An app answers a request of the network (docs/control-protocol.md section 5). */
export function respond(core: Core, app: AppConnection, command: SipCommand, response: AppResponse): void {
  const incoming = core.incoming.get(command.transactionId ?? '');
  if (incoming === undefined) {
    refuse(core, app, command.id, 'Response not sent due to unknown transaction');
    return;
  }
  const toTag = incoming.session?.localTag ?? toTagOf(response) ?? incoming.toTag;
  const target = incoming.transaction.responseTarget;
  const parts = core.transports.partsTowards(target);
  assert(parts !== undefined, 'a request came in by one of our listeners');
  const made = composeResponse(response, incoming.request, { ...parts, toTag });
  if ('refusal' in made) {
    refuse(core, app, command.id, made.refusal);
    return;
  }
  const composed = withRequired100rel(made, incoming.request);
  const isReliable = isReliableProvisional(composed, incoming.request);
  if (isReliable && !supports100rel(incoming.request)) {
    refuse(core, app, command.id, 'Remote endpoint does not support 100rel');
    return;
  }
  if (mustWaitForPrack(incoming, { response: composed, isReliable })) {
    const { whenPracked } = incoming;
    if (whenPracked.length < WAITING_MAX) whenPracked.push(() => respond(core, app, command, response));
    else refuse(core, app, command.id, 'Response not sent: too many wait for a PRACK');
    return;
  }
  const sequenced = isReliable ? withRSeq(core.random, incoming, composed) : composed;
  const terms = answerTerms(incoming, sequenced);
  const final = withAnswerTerms(incoming.request, sequenced, terms);
  deliver(core, { app, command, incoming, toTag, isReliable, terms }, final);
}

interface Answer {
  readonly app: AppConnection;
  readonly command: SipCommand;
  readonly incoming: Incoming;
  readonly toTag: string;
  readonly isReliable: boolean;
  readonly terms: SessionTerms | undefined;
}

/** Sends a response that is complete, and tells the app. */
function deliver(core: Core, answer: Answer, response: SipResponse): void {
  const { app, command, incoming, toTag } = answer;
  const target = incoming.transaction.responseTarget;
  const sent = { commandId: command.id, response, target, transactionId: incoming.id };
  if (incoming.state === 'answered') {
    // drachtio-server accepts and ignores a second final answer.
    echoResponse(core, app, { ...sent, dialogId: '' });
    return;
  }
  incoming.app = app;
  const session = sessionAfter(core, incoming, { response, toTag });
  const refused = incoming.transaction.respond(response);
  if (refused !== undefined) {
    refuse(core, app, command.id, `Response not sent: ${refused}`);
    return;
  }
  core.counters.responsesSent += 1;
  noteAnswer(core, incoming, response);
  if (incoming.request.method === 'INVITE' && !incoming.isInDialog && response.status >= 200) {
    if (isSuccess(response)) tellStart(core, 'application', 'uas', response);
    else tellStop(core, 'application', 'call-rejected', response);
  }
  if (answer.isReliable) repeatUntilPrack(core, incoming, response);
  if (incoming.request.method === 'INVITE' && isSuccess(response) && session !== undefined) {
    repeatUntilAck(core, session, { incoming, response });
  }
  if (session !== undefined) {
    if (incoming.request.method === 'SUBSCRIBE' && isSuccess(response)) {
      keepSubscription(core, session, { request: incoming.request, response });
    }
    noteSent(session.upkeep, response);
    agreeOnAnswer(core, session, { request: incoming.request, response, terms: answer.terms });
  }
  echoResponse(core, app, { ...sent, dialogId: session?.id ?? '' });
  if (incoming.request.method === 'PRACK') onPrackAnswered(incoming);
  if (response.status >= 200) incoming.session = undefined;
}

function noteAnswer(core: Core, incoming: Incoming, response: SipResponse): void {
  incoming.pendingTimer?.cancel();
  incoming.state = response.status < 200 ? 'proceeding' : 'answered';
  if (response.status >= 200) stopReliable(incoming);
  if (incoming.request.method === 'REGISTER' && isSuccess(response)) {
    core.registered.learn(incoming.request, response, incoming.flow, core.clock.monotonicMs());
  }
}

/** The session a response leaves the request with: made by the first 101-2xx, confirmed by a 2xx, dropped by a refusal. */
function sessionAfter(
  core: Core,
  incoming: Incoming,
  answer: { response: SipResponse; toTag: string },
): AppSession | undefined {
  const { request, session } = incoming;
  const { status } = answer.response;
  if (incoming.isInDialog) return session;
  const opensDialog = request.method === 'INVITE' || request.method === 'SUBSCRIBE';
  if (!opensDialog || status === 100) return undefined;
  if (status >= 300) {
    if (session !== undefined) core.sessions.remove(session);
    return undefined;
  }
  const current = session ?? openSessionAsCallee(core, incoming, answer.toTag);
  if (current === undefined) return undefined;
  incoming.session = current;
  const dialog = current.forks.get(current.remoteTag);
  if (status >= 200 && dialog !== undefined) {
    current.forks.set(current.remoteTag, { ...dialog, state: 'confirmed' });
  }
  return current;
}

function isSuccess(response: SipResponse): boolean {
  return response.status >= 200 && response.status < 300;
}
