import { createCancel } from '../message/build.ts';
import type { SentRequest } from './client-transaction.ts';
import type { Core } from './core.ts';

/**
 * Cancels an INVITE that is out, as it is on the wire (RFC 3261 section 9.1). What counts is the INVITE's own final response; its transaction
 * waits for it, and no further target is tried.
 */
export function sendCancel(core: Core, invite: SentRequest, cancel = createCancel(invite.request)): void {
  invite.stay();
  core.counters.requestsSent += 1;
  core.transactions.start(cancel, invite.target, { onResponse: () => {}, onFailure: () => {} });
  invite.cancelSent();
}
