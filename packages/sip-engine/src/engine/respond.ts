import { assert } from '@firstring/kernel';
import { composeResponse, toTagOf } from '../compose/compose-response.ts';
import type { AppConnection } from '../control/app-connection.ts';
import type { AppResponse } from '../control/app-message.ts';
import type { SipCommand } from '../control/commands.ts';
import { dialogId, dialogOfCallee } from '../dialog/dialog.ts';
import { natTargetOf } from '../dialog/nat.ts';
import { withAnswerTerms } from '../dialog/session-terms.ts';
import type { SessionTerms } from '../dialog/session-timer.ts';
import { header, type SipResponse } from '../message/message.ts';
import { fromTag } from '../message/tags.ts';
import { repeatUntilAck } from './await-ack.ts';
import { tellStart, tellStop } from './cdr.ts';
import type { AppSession, Core, Incoming } from './core.ts';
import { isReliableProvisional, repeatUntilPrack, supports100rel, withRSeq } from './reliable-provisional.ts';
import { agreeOnAnswer, answerTerms } from './session-refresh.ts';
import { newUpkeep, noteLocalSdp } from './session-upkeep.ts';
import { echoResponse, refuse } from './notify-app.ts';

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
  const composed = composeResponse(response, incoming.request, { ...parts, toTag });
  if ('refusal' in composed) {
    refuse(core, app, command.id, composed.refusal);
    return;
  }
  const isReliable = isReliableProvisional(composed, incoming.request);
  if (isReliable && !supports100rel(incoming.request)) {
    refuse(core, app, command.id, 'Remote endpoint does not support 100rel');
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
    noteLocalSdp(session.upkeep, response);
    agreeOnAnswer(core, session, { request: incoming.request, response, terms: answer.terms });
  }
  echoResponse(core, app, { ...sent, dialogId: session?.id ?? '' });
}

function noteAnswer(core: Core, incoming: Incoming, response: SipResponse): void {
  incoming.pendingTimer?.cancel();
  if (response.status >= 200) incoming.reliable?.runner.stop();
  incoming.state = response.status < 200 ? 'proceeding' : 'answered';
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
  const current = session ?? openSession(core, incoming, answer.toTag);
  if (current === undefined) return undefined;
  incoming.session = current;
  const dialog = current.forks.get(current.remoteTag);
  if (status >= 200 && dialog !== undefined) {
    current.forks.set(current.remoteTag, { ...dialog, state: 'confirmed' });
  }
  return current;
}

function openSession(core: Core, incoming: Incoming, localTag: string): AppSession | undefined {
  const { request } = incoming;
  const dialog = dialogOfCallee(request, localTag);
  if (dialog === undefined) return undefined;
  const id = dialogId(header(request, 'Call-ID') ?? '', fromTag(request) ?? '');
  const session: AppSession = {
    // A call that comes back to us keeps Call-ID and From tag: its second leg needs a name of its own.
    id: core.sessions.byId(id) === undefined ? id : `${id};uas`,
    callId: dialog.callId,
    localTag,
    method: request.method,
    role: 'uas',
    app: incoming.app,
    forks: new Map([[dialog.remoteTag, dialog]]),
    remoteTag: dialog.remoteTag,
    natTarget: natTargetOf(request, incoming.flow),
    owedAck: undefined,
    endAfterAck: undefined,
    incomingInvite: request.method === 'INVITE' ? incoming : undefined,
    incomingUpdate: undefined,
    outgoingInvite: undefined,
    awaitedAcks: new Map(),
    upkeep: newUpkeep(),
  };
  core.sessions.add(session);
  return session;
}

function isSuccess(response: SipResponse): boolean {
  return response.status >= 200 && response.status < 300;
}
