import type { Bus, BusMessage } from '@firstring/bus';
import { CLAIM_EVENTS } from '@firstring/contracts';
import { ClaimEvent } from '@firstring/contracts/claim/claim_events';
import type { Clock, Log } from '@firstring/kernel';
import type { GuardChange } from '../../domain/filter-columns/guard-mirror.ts';
import type { FilterIndex } from '../../app/filter-index/filter-index.ts';

export interface FollowGuardsOptions {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Log;
  readonly index: Pick<FilterIndex, 'guardChanged'>;
}

export interface FollowedGuards extends AsyncDisposable {
  /** When the newest event that is in happened; undefined before the first. */
  readonly guardsAt: () => number | undefined;
}

const RESTART_MS = 1000;

/**
 * Claim's half of the gate for counting, read without a group from the oldest event that the bus keeps (a week): the mirror lives in
 * memory, and what it does not know only makes "dialable" count too much, never a dial.
 */
export function followGuards({ bus, clock, log, index }: FollowGuardsOptions): FollowedGuards {
  const stopping = new AbortController();
  let guardsAt: number | undefined;
  const handler = async (batch: readonly BusMessage[]): Promise<void> => {
    index.guardChanged(batch.flatMap(guardChanges));
    guardsAt = batch.at(-1)?.occurredAt ?? guardsAt;
  };
  const following = follow(async () => {
    const tail = bus.tail({
      topics: [CLAIM_EVENTS.name],
      from: 'beginning',
      handler,
      signal: stopping.signal,
    });
    // Both fail alike; either is reported once.
    await Promise.all([tail.caughtUp, tail.closed]);
  });
  return {
    guardsAt: () => guardsAt,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await following;
    },
  };

  async function follow(read: () => Promise<void>): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await read();
      } catch (error) {
        log.warn({ err: error }, 'claim events cannot be read; counts of dialable leads are older meanwhile');
        if (!stopping.signal.aborted) await Promise.allSettled([clock.sleep(RESTART_MS, stopping.signal)]);
      }
    }
  }
}

function guardChanges({ payload, occurredAt: at }: BusMessage): GuardChange[] {
  const { processId, phone, event } = ClaimEvent.decode(payload);
  switch (event?.$case) {
    case 'numberExcluded':
      return [{ type: 'excluded', processId, phone, at }];
    case 'numbersExcluded':
      return event.value.phones.map((each) => ({ type: 'excluded', processId, phone: each, at }));
    case 'numberReadmitted':
      return [{ type: 'readmitted', processId, phone, at }];
    case 'permitIssued':
      return [{ type: 'attempt_begins', processId, phone, at, attemptId: event.value.attemptId }];
    case 'permitSettled': {
      const { attemptId, counted } = event.value;
      return [{ type: 'attempt_ends', processId, phone, at, attemptId, counted }];
    }
    default:
      return [];
  }
}
