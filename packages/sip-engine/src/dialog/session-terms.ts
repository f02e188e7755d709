import { withoutHeader } from '../message/build.ts';
import {
  formatSessionExpires,
  parseMinSe,
  parseSessionExpires,
  type SessionExpires,
} from '../message/headers/session-expires.ts';
import {
  header,
  headerValues,
  type Header,
  type SipMessage,
  type SipRequest,
  type SipResponse,
} from '../message/message.ts';
import type { SessionTerms } from './session-timer.ts';

/** Methods whose 2xx starts the session timer anew (RFC 4028 section 3). */
export function refreshesSession(method: string): boolean {
  return method === 'INVITE' || method === 'UPDATE';
}

/** Our request got this 2xx (section 7.2). Without a refresher, which it must name, it is us: no call ends of that. */
export function termsOfResponse(response: SipResponse): SessionTerms | undefined {
  const agreed = parseSessionExpires(header(response, 'Session-Expires'));
  if (agreed === undefined) return undefined;
  return { intervalS: agreed.intervalS, refresher: agreed.refresher === 'uas' ? 'remote' : 'local' };
}

/**
 * What a 2xx of ours agrees to (section 9, table 2). An app that names an interval gets its way; else the request's is taken, but, like
 * drachtio-server, only if it names a refresher, or a timer runs already. The roles then stay as they are.
 */
export function termsOfAnswer(
  request: SipRequest,
  response: SipResponse,
  running: SessionTerms | undefined,
): SessionTerms | undefined {
  const wanted = parseSessionExpires(header(response, 'Session-Expires'));
  const asked = parseSessionExpires(header(request, 'Session-Expires'));
  const chosenS = wanted?.intervalS ?? asked?.intervalS ?? running?.intervalS;
  const refresher = asked?.refresher ?? chosenRefresher(request, { wanted, running });
  if (chosenS === undefined || refresher === undefined) return undefined;
  // An answer may shorten what was asked for, down to the Min-SE of the request, and never make it longer.
  const least = parseMinSe(header(request, 'Min-SE')) ?? 0;
  const intervalS = Math.min(Math.max(chosenS, least), asked?.intervalS ?? Number.POSITIVE_INFINITY);
  return { intervalS, refresher: refresher === 'uac' ? 'remote' : 'local' };
}

/** A peer that does not know session timers cannot be asked to refresh. */
function chosenRefresher(
  request: SipRequest,
  by: { wanted: SessionExpires | undefined; running: SessionTerms | undefined },
): SessionExpires['refresher'] {
  const { wanted, running } = by;
  if (wanted === undefined && running === undefined) return undefined;
  if (!namesTimer(request, 'Supported')) return 'uas';
  if (wanted?.refresher !== undefined) return wanted.refresher;
  return running?.refresher === 'local' ? 'uas' : 'uac';
}

/** The 2xx with what it agrees to; a refresher at the other end has to understand it (section 9). */
export function withAnswerTerms(
  request: SipRequest,
  response: SipResponse,
  terms: SessionTerms | undefined,
): SipResponse {
  if (terms === undefined) return response;
  const refresher = terms.refresher === 'remote' ? 'uac' : 'uas';
  const headers: Header[] = [sessionExpires({ intervalS: terms.intervalS, refresher })];
  const mustKnow =
    refresher === 'uac' && namesTimer(request, 'Supported') && !namesTimer(response, 'Require');
  if (mustKnow) headers.push({ name: 'Require', value: 'timer' });
  const bare = withoutHeader(response, 'Session-Expires');
  return { ...bare, headers: [...bare.headers, ...headers] };
}

/** A request of ours that keeps what is agreed (section 7.4): one without Session-Expires would end it. */
export function withRequestTerms(request: SipRequest, terms: SessionTerms | undefined): SipRequest {
  const isGiven = header(request, 'Session-Expires') !== undefined;
  if (terms === undefined || isGiven || !refreshesSession(request.method)) return request;
  const refresher = terms.refresher === 'local' ? 'uac' : 'uas';
  const headers: Header[] = [sessionExpires({ intervalS: terms.intervalS, refresher })];
  if (!namesTimer(request, 'Supported')) headers.push({ name: 'Supported', value: 'timer' });
  return { ...request, headers: [...request.headers, ...headers] };
}

function sessionExpires(value: SessionExpires): Header {
  return { name: 'Session-Expires', value: formatSessionExpires(value) };
}

function namesTimer(message: SipMessage, name: 'Supported' | 'Require'): boolean {
  return headerValues(message, name).some((value) => /(^|,)\s*timer\s*(,|$)/i.test(value));
}
