import { startSpan } from '@firstring/telemetry';
import type { LegEvents, LegOrder } from '../app/ports.ts';

/**
 * A span for the INVITE of a leg, from its leaving to its final response; what follows is the call's record. A call may last for hours,
 * and a span that has not ended dies with its process. The number is not in it.
 */
export function inviteSpan(orders: readonly LegOrder[], events: LegEvents): LegEvents {
  const [order] = orders;
  if (order === undefined) return events;
  const span = startSpan('INVITE', {
    kind: 'client',
    attributes: {
      'telephony.sip.call_id': order.callId,
      'telephony.party': order.party ?? 'agent',
      'telephony.direction': 'outbound',
    },
  });
  let isOver = false;
  const over = (status: number): void => {
    if (isOver) return;
    isOver = true;
    span.set({ 'telephony.sip.status_code': status });
    span.end();
  };
  return {
    ...events,
    ringing(news) {
      if (!isOver) span.event('ringing', { 'telephony.early_media': news.sdp !== undefined });
      events.ringing(news);
    },
    answered(news) {
      over(200);
      events.answered(news);
    },
    failed(failure) {
      over(failure.status);
      events.failed(failure);
    },
  };
}
