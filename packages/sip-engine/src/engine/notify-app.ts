import type { AppConnection } from '../control/app-connection.ts';
import {
  formatOk,
  formatRefusal,
  formatRequestSent,
  formatResponseSent,
  formatSip,
  formatTargetResponse,
  type MessageMeta,
} from '../control/replies.ts';
import { header, type SipMessage } from '../message/message.ts';
import { serializeMessage } from '../message/serialize.ts';
import type { Flow, Target } from '../transport/transport.ts';
import type { AppSession, Core, Incoming } from './core.ts';

/** A request from the network, to the app that shall answer it. */
export function passRequest(core: Core, incoming: Incoming): void {
  const { request, flow, session } = incoming;
  const message = serializeMessage(request);
  const passed = {
    meta: networkMeta(core, message, flow),
    transactionId: incoming.id,
    dialogId: session?.id ?? '',
    message,
  };
  const opensSomething = !incoming.isInDialog;
  const frame = opensSomething ? { ...passed, receivedOn: flow.local } : passed;
  incoming.app.send(formatSip(core.random.uuid(), frame), header(request, 'Call-ID'));
}

/** An ACK or CANCEL of the network: belongs to a transaction the app knows, and wants no answer. */
export function passNotice(
  core: Core,
  app: AppConnection,
  notice: { request: SipMessage; flow: Flow; transactionId: string; dialogId: string },
): void {
  const message = serializeMessage(notice.request);
  const meta = networkMeta(core, message, notice.flow);
  app.send(formatSip(core.random.uuid(), { ...notice, meta, message }), header(notice.request, 'Call-ID'));
}

/** A response to a request of the app; `flow` is undefined for one the engine made up (408, 503, 500). */
export function passResponse(
  core: Core,
  app: AppConnection,
  passed: { response: SipMessage; flow: Flow | undefined; transactionId: string; dialogId: string },
): void {
  const message = serializeMessage(passed.response);
  const { transactionId, dialogId, flow } = passed;
  const meta = metaOf(core, message, flow);
  const frame = formatSip(core.random.uuid(), { meta, transactionId, dialogId, message });
  app.send(frame, header(passed.response, 'Call-ID'));
}

/** The final response of one target of a request that this app has proxied. */
export function passTargetResponse(
  core: Core,
  app: AppConnection,
  passed: { commandId: string; response: SipMessage; flow: Flow | undefined },
): void {
  const message = serializeMessage(passed.response);
  const meta = metaOf(core, message, passed.flow);
  app.send(formatTargetResponse(core.random.uuid(), passed.commandId, { meta, message }));
}

/** OK with the word that ends a proxy command. */
export function passDone(core: Core, app: AppConnection, commandId: string): void {
  app.send(formatOk(core.random.uuid(), commandId, ['done']));
}

/** A BYE the engine sent on its own: the app's dialog ends with its Reason (docs/control-protocol.md section 5). */
export function passUnsolicited(core: Core, session: AppSession, bye: SipMessage, target: Target): void {
  const message = serializeMessage(bye);
  const meta = appMeta(core, message, target);
  const passed = { meta, transactionId: 'unsolicited', dialogId: session.id, message };
  session.app.send(formatSip(core.random.uuid(), passed), header(bye, 'Call-ID'));
}

/** Tells the app what was sent for it. */
export function echoRequest(
  core: Core,
  app: AppConnection,
  sent: { commandId: string; request: SipMessage; target: Target; transactionId: string },
): void {
  const message = serializeMessage(sent.request);
  const meta = appMeta(core, message, sent.target);
  const { transactionId } = sent;
  const frame = formatRequestSent(core.random.uuid(), sent.commandId, { meta, transactionId, message });
  app.send(frame, header(sent.request, 'Call-ID'));
}

export function echoResponse(
  core: Core,
  app: AppConnection,
  sent: { commandId: string; response: SipMessage; target: Target; transactionId: string; dialogId: string },
): void {
  const message = serializeMessage(sent.response);
  const meta = appMeta(core, message, sent.target);
  const { transactionId, dialogId } = sent;
  const echo = { meta, transactionId, dialogId, message };
  app.send(formatResponseSent(core.random.uuid(), sent.commandId, echo), header(sent.response, 'Call-ID'));
}

/** NOK: the command was understood and could not be carried out. */
export function refuse(core: Core, app: AppConnection, commandId: string, reason: string): void {
  core.log.debug({ app: app.number, reason }, 'command refused');
  app.send(formatRefusal(core.random.uuid(), commandId, 'NOK', reason));
}

/** Of what the engine made up there is no size and no sender. */
function metaOf(core: Core, message: Uint8Array, flow: Flow | undefined): MessageMeta {
  return flow === undefined
    ? { source: 'network', bytes: 0, protocol: '', address: '', port: 0, at: core.clock.now() }
    : networkMeta(core, message, flow);
}

function networkMeta(core: Core, message: Uint8Array, flow: Flow): MessageMeta {
  return {
    source: 'network',
    bytes: message.length,
    protocol: shownProtocol(flow.protocol),
    address: flow.remote.address,
    port: flow.remote.port,
    at: core.clock.now(),
  };
}

function appMeta(core: Core, message: Uint8Array, target: Target): MessageMeta {
  return {
    source: 'application',
    bytes: message.length,
    // A name without an address has no protocol either.
    protocol: target.address === '' ? 'unknown' : shownProtocol(target.protocol),
    address: target.address,
    port: target.port,
    at: core.clock.now(),
  };
}

/** WebSockets show as tcp. */
function shownProtocol(protocol: Flow['protocol']): string {
  return protocol === 'ws' || protocol === 'wss' ? 'tcp' : protocol;
}
