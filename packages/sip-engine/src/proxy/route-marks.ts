import { createHmac } from 'node:crypto';
import { parseNameAddr } from '../message/headers/name-addr.ts';
import { parseUri } from '../message/headers/uri.ts';
import { MAGIC_COOKIE, parseVia } from '../message/headers/via.ts';
import { header, headerValues, type SipRequest } from '../message/message.ts';
import { withoutFirstHeader } from '../message/build.ts';
import { fromTag, toTag } from '../message/tags.ts';

/** Secret of one engine: whoever does not know it cannot make a route that we follow. */
export type RouteKey = Uint8Array;

const MARK_LENGTH = 16;

/**
 * Record-Route values carry a mark of the call, so that the engine follows only routes it has given, without remembering the call: any
 * other request that names us as its route is no reason to relay it.
 */
export function callMark(key: RouteKey, request: SipRequest): string {
  return mark(key, ['call', header(request, 'Call-ID') ?? '']);
}

/** The Record-Route value that brings later requests of this call back here (RFC 3261 section 16.6 step 4). */
export function recordRoute(ownUri: string, ofCall: string): string {
  return `<${ownUri};lr;call=${ofCall}>`;
}

/**
 * The request without the routes that lead here (RFC 3261 section 16.4; two when the call changes its transport). Undefined when its
 * first route is not one that we gave this call.
 */
export function withoutOwnRoutes(key: RouteKey, request: SipRequest): SipRequest | undefined {
  // Most requests name no such route, and a mark costs more to make than all the rest of their way.
  const isOwn = (it: SipRequest): boolean => {
    const uri = parseNameAddr(header(it, 'Route') ?? '')?.uri;
    const given = uri === undefined ? undefined : parseUri(uri)?.params.get('call');
    return given !== undefined && given === callMark(key, request);
  };
  if (!isOwn(request)) return undefined;
  const once = withoutFirstHeader(request, 'Route');
  return isOwn(once) ? withoutFirstHeader(once, 'Route') : once;
}

/** A branch that is unique, and in which we recognise the request if it comes back unchanged (RFC 3261 16.6 step 8, RFC 5393). */
export function proxyBranch(unique: string, loopMark: string): string {
  return `${unique}.${loopMark}`;
}

/** Everything that decides where a request goes: equal marks mean it would go the same way again (RFC 5393 section 4.2.1). */
export function loopMark(key: RouteKey, request: SipRequest): string {
  const names = ['Call-ID', 'CSeq', 'Route', 'Proxy-Require', 'Proxy-Authorization'];
  const values = names.flatMap((name) => [name, ...headerValues(request, name)]);
  return mark(key, ['loop', request.uri, fromTag(request) ?? '', toTag(request) ?? '', ...values]);
}

/** Whether we have forwarded this very request already (RFC 3261 section 16.3 step 4). */
export function isLoop(key: RouteKey, request: SipRequest): boolean {
  const ending = `.${loopMark(key, request)}`;
  return headerValues(request, 'Via').some((value) => {
    const branch = parseVia(value)?.params.get('branch') ?? '';
    return branch.startsWith(MAGIC_COOKIE) && branch.endsWith(ending);
  });
}

function mark(key: RouteKey, parts: readonly string[]): string {
  return createHmac('sha256', key).update(parts.join('\n')).digest('hex').slice(0, MARK_LENGTH);
}
