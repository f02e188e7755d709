import { cseqOf, dialogOfCallee } from '../dialog/dialog.ts';
import { parseExpiresS } from '../message/headers/contact.ts';
import { header, type SipRequest, type SipResponse } from '../message/message.ts';
import { fromTag, toTag } from '../message/tags.ts';
import { giveUpMs } from '../transaction/timers.ts';
import { answer } from './answer.ts';
import type { AppSession, Core, Outgoing } from './core.ts';
import { passIncoming } from './incoming.ts';
import { openSessionAsCaller } from './open-session.ts';
import type { ServerTransaction } from './server-transaction.ts';

const DEFAULT_EXPIRES_S = 3_600;
/** A timer further off than this is longer than the runtime can wait. */
const LONGEST_S = 7 * 86_400;

/** A SUBSCRIBE of ours is on its way: its NOTIFY may overtake the 2xx (RFC 6665 section 4.1.2.4). */
export function noteSubscribing(core: Core, outgoing: Outgoing): void {
  if (outgoing.request.method !== 'SUBSCRIBE' || outgoing.isInDialog) return;
  core.subscribing.set(subscribingKey(outgoing.request, fromTag(outgoing.request)), outgoing);
}

export function forgetSubscribing(core: Core, outgoing: Outgoing): void {
  if (outgoing.request.method !== 'SUBSCRIBE') return;
  const key = subscribingKey(outgoing.request, fromTag(outgoing.request));
  if (core.subscribing.get(key) === outgoing) core.subscribing.delete(key);
}

/**
 * A NOTIFY of a dialog nobody knows: the first of a SUBSCRIBE that is still unanswered opens its dialog; any other may belong to a REFER outside
 * a dialog (RFC 3515 section 2.4.4), of which an app that handles NOTIFY knows.
 */
export function onUnknownNotify(core: Core, transaction: ServerTransaction): void {
  const { request } = transaction;
  const outgoing = core.subscribing.get(subscribingKey(request, toTag(request)));
  const session = outgoing === undefined ? undefined : openByNotify(core, outgoing, request);
  const app = session?.app ?? core.control.appFor('NOTIFY');
  if (app === undefined) answer(core, transaction, 481);
  else passIncoming(core, transaction, { app, session });
}

function openByNotify(core: Core, outgoing: Outgoing, notify: SipRequest): AppSession | undefined {
  const dialog = dialogOfCallee(notify, toTag(notify) ?? '');
  if (dialog === undefined || outgoing.session !== undefined) return undefined;
  const session = openSessionAsCaller(core, outgoing);
  session.forks.set(dialog.remoteTag, { ...dialog, localCseq: cseqOf(outgoing.request), state: 'confirmed' });
  session.remoteTag = dialog.remoteTag;
  return session;
}

/** A subscription that is not renewed in time is over, though nobody says so (RFC 6665 section 4.4.1). */
export function keepSubscription(
  core: Core,
  session: AppSession,
  granted: { request: SipRequest; response: SipResponse },
): void {
  if (session.method !== 'SUBSCRIBE') return;
  const { request, response } = granted;
  const expiresS =
    parseExpiresS(header(response, 'Expires')) ??
    parseExpiresS(header(request, 'Expires')) ??
    DEFAULT_EXPIRES_S;
  session.upkeep.subscription?.cancel();
  // The last NOTIFY, and its repetitions, come after the end.
  const delayMs = Math.min(expiresS, LONGEST_S) * 1_000 + giveUpMs(core.timers);
  session.upkeep.subscription = core.clock.setTimer(delayMs, () => {
    core.log.info({ dialog: session.id }, 'subscription was not renewed; forgotten');
    core.sessions.remove(session);
  });
}

function subscribingKey(message: SipRequest, ourTag: string | undefined): string {
  return `${header(message, 'Call-ID') ?? ''}\n${ourTag ?? ''}`;
}
