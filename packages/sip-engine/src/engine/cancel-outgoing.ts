import type { AppConnection } from '../control/app-connection.ts';
import type { AppRequest } from '../control/app-message.ts';
import type { SipCommand } from '../control/commands.ts';
import { createCancel } from '../message/build.ts';
import type { Header } from '../message/message.ts';
import type { Core, Outgoing } from './core.ts';
import { echoRequest, refuse } from './notify-app.ts';
import { sendCancel } from './send-cancel.ts';

/** Hop-by-hop and addressing headers of a CANCEL come from its INVITE; the app may add others, such as Reason. */
const FROM_INVITE: ReadonlySet<string> = new Set([
  'Via',
  'Route',
  'From',
  'To',
  'Call-ID',
  'CSeq',
  'Max-Forwards',
  'Contact',
  'Content-Type',
  'Content-Length',
]);

/** An app takes its INVITE back (docs/control-protocol.md section 7). Answered with the CANCEL, even while that has to wait. */
export function cancelByApp(core: Core, app: AppConnection, command: SipCommand, request: AppRequest): void {
  const outgoing = core.outgoing.get(command.transactionId ?? '');
  if (outgoing === undefined || outgoing.request.method !== 'INVITE') {
    refuse(core, app, command.id, `unable to cancel unknown transaction id: ${command.transactionId ?? ''}`);
    return;
  }
  const headers = request.headers.filter((entry) => !FROM_INVITE.has(entry.name));
  const cancel = cancelOutgoing(core, outgoing, headers);
  const { target } = outgoing;
  echoRequest(core, app, {
    commandId: command.id,
    request: cancel,
    target,
    transactionId: core.random.uuid(),
  });
}

/** Cancels an INVITE, at once or as soon as its first provisional response is here (RFC 3261 section 9.1). */
export function cancelOutgoing(
  core: Core,
  outgoing: Outgoing,
  extra: readonly Header[],
): Outgoing['request'] {
  if (outgoing.cancel !== undefined) return outgoing.cancel.request;
  outgoing.transaction?.stay();
  const made = createCancel(outgoing.transaction?.request ?? outgoing.request);
  const request = { ...made, headers: [...made.headers, ...extra] };
  outgoing.cancel = { request, sent: false };
  if (outgoing.hasProvisional) sendHeld(core, outgoing);
  return request;
}

/** The first provisional response releases a held CANCEL. */
export function onProvisionalForCancel(core: Core, outgoing: Outgoing): void {
  if (outgoing.cancel !== undefined && !outgoing.cancel.sent) sendHeld(core, outgoing);
}

/** Ringing without end: cancelled by the engine; the app gets a 408 when that brings no answer either. */
export function onCancelTimerC(core: Core, outgoing: Outgoing): void {
  core.log.info({ method: outgoing.request.method }, 'INVITE rang too long; cancelled');
  cancelOutgoing(core, outgoing, []);
}

function sendHeld(core: Core, outgoing: Outgoing): void {
  const { cancel, transaction } = outgoing;
  if (cancel === undefined || transaction === undefined) return;
  cancel.sent = true;
  sendCancel(core, transaction, cancel.request);
}
