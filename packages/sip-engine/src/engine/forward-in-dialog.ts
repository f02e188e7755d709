import { viaValue } from '../compose/compose-request.ts';
import { header, headerValues, type Header, type SipRequest } from '../message/message.ts';
import { parseNameAddr } from '../message/headers/name-addr.ts';
import { forwardedRequest } from '../proxy/forward-request.ts';
import { isLoop, withoutOwnRoutes } from '../proxy/route-marks.ts';
import type { Target } from '../transport/transport.ts';
import { answer } from './answer.ts';
import { tellStop } from './cdr.ts';
import type { Core } from './core.ts';
import { newBranch } from './identifiers.ts';
import { isExhausted, ProxiedRequest } from './proxied-request.ts';
import type { ServerTransaction } from './server-transaction.ts';
import { targetOfUri, withFound } from './uri-target.ts';

/**
 * A request of a call that passed here with Record-Route goes on along its routes (RFC 3261 sections 16.4 to 16.6). False when it is
 * none: then it belongs to a dialog of ours, or to nobody.
 */
export function forwardInDialog(core: Core, transaction: ServerTransaction): boolean {
  const request = withoutOwnRoutes(core.routeKey, transaction.request);
  if (request === undefined) return false;
  const refusal = refusalOf(core, transaction.request);
  if (refusal !== undefined) {
    answer(core, transaction, refusal.status, refusal.headers);
    return true;
  }
  if (request.method === 'BYE') tellStop(core, 'network', 'normal-release', request);
  new ProxiedRequest(core, {
    transaction,
    request,
    plan: {
      method: request.method,
      targets: [nextUri(request)],
      isParallel: false,
      followsRedirects: false,
      provisionalMs: undefined,
      finalMs: undefined,
    },
    replacesUri: false,
    // A new offer may change the remote targets, never the route set (section 12.2), so nothing is recorded again.
    recordsRoute: false,
    headers: [],
    opensCall: false,
    onFinal: () => {},
    onDone: () => {},
  }).start();
  if (request.method === 'BYE') tellStop(core, 'application', 'normal-release', request);
  return true;
}

/** RFC 3261 section 16.3 steps 3 to 5; of a proxy we support no extension. */
function refusalOf(
  core: Core,
  request: SipRequest,
): { status: number; headers?: readonly Header[] } | undefined {
  if (isExhausted(request)) return { status: 483 };
  if (isLoop(core.routeKey, request)) return { status: 482 };
  const required = headerValues(request, 'Proxy-Require');
  if (required.length === 0) return undefined;
  return { status: 420, headers: required.map((value) => ({ name: 'Unsupported', value })) };
}

/** The ACK of a 2xx goes on by itself: nobody answers it, so nothing is remembered of it. False when it is not for us to forward. */
export function forwardAck(core: Core, ack: SipRequest): boolean {
  const request = withoutOwnRoutes(core.routeKey, ack);
  if (request === undefined) return false;
  if (isExhausted(ack)) return true;
  withFound(core, targetOfUri(core, nextUri(request)), (target) => sendAck(core, request, target));
  return true;
}

function sendAck(core: Core, ack: SipRequest, target: Target | undefined): void {
  const parts = target === undefined ? undefined : core.transports.partsTowards(target);
  if (target === undefined || parts === undefined) return;
  const via = viaValue({ ...parts, branch: newBranch(core.random) });
  core.counters.requestsSent += 1;
  const forwarded = forwardedRequest(ack, { uri: ack.uri, via, recordRoutes: [], headers: [] });
  // A lost ACK shows as a repeated 2xx, which the caller acknowledges again.
  core.transactions.sendStateless(forwarded, target, () => {});
}

function nextUri(request: SipRequest): string {
  return parseNameAddr(header(request, 'Route') ?? '')?.uri ?? request.uri;
}
