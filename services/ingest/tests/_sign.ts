import { createHmac } from 'node:crypto';
import { systemClock } from '@firstring/kernel/system';

/** Headers of Standard Webhooks over a body, as a vendor's library makes them. */
export function sign(
  body: string,
  {
    secret,
    id = 'msg-1',
    at = systemClock.now(),
  }: { readonly secret: string; readonly id?: string; readonly at?: number },
): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000));
  const mac = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${mac}` };
}
