import { header, type SipRequest, type SipResponse } from '../message/message.ts';
import { serializeMessage } from '../message/serialize.ts';
import { fromTag, toTag } from '../message/tags.ts';
import { cseqOf } from '../dialog/dialog.ts';
import {
  startRetransmit2xx,
  stepRetransmit,
  type RepeatedResponseInput,
  type RepeatedResponseState,
} from '../transaction/retransmit-2xx.ts';
import type { Flow } from '../transport/transport.ts';
import type { AppSession, Core, Incoming } from './core.ts';
import { hangUp } from './hang-up.ts';
import { MachineRunner } from './machine-runner.ts';
import { passNotice } from './notify-app.ts';

/** Repeats a 2xx to an INVITE until its ACK is here; without one after 64*T1 the call ends with a BYE (RFC 3261 13.3.1.4). */
export function repeatUntilAck(
  core: Core,
  session: AppSession,
  answered: { incoming: Incoming; response: SipResponse },
): void {
  const { incoming, response } = answered;
  const cseq = cseqOf(response);
  const target = incoming.transaction.responseTarget;
  const start = startRetransmit2xx(response, core.timers);
  const runner = new MachineRunner<RepeatedResponseState, RepeatedResponseInput>({
    clock: core.clock,
    start,
    step: stepRetransmit,
    timerInput: (timer) => ({ type: 'timer', timer }),
    hooks: {
      // A 2xx that cannot be sent is missed like one that was lost: the wait for the ACK ends it.
      send: (message) => core.transports.send(serializeMessage(message), target, () => {}),
      deliver: () => {},
      timeout: () => hangUp(core, session, 'ACK timeout'),
      transportFailed: () => {},
      refuse: () => {},
      terminated: () => session.awaitedAcks.delete(cseq),
    },
  });
  session.awaitedAcks.set(cseq, { transactionId: incoming.id, runner });
  runner.run(start.actions);
}

/** An ACK of the network: ends the repetition and goes to the app, once. Repeated ones are dropped. */
export function onAck(core: Core, ack: SipRequest, flow: Flow): void {
  const session = core.sessions.byLocalTag(header(ack, 'Call-ID') ?? '', toTag(ack) ?? '');
  if (session === undefined || !session.forks.has(fromTag(ack) ?? '')) return;
  const awaited = session.awaitedAcks.get(cseqOf(ack));
  if (awaited === undefined) return;
  awaited.runner.feed({ type: 'acknowledged' });
  const { transactionId } = awaited;
  passNotice(core, session.app, { request: ack, flow, transactionId, dialogId: session.id });
}
