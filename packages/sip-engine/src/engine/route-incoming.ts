import { unreachable } from '@firstring/kernel';
import { createResponse, withoutHeader } from '../message/build.ts';
import { serializeMessage } from '../message/serialize.ts';
import { askRoute } from '../routing/ask-route.ts';
import type { RoutingDecision } from '../routing/routing-answer.ts';
import { routingUrl } from '../routing/routing-question.ts';
import type { RoutingRule } from '../routing/routing-rule.ts';
import { isLoop } from '../proxy/route-marks.ts';
import type { Core } from './core.ts';
import { tellStop } from './cdr.ts';
import { newTag } from './identifiers.ts';
import { passIncoming } from './incoming.ts';
import { isForUs, ProxiedRequest } from './proxied-request.ts';
import type { ServerTransaction } from './server-transaction.ts';

/**
 * Asks by HTTP what shall become of a new request, and does it (docs/control-protocol.md section 12). An INVITE gets its 100 first; a
 * caller who gives up meanwhile gets 487, and nobody hears of the call.
 */
export function routeIncoming(core: Core, transaction: ServerTransaction, rule: RoutingRule): void {
  if (core.undecided.size >= core.limits.routingMax) {
    core.counters.refused += 1;
    refuse(core, transaction, { status: 503 });
    return;
  }
  const { request, flow } = transaction;
  const asking = new AbortController();
  core.undecided.set(transaction, asking);
  if (request.method === 'INVITE') transaction.respond(createResponse(request, 100));
  transaction.whenEnded(() => core.undecided.delete(transaction));
  const question = { rule, url: routingUrl(rule.url, request, flow), request: serializeMessage(request) };
  askRoute({ clock: core.clock, routingMs: core.limits.routingMs }, question, asking.signal)
    .then((decision) => {
      if (!asking.signal.aborted) carryOut(core, transaction, decision);
    })
    .catch((error: unknown) => {
      if (asking.signal.aborted) return;
      core.log.error({ err: error }, 'request could not be routed');
      settle(core, transaction, { status: 500 });
    });
}

/** The caller of an INVITE that is not routed yet takes it back. False when it is not one of those. */
export function cancelUndecided(core: Core, transaction: ServerTransaction | undefined): boolean {
  const asking = transaction === undefined ? undefined : core.undecided.get(transaction);
  if (transaction === undefined || asking === undefined) return false;
  asking.abort();
  settle(core, transaction, { status: 487 });
  return true;
}

function carryOut(core: Core, transaction: ServerTransaction, decision: RoutingDecision | undefined): void {
  if (decision === undefined) {
    core.log.warn({ method: transaction.request.method }, 'no usable routing answer; refused');
    settle(core, transaction, { status: 500 });
    return;
  }
  switch (decision.type) {
    case 'reject':
      settle(core, transaction, decision);
      return;
    case 'redirect':
      settle(core, transaction, { status: 302, contacts: decision.contacts });
      return;
    case 'proxy':
      proxy(core, transaction, decision);
      return;
    case 'connect':
      connect(core, transaction, decision);
      return;
    case 'tag':
      passToTagged(core, transaction, decision.tag);
      return;
    default:
      unreachable(decision);
  }
}

function proxy(
  core: Core,
  transaction: ServerTransaction,
  decision: Extract<RoutingDecision, { type: 'proxy' }>,
): void {
  const { request } = transaction;
  if (isLoop(core.routeKey, request)) {
    settle(core, transaction, { status: 482 });
    return;
  }
  core.undecided.delete(transaction);
  new ProxiedRequest(core, {
    transaction,
    request: withoutHeader(request, 'Route'),
    plan: { ...decision, method: request.method },
    replacesUri: isForUs(core, request),
    recordsRoute: decision.recordsRoute,
    headers: [],
    opensCall: true,
    onFinal: () => {},
    onDone: () => {},
  }).start();
}

/** Each request has a connection of its own: the app closes it when the call is over. */
function connect(
  core: Core,
  transaction: ServerTransaction,
  to: { host: string; port: number; isTls: boolean },
): void {
  core.control.connect(to, (app) => {
    // Given up meanwhile: nobody waits for this app.
    if (!core.undecided.delete(transaction)) app?.end();
    else if (app === undefined) refuse(core, transaction, { status: 480 });
    else passIncoming(core, transaction, { app, session: undefined });
  });
}

function passToTagged(core: Core, transaction: ServerTransaction, tag: string): void {
  const app = core.control.appFor(transaction.request.method, tag);
  if (app === undefined) {
    settle(core, transaction, { status: 480 });
    return;
  }
  core.undecided.delete(transaction);
  passIncoming(core, transaction, { app, session: undefined });
}

interface Refusal {
  readonly status: number;
  readonly reason?: string | undefined;
  readonly contacts?: readonly string[];
}

function settle(core: Core, transaction: ServerTransaction, refusal: Refusal): void {
  if (core.undecided.delete(transaction)) refuse(core, transaction, refusal);
}

function refuse(core: Core, transaction: ServerTransaction, refusal: Refusal): void {
  const { status, reason, contacts = [] } = refusal;
  const headers = contacts.map((uri) => ({ name: 'Contact', value: uri.includes('<') ? uri : `<${uri}>` }));
  const options = { toTag: newTag(core.random), headers, ...(reason === undefined ? {} : { reason }) };
  const response = createResponse(transaction.request, status, options);
  core.counters.responsesSent += 1;
  transaction.respond(response);
  if (transaction.request.method !== 'INVITE') return;
  tellStop(core, 'application', status === 487 ? 'call-canceled' : 'call-rejected', response);
}
