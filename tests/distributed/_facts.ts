import type { BusMessage, OutboundMessage, TopicSpec } from '@firstring/bus';
import type { KafkaBusOptions } from '@firstring/bus/kafkajs';
import { silentLog } from '@firstring/kernel';
import { systemClock } from '@firstring/kernel/system';

export const FACTS = 'facts.events.v1';
export const PARTITIONS = 4;
const TOPICS: readonly TopicSpec[] = [
  { name: FACTS, partitions: PARTITIONS, retention: { type: 'time', ms: 3_600_000 } },
];
export const GROUPS = ['g', 'other'].map((group) => ({ group, topics: [FACTS] }));

/** How a test reaches a broker; a dead member is noticed soon. */
export function optionsFor({ brokers }: { readonly brokers: readonly string[] }): KafkaBusOptions {
  return {
    brokers,
    topics: TOPICS,
    sessionTimeoutMs: 6000,
    clock: systemClock,
    log: silentLog,
  };
}

export function fact(id: string, key: string = id): OutboundMessage {
  const payload = new TextEncoder().encode(id);
  return { id, topic: FACTS, key, type: 'Fact', payload, occurredAt: 1_700_000_000_000 };
}

/** Resolves when the ids are all among what was received; the test's deadline ends a wait in vain. */
export class Received {
  readonly messages: BusMessage[] = [];
  #check: () => void = () => {};

  readonly handler = async (batch: readonly BusMessage[]): Promise<void> => {
    this.messages.push(...batch);
    this.#check();
  };

  get ids(): ReadonlySet<string> {
    return new Set(this.messages.map(({ id }) => id));
  }

  async all(ids: readonly string[]): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#check = () => {
      const seen = this.ids;
      if (ids.every((id) => seen.has(id))) resolve();
    };
    this.#check();
    await promise;
  }

  /** The ids of a key, each where it came first. */
  firstOf(key: string): readonly string[] {
    return [...new Set(this.messages.filter((message) => message.key === key).map(({ id }) => id))];
  }
}
