import type { Clock } from '@firstring/kernel';
import { histogram, startSpan } from '@firstring/telemetry';
import type { LegEvents, LegOrder } from '../app/ports.ts';

const setup = histogram('firstring.call.setup.duration', {
  unit: 's',
  description: 'From an INVITE’s leaving to its final response.',
  boundaries: [0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 30, 45, 60],
});

/**
 * A span for the INVITE of a leg, from its leaving to its final response; what follows is the call's record. A call may last for hours,
 * and a span that has not ended dies with its process. The number is not in it.
 */
export function inviteSpan(clock: Clock, orders: readonly LegOrder[], events: LegEvents): LegEvents {
  const [order] = orders;
  if (order === undefined) return events;
  const { party = 'agent' } = order;
  const startedMs = clock.monotonicMs();
  const span = startSpan('INVITE', {
    kind: 'client',
    attributes: {
      'telephony.sip.call_id': order.callId,
      'telephony.party': party,
      'telephony.direction': 'outbound',
    },
  });
  let isOver = false;
  const over = (status: number): void => {
    if (isOver) return;
    isOver = true;
    span.set({ 'telephony.sip.status_code': status });
    span.end();
    const seconds = (clock.monotonicMs() - startedMs) / 1000;
    setup.record(seconds, { 'telephony.party': party, 'telephony.sip.status_code': status });
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
