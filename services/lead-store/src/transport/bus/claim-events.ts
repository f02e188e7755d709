import { type Bus, type BusMessage, decodedOfProcess, type Position } from '@firstring/bus';
import { CLAIM_EVENTS } from '@firstring/contracts';
import { ClaimEvent } from '@firstring/contracts/claim/claim_events';
import type { Clock, Log } from '@firstring/kernel';
import type { GuardSink, GuardSource } from '../../app/filter-index/guard-source.ts';
import type { Exclusions } from '../../app/ports.ts';
import type { GuardChange } from '../../domain/filter-columns/guard-mirror.ts';

export interface ClaimGuardsOptions {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Log;
  readonly exclusions: Pick<Exclusions, 'stream'>;
  readonly processIds: () => Promise<readonly string[]>;
}

/** Entries by customer and by attribute come with no event: they are read again so often. */
const REREAD_MS = 3_600_000;
/** After a list or events could not be read. */
const RETRY_MS = 10_000;

/**
 * Claim's half of the gate for counting: first the do-not-call lists whole, then the events, without a group and from the oldest that
 * the bus keeps (a week). Later readings go on where the events were left, so that what changes while a list is read comes behind it.
 * What the mirror does not know only makes "dialable" count too much, never a dial.
 */
export function claimGuards({ bus, clock, log, exclusions, processIds }: ClaimGuardsOptions): GuardSource {
  let guardsAt: number | undefined;
  return {
    guardsAt: () => guardsAt,
    async follow(sink, signal) {
      const positions = new Map<number, Position>();
      while (!signal.aborted) {
        const pauseMs = (await readLists(sink, signal)) ? REREAD_MS : RETRY_MS;
        await followEvents({ sink, positions, signal, pauseMs });
      }
    },
  };

  async function readLists(sink: GuardSink, signal: AbortSignal): Promise<boolean> {
    try {
      for (const processId of await processIds()) {
        await sink.takeExclusions({ processId, subjects: [], isFirst: true, isLast: false });
        for await (const subjects of exclusions.stream(processId, signal))
          await sink.takeExclusions({ processId, subjects, isFirst: false, isLast: false });
        await sink.takeExclusions({ processId, subjects: [], isFirst: false, isLast: true });
      }
      return true;
    } catch (error) {
      if (!signal.aborted)
        log.warn({ err: error }, 'the do-not-call lists cannot be read; dialable leads are counted without');
      return false;
    }
  }

  /** For `pauseMs`, or until the events fail. */
  async function followEvents(run: {
    readonly sink: GuardSink;
    readonly positions: Map<number, Position>;
    readonly signal: AbortSignal;
    readonly pauseMs: number;
  }): Promise<void> {
    const { sink, positions, signal, pauseMs } = run;
    const ended = new AbortController();
    const tail = bus.tail({
      topics: [CLAIM_EVENTS.name],
      from: positions.size === 0 ? 'beginning' : [...positions.values()],
      signal: AbortSignal.any([signal, ended.signal]),
      handler: async (batch) => {
        await sink.takeChanges(batch.flatMap((message) => readableChanges(message, log)));
        for (const { topic, partition, offset } of batch)
          positions.set(partition, { topic, partition, offset: offset + 1n });
        guardsAt = batch.at(-1)?.occurredAt ?? guardsAt;
      },
    });
    const failed = Promise.all([tail.caughtUp.then(() => sink.caughtUp()), tail.closed]).catch(
      async (error: unknown) => {
        if (signal.aborted) return;
        log.warn({ err: error }, 'claim events cannot be read; counts of dialable leads are older meanwhile');
        await Promise.allSettled([clock.sleep(RETRY_MS, signal)]);
      },
    );
    const pause = clock.sleep(pauseMs, AbortSignal.any([signal, ended.signal]));
    await Promise.race([Promise.allSettled([pause]), failed]);
    ended.abort();
    await failed;
  }
}

/** One message that cannot be read must not hide the others, now and at each reading again. */
function readableChanges(message: BusMessage, log: Log): GuardChange[] {
  try {
    return guardChanges(message);
  } catch (error) {
    log.error({ err: error, topic: message.topic, messageId: message.id }, 'a message could not be read');
    return [];
  }
}

function guardChanges(message: BusMessage): GuardChange[] {
  const { processId, phone, event } = decodedOfProcess(ClaimEvent, message);
  const { occurredAt: at } = message;
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
