import { composeInDialog } from '../compose/compose-request.ts';
import type { AppRequest } from '../control/app-message.ts';
import { cseqOf, type Dialog } from '../dialog/dialog.ts';
import type { Header, SipRequest } from '../message/message.ts';
import type { Target } from '../transport/transport.ts';
import type { Core } from './core.ts';
import { newBranch } from './identifiers.ts';

export const EMPTY_ACK: AppRequest = {
  type: 'request',
  method: 'ACK',
  uri: '',
  headers: [],
  body: Buffer.alloc(0),
};

/** Same sequence number and credentials as the INVITE, a branch of its own (RFC 3261 section 13.2.2.4). */
export function composeAck(
  core: Core,
  what: { dialog: Dialog; target: Target; invite: SipRequest; ack: AppRequest },
): SipRequest | undefined {
  const parts = core.transports.partsTowards(what.target);
  if (parts === undefined) return undefined;
  const credentials: Header[] = what.invite.headers.filter(
    (entry) => entry.name === 'Authorization' || entry.name === 'Proxy-Authorization',
  );
  const ack: AppRequest = { ...what.ack, headers: [...what.ack.headers, ...credentials] };
  const cseq = cseqOf(what.invite);
  const message = composeInDialog(ack, what.dialog, { ...parts, branch: newBranch(core.random), cseq });
  return 'refusal' in message ? undefined : message;
}

export function sendAck(core: Core, message: SipRequest, target: Target): void {
  core.counters.requestsSent += 1;
  // A lost ACK shows as a repeated 2xx, which is acknowledged again.
  core.transactions.sendStateless(message, target, () => {});
}
