import { cseqOf } from '../dialog/dialog.ts';
import { createResponse } from '../message/build.ts';
import { header, type SipRequest } from '../message/message.ts';
import { fromTag } from '../message/tags.ts';
import { cancelledKey } from '../transaction/key.ts';
import { tellStop } from './cdr.ts';
import type { Core, Incoming } from './core.ts';
import { newTag } from './identifiers.ts';
import { finish } from './incoming.ts';
import { cancelUndecided } from './route-incoming.ts';
import { passNotice } from './notify-app.ts';
import type { ServerTransaction } from './server-transaction.ts';

/**
 * A caller takes its INVITE back: 200 to the CANCEL, 487 to the INVITE, and the app is told; it answers nothing
 * (docs/control-protocol.md section 5). A CANCEL that comes after the final answer changes nothing (RFC 3261 section 9.2).
 */
export function onCancelRequest(core: Core, transaction: ServerTransaction): void {
  const cancel = transaction.request;
  const byBranch = core.transactions.server(cancelledKey(cancel));
  const invite = byBranch === undefined ? findByCall(core, cancel) : core.incomingOf.get(byBranch);
  const proxied = core.proxied.get(invite?.transaction ?? byBranch ?? transaction);
  core.counters.responsesSent += 1;
  if (proxied !== undefined) {
    // Whoever rings answers for the INVITE (RFC 3261 section 16.10); the app has handed it over and is not told.
    transaction.respond(createResponse(cancel, 200, { toTag: newTag(core.random) }));
    proxied.cancel();
    return;
  }
  if (invite === undefined) {
    const isKnown = cancelUndecided(core, byBranch) || byBranch !== undefined;
    transaction.respond(createResponse(cancel, isKnown ? 200 : 481));
    return;
  }
  transaction.respond(createResponse(cancel, 200, { toTag: invite.toTag }));
  if (invite.state === 'answered') return;
  finish(core, invite, 487);
  if (!invite.isInDialog) tellStop(core, 'network', 'call-canceled', cancel);
  passNotice(core, invite.app, {
    request: cancel,
    flow: transaction.flow,
    transactionId: invite.id,
    dialogId: invite.session?.id ?? '',
  });
}

/** Some phones behind a NAT send CANCEL with another Via than their INVITE: the call itself names it then. */
function findByCall(core: Core, cancel: SipRequest): Incoming | undefined {
  const invite = core.invitesByCall.get(header(cancel, 'Call-ID') ?? '');
  if (invite === undefined || fromTag(invite.request) !== fromTag(cancel)) return undefined;
  return cseqOf(invite.request) === cseqOf(cancel) ? invite : undefined;
}
