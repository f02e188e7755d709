import type { Bus } from '@firstring/bus';
import { observe, type Reading } from '@firstring/telemetry';

/** The same bus, which tells for each group that this process has joined how many messages it has still to take. */
export function observedBus(bus: Bus): Bus {
  const groups = new Set<string>();
  const lag = { unit: '{message}', description: 'Messages a group has still to take.' };
  const observed = observe('firstring.bus.lag', lag, async () => {
    const readings = await Promise.allSettled([...groups].map((group) => lagOf(bus, group)));
    // A bus that does not answer has no figures: that it is away is seen at readiness.
    return readings.flatMap((reading) => (reading.status === 'fulfilled' ? reading.value : []));
  });
  return {
    publish: (batch) => bus.publish(batch),
    async subscribe(options) {
      const subscription = await bus.subscribe(options);
      groups.add(options.group);
      return subscription;
    },
    tail: (options) => bus.tail(options),
    lag: (group) => bus.lag(group),
    bounds: (topics) => bus.bounds(topics),
    async [Symbol.asyncDispose]() {
      observed[Symbol.dispose]();
      await bus[Symbol.asyncDispose]();
    },
  };
}

async function lagOf(bus: Bus, group: string): Promise<Reading[]> {
  const byTopic = new Map<string, bigint>();
  for (const { topic, committed, end } of await bus.lag(group)) {
    byTopic.set(topic, (byTopic.get(topic) ?? 0n) + (end > committed ? end - committed : 0n));
  }
  return [...byTopic].map(([topic, messages]) => [
    Number(messages),
    { 'messaging.destination.name': topic, 'messaging.consumer.group.name': group },
  ]);
}
