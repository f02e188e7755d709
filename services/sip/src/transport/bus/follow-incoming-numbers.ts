import { INCOMING_NUMBER_CONFIG } from '@firstring/contracts';
import {
  WaitingSound as WireSound,
  type IncomingNumber as WireNumber,
  type QueuePolicy,
} from '@firstring/contracts/leads/incoming_number';
import { IncomingNumberEvent } from '@firstring/contracts/leads/incoming_number_service';
import type { IncomingNumbers } from '../../app/incoming-numbers.ts';
import type { IncomingNumber, WaitingSound } from '../../domain/incoming-number.ts';
import { followTopic } from './follow-topic.ts';

/** What holds where a document says nothing: two minutes is what people wait. */
const WAIT_S = 120;

/** A number that is not known yet is one nobody has configured. */
export function followIncomingNumbers(
  deps: Parameters<typeof followTopic>[0] & { readonly numbers: IncomingNumbers },
): AsyncDisposable {
  return followTopic(deps, INCOMING_NUMBER_CONFIG, (message) => {
    const { incomingNumber, deleted } = IncomingNumberEvent.decode(message.payload);
    if (incomingNumber === undefined) return;
    if (deleted) deps.numbers.remove(incomingNumber.incomingNumberId);
    else deps.numbers.set(decode(incomingNumber));
  });
}

function decode(wire: WireNumber): IncomingNumber {
  const { incomingNumberId, processId, phone, enabled, openingHours, queue, version } = wire;
  return {
    incomingNumberId,
    processId,
    campaignId: wire.campaignIds[0] ?? '',
    phone,
    enabled,
    hours: {
      zone: openingHours?.timeZone || 'UTC',
      slots: openingHours?.slots ?? [],
      holidays: openingHours?.holidays ?? [],
    },
    waitMs: 1000 * (queue?.maxWaitS || WAIT_S),
    waiting: soundOf(queue),
    version: Number(version),
  };
}

function soundOf(queue: QueuePolicy | undefined): WaitingSound {
  switch (queue?.waiting) {
    case WireSound.WAITING_SOUND_TONE:
      return { type: 'tone' };
    case WireSound.WAITING_SOUND_ANNOUNCEMENT:
      return { type: 'announcement', name: queue.announcement };
    default:
      return { type: 'ringing' };
  }
}
