import { createResponse } from '../message/build.ts';
import { header } from '../message/message.ts';
import { parseVia } from '../message/headers/via.ts';
import type { ParseError } from '../message/parse-error.ts';
import type { Flow } from '../transport/transport.ts';
import { toTag } from '../message/tags.ts';
import type { Core } from './core.ts';
import { answer } from './answer.ts';
import { forwardInDialog } from './forward-in-dialog.ts';
import { tellAttempt } from './cdr.ts';
import { newTag } from './identifiers.ts';
import { onCancelRequest } from './cancel-incoming.ts';
import { onInDialogRequest } from './in-dialog-incoming.ts';
import { openIncoming } from './incoming.ts';
import { refusalOf } from './refusal.ts';
import { routeIncoming } from './route-incoming.ts';
import { ruleFor } from '../routing/routing-rule.ts';
import type { ServerTransaction } from './server-transaction.ts';

/** A new request from the network: refused here, or passed to an app (docs/control-protocol.md section 5, RFC 3261 section 8.2). */
export function receiveRequest(core: Core, transaction: ServerTransaction): void {
  core.counters.requestsReceived += 1;
  const { request } = transaction;
  if (request.method === 'CANCEL') {
    onCancelRequest(core, transaction);
    return;
  }
  // What is only passing through is for somebody else to understand (RFC 3261 section 16.3).
  if (toTag(request) !== undefined && forwardInDialog(core, transaction)) return;
  const refusal = refusalOf(request);
  if (refusal !== undefined) {
    answer(core, transaction, refusal.status, refusal.headers);
    return;
  }
  if (toTag(request) !== undefined) onInDialogRequest(core, transaction);
  else openRequest(core, transaction);
}

/** A request outside any dialog: somebody is asked where it goes, or it goes to an app that has registered for it. */
function openRequest(core: Core, transaction: ServerTransaction): void {
  const { method } = transaction.request;
  const rule = ruleFor(core.routing, method);
  const isFull = core.sessions.size >= core.limits.sessionsMax;
  if (rule === undefined || isFull) {
    openIncoming(core, transaction);
    return;
  }
  if (method === 'INVITE') tellAttempt(core, 'network', transaction.request);
  routeIncoming(core, transaction, rule);
}

/** What could not be read gets its status when an answer can be addressed, else nothing (RFC 3261 section 16.3). */
export function onUnreadable(core: Core, error: ParseError, flow: Flow): void {
  core.counters.parseErrors += 1;
  core.log.debug({ reason: error.reason, header: error.header }, 'unreadable SIP message');
  if (error.partial === undefined) return;
  const response = createResponse(error.partial, error.status, { toTag: newTag(core.random) });
  const target = core.transports.responseTarget(flow, parseVia(header(error.partial, 'Via') ?? ''));
  core.transactions.sendStateless(response, target, () => {});
}
