import type { AppConnection } from '../control/app-connection.ts';
import { createResponse } from '../message/build.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';
import type { Flow, SendFailure, Target } from '../transport/transport.ts';
import type { AppSession, Core, Outgoing } from './core.ts';
import { tellAttempt } from './cdr.ts';
import { newTag } from './identifiers.ts';
import { echoRequest, refuse } from './notify-app.ts';
import { onCancelTimerC, onProvisionalForCancel } from './cancel-outgoing.ts';
import { RateWindow } from './rate-window.ts';
import { noteSubscribing } from './subscription.ts';
import { onOutgoingResponse } from './outgoing-response.ts';

const FAIL_SOON_MS = 3;

/** A request ready to go, and whose it is. */
export interface Launch {
  readonly app: AppConnection;
  readonly commandId: string;
  readonly request: SipRequest;
  readonly target: Target;
  /** The session of an in-dialog request; an INVITE outside makes one with its first response. */
  readonly session: AppSession | undefined;
}

/** Sends an app's request in a transaction of its own and tells the app what was sent. */
export function launch(core: Core, what: Launch): Outgoing | undefined {
  const { app, request, target, session } = what;
  const outgoing: Outgoing = {
    id: core.random.uuid(),
    request,
    target,
    app,
    transaction: undefined,
    session,
    isInDialog: session !== undefined,
    owedAck: undefined,
    rseqByTag: undefined,
    unacknowledged: [],
    rate: new RateWindow(core.limits.provisionalsPerSecond),
    hasProvisional: false,
    cancel: undefined,
    ended: false,
  };
  outgoing.transaction = core.transactions.start(request, target, {
    onResponse: (response, flow) => receiveResponse(core, outgoing, { response, flow }),
    onFailure: (failure) => fail(core, outgoing, failure),
    onTimerC: () => onCancelTimerC(core, outgoing),
  });
  if (outgoing.transaction === undefined) {
    core.counters.refused += 1;
    refuse(core, app, what.commandId, 'Error creating sip transaction for uac request');
    return undefined;
  }
  if (session !== undefined && request.method === 'INVITE') session.outgoingInvite = outgoing;
  core.counters.requestsSent += 1;
  core.outgoing.set(outgoing.id, outgoing);
  if (session === undefined && request.method === 'INVITE') tellAttempt(core, 'application', request);
  noteSubscribing(core, outgoing);
  echoRequest(core, app, { commandId: what.commandId, request, target, transactionId: outgoing.id });
  return outgoing;
}

/** A request that cannot even start, because its name does not resolve: the app sees it sent and refused, like on the real server. */
export function launchUnreachable(core: Core, what: Omit<Launch, 'target'>, reason: string): void {
  const target: Target = { protocol: 'udp', address: '', port: 0 };
  const outgoing: Outgoing = {
    id: core.random.uuid(),
    request: what.request,
    target,
    app: what.app,
    transaction: undefined,
    session: what.session,
    isInDialog: what.session !== undefined,
    owedAck: undefined,
    rseqByTag: undefined,
    unacknowledged: [],
    rate: new RateWindow(core.limits.provisionalsPerSecond),
    hasProvisional: false,
    cancel: undefined,
    ended: false,
  };
  core.outgoing.set(outgoing.id, outgoing);
  const { app, commandId, request } = what;
  echoRequest(core, app, { commandId, request, target, transactionId: outgoing.id });
  failSoon(core, outgoing, { status: 503, reason });
}

function receiveResponse(
  core: Core,
  outgoing: Outgoing,
  received: { response: SipResponse; flow: Flow },
): void {
  core.counters.responsesReceived += 1;
  if (received.response.status < 200 && !outgoing.hasProvisional) {
    outgoing.hasProvisional = true;
    onProvisionalForCancel(core, outgoing);
  }
  onOutgoingResponse(core, outgoing, received);
}

/** docs/control-protocol.md section 8: silence is 408, everything else that stops a request 503. */
function fail(core: Core, outgoing: Outgoing, failure: 'timeout' | SendFailure): void {
  if (failure === 'timeout') deliverMadeUp(core, outgoing, { status: 408 });
  else failSoon(core, outgoing, { status: 503 });
}

/**
 * A failure that is known at once is told a moment later: an app that awaits `srf.request` listens for responses only after the echo, and
 * would miss one that comes in the same packet.
 */
function failSoon(core: Core, outgoing: Outgoing, answer: { status: number; reason?: string }): void {
  core.clock.setTimer(FAIL_SOON_MS, () => deliverMadeUp(core, outgoing, answer));
}

function deliverMadeUp(core: Core, outgoing: Outgoing, answer: { status: number; reason?: string }): void {
  const { status, reason } = answer;
  const options = reason === undefined ? {} : { reason };
  const response = createResponse(outgoing.request, status, { ...options, toTag: newTag(core.random) });
  onOutgoingResponse(core, outgoing, { response, flow: undefined });
}
