import { header, type SipRequest } from '../message/message.ts';
import type { AppSession } from './core.ts';

/** Whether a request is the last of its dialog: BYE, or the NOTIFY that ends a subscription (RFC 6665 section 4.4.1). */
export function endsSession(session: AppSession, request: SipRequest): boolean {
  if (request.method === 'BYE') return session.method === 'INVITE';
  const isLastNotify = /^terminated/i.test(header(request, 'Subscription-State') ?? '');
  return session.method === 'SUBSCRIBE' && request.method === 'NOTIFY' && isLastNotify;
}
