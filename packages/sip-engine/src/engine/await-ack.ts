import { header, type SipRequest, type SipResponse } from '../message/message.ts';
import { fromTag, toTag } from '../message/tags.ts';
import { cseqOf } from '../dialog/dialog.ts';
import { startRetransmit2xx } from '../transaction/retransmit-2xx.ts';
import type { Flow } from '../transport/transport.ts';
import type { AppSession, Core, Incoming } from './core.ts';
import { hangUp } from './hang-up.ts';
import { passNotice } from './notify-app.ts';
import { repeatResponse } from './repeat-response.ts';

/** Repeats a 2xx to an INVITE until its ACK is here; without one after 64*T1 the call ends with a BYE (RFC 3261 13.3.1.4). */
export function repeatUntilAck(
  core: Core,
  session: AppSession,
  answered: { incoming: Incoming; response: SipResponse },
): void {
  const { incoming, response } = answered;
  const cseq = cseqOf(response);
  const target = incoming.transaction.responseTarget;
  const runner = repeatResponse(startRetransmit2xx(response, core.timers), {
    core,
    target,
    onTimeout: () => hangUp(core, session, 'ACK timeout'),
    onEnd: () => session.awaitedAcks.delete(cseq),
  });
  session.awaitedAcks.set(cseq, { transactionId: incoming.id, runner });
  runner.start();
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
