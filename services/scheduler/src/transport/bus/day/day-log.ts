import type { Bus, BusMessage } from '@firstring/bus';
import {
  CALL_EVENTS,
  CAMPAIGN_CONFIG,
  CAMPAIGN_CRITERIA,
  CLAIM_EVENTS,
  CONFIGURATION_HISTORY,
  DECISION_EVENTS,
  DIALBACK_EVENTS,
  LEAD_EVENTS,
  LIST_CONFIG,
} from '@firstring/contracts';
import { DecisionEvent } from '@firstring/contracts/scheduling/scheduling_service';

/** Topics whose messages move the order, and whose places decisions tell. */
const FOLLOWED: ReadonlySet<string> = new Set(
  [LEAD_EVENTS, CLAIM_EVENTS, DIALBACK_EVENTS, CALL_EVENTS].map(({ name }) => name),
);
const CONFIGURATION: ReadonlySet<string> = new Set(
  [CAMPAIGN_CONFIG, LIST_CONFIG, CAMPAIGN_CRITERIA].map(({ name }) => name),
);

/** All that the log still has, as it lies there. */
export interface DayLog {
  /** By topic and partition, in their order. */
  readonly followed: ReadonlyMap<string, readonly BusMessage[]>;
  readonly history: readonly BusMessage[];
  /** What campaigns, lists and filters are now. */
  readonly configuration: readonly BusMessage[];
  /** In the order in which they were decided. */
  readonly decisions: readonly DecisionEvent[];
}

/** Topics a day is made of. */
export const DAY_TOPICS: readonly string[] = [
  ...FOLLOWED,
  ...CONFIGURATION,
  CONFIGURATION_HISTORY.name,
  DECISION_EVENTS.name,
];

/** Takes a log in, partition by partition. */
export class DayLogReader {
  readonly #untilAt: number;
  readonly #followed = new Map<string, BusMessage[]>();
  readonly #history: BusMessage[] = [];
  readonly #configuration: BusMessage[] = [];
  readonly #decisions: DecisionEvent[] = [];

  constructor(untilAt: number) {
    this.#untilAt = untilAt;
  }

  take(batch: readonly BusMessage[]): void {
    for (const message of batch) {
      const { topic } = message;
      if (topic === DECISION_EVENTS.name) this.#decisions.push(DecisionEvent.decode(message.payload));
      else if (topic === CONFIGURATION_HISTORY.name) this.#history.push(message);
      else if (CONFIGURATION.has(topic)) this.#configuration.push(message);
      // Leads that change after the day tell that they were not in it as they are now.
      else if (message.occurredAt < this.#untilAt || topic === LEAD_EVENTS.name)
        keep(this.#followed, message);
    }
  }

  log(): DayLog {
    const decisions = this.#decisions.toSorted(
      (a, b) => Number(a.epoch - b.epoch) || Number(a.sequence - b.sequence),
    );
    const history = this.#history.toSorted((a, b) => a.occurredAt - b.occurredAt);
    return { followed: this.#followed, history, configuration: this.#configuration, decisions };
  }
}

/** Hands out the whole log once, from its beginning to what its end is now. */
export async function readWholeLog(
  bus: Bus,
  take: (batch: readonly BusMessage[]) => Promise<void>,
): Promise<void> {
  const reading = new AbortController();
  const tail = bus.tail({ topics: DAY_TOPICS, from: 'beginning', signal: reading.signal, handler: take });
  try {
    await tail.caughtUp;
  } finally {
    reading.abort();
    await Promise.allSettled([tail.closed]);
  }
}

export function placeKey({ topic, partition }: { topic: string; partition: number }): string {
  return `${topic}/${partition}`;
}

function keep(followed: Map<string, BusMessage[]>, message: BusMessage): void {
  const key = placeKey(message);
  const known = followed.get(key);
  if (known === undefined) followed.set(key, [message]);
  else known.push(message);
}
