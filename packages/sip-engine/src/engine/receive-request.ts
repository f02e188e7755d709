import { createResponse } from '../message/build.ts';
import { header, type Header, type SipRequest } from '../message/message.ts';
import { unknownRequirements } from '../message/option-tags.ts';
import { parseVia } from '../message/headers/via.ts';
import type { ParseError } from '../message/parse-error.ts';
import type { Flow } from '../transport/transport.ts';
import { toTag } from '../message/tags.ts';
import { contactUri } from '../dialog/dialog.ts';
import type { Core } from './core.ts';
import { answer } from './answer.ts';
import { forwardInDialog } from './forward-in-dialog.ts';
import { tellAttempt } from './cdr.ts';
import { newTag } from './identifiers.ts';
import { onCancelRequest } from './cancel-incoming.ts';
import { onInDialogRequest } from './in-dialog-incoming.ts';
import { openIncoming } from './incoming.ts';
import { routeIncoming } from './route-incoming.ts';
import { ruleFor } from '../routing/routing-rule.ts';
import type { ServerTransaction } from './server-transaction.ts';

/** Methods an app can be asked to answer outside a dialog. */
const ROUTED: ReadonlySet<string> = new Set([
  'INVITE',
  'REGISTER',
  'MESSAGE',
  'OPTIONS',
  'INFO',
  'NOTIFY',
  'SUBSCRIBE',
  'PUBLISH',
  'REFER',
]);
/** Methods that make sense only within a dialog. */
const DIALOG_ONLY: ReadonlySet<string> = new Set(['BYE', 'UPDATE', 'PRACK']);
const ALLOW =
  'INVITE, ACK, BYE, CANCEL, OPTIONS, REGISTER, MESSAGE, INFO, NOTIFY, SUBSCRIBE, PUBLISH, REFER, UPDATE, PRACK';

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

function refusalOf(request: SipRequest): { status: number; headers?: readonly Header[] } | undefined {
  const allow = [{ name: 'Allow', value: ALLOW }];
  const { method } = request;
  const isKnown = ROUTED.has(method) || DIALOG_ONLY.has(method);
  if (method === 'ACK') return undefined;
  if (!isKnown) return { status: 501, headers: allow };
  if (!/^(sips?|tel):/i.test(request.uri)) return { status: 416 };
  if (Number(header(request, 'Max-Forwards') ?? '70') === 0) return { status: 483 };
  const unknown = unknownRequirements(request);
  if (unknown.length > 0) {
    return { status: 420, headers: unknown.map((value) => ({ name: 'Unsupported', value })) };
  }
  if (toTag(request) !== undefined) return undefined;
  if (DIALOG_ONLY.has(method)) return { status: 481 };
  const opensDialog = method === 'INVITE' || method === 'SUBSCRIBE';
  if (opensDialog && contactUri(request) === undefined) return { status: 400 };
  return undefined;
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
