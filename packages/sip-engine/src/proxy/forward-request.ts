import { prependHeader, replaceHeader, withHeader, withoutFirstHeader } from '../message/build.ts';
import { header, type Header, type SipRequest, type SipResponse } from '../message/message.ts';

/** What a proxy changes in a request (RFC 3261 section 16.6). */
export interface ForwardParts {
  readonly uri: string;
  /** Our Via value. */
  readonly via: string;
  /** Ours, first the one that the target uses. */
  readonly recordRoutes: readonly string[];
  /** What an app wants set or replaced. */
  readonly headers: readonly Header[];
}

/** What belongs to hops or to the call itself stays out of an app's hands. */
const NOT_THE_APPS: ReadonlySet<string> = new Set(
  'Via Max-Forwards From To Call-ID CSeq Contact Route Record-Route Path RSeq RAck Content-Length Content-Type'.split(
    ' ',
  ),
);
const DEFAULT_MAX_FORWARDS = 70;

/** The request as it goes to one target. */
export function forwardedRequest(request: SipRequest, parts: ForwardParts): SipRequest {
  const left = Number(header(request, 'Max-Forwards') ?? DEFAULT_MAX_FORWARDS + 1) - 1;
  let made: SipRequest = { ...request, uri: parts.uri };
  for (const entry of parts.headers) {
    if (!NOT_THE_APPS.has(entry.name)) made = replaceHeader(made, entry.name, entry.value);
  }
  made = replaceHeader(made, 'Max-Forwards', String(left));
  for (const value of parts.recordRoutes.toReversed()) {
    // A registrar keeps the way to a phone as its Path (RFC 3327).
    made = prependHeader(made, made.method === 'REGISTER' ? 'Path' : 'Record-Route', value);
  }
  if (parts.recordRoutes.length > 0 && made.method === 'REGISTER') made = withHeader(made, 'Require', 'path');
  return prependHeader(made, 'Via', parts.via);
}

/** The response as it goes back: without our Via (RFC 3261 section 16.7 step 3). Undefined when nobody stands behind us. */
export function returnedResponse(response: SipResponse): SipResponse | undefined {
  const returned = withoutFirstHeader(response, 'Via');
  return header(returned, 'Via') === undefined ? undefined : returned;
}
