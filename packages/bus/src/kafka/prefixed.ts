import type { GroupMember, KafkaDriver, PartitionReader } from './driver.ts';

/** The same Kafka, with topics and groups named without the prefix that they have there; topics of others are not seen. */
export function prefixed(driver: KafkaDriver, prefix: string): KafkaDriver {
  const on = <Named extends { readonly topic: string }>(items: readonly Named[]): Named[] =>
    items.map((item) => ({ ...item, topic: prefix + item.topic }));
  const off = <Named extends { readonly topic: string }>(items: readonly Named[]): Named[] =>
    items
      .filter(({ topic }) => topic.startsWith(prefix))
      .map((item) => ({ ...item, topic: item.topic.slice(prefix.length) }));
  const named = (names: readonly string[]): string[] => names.map((name) => prefix + name);
  return {
    async partitionCounts() {
      const all = [...(await driver.partitionCounts())];
      const ours = off(all.map(([topic, partitions]) => ({ topic, partitions })));
      return new Map(ours.map(({ topic, partitions }) => [topic, partitions]));
    },
    createTopics: (topics) =>
      driver.createTopics(topics.map((topic) => ({ ...topic, name: prefix + topic.name }))),
    bounds: async (topics) => off(await driver.bounds(named(topics))),
    committed: async (group) => off(await driver.committed(prefix + group)),
    begin: (group, positions) => driver.begin(prefix + group, on(positions)),
    send: (records) => driver.send(on(records)),
    async openReader(topics): Promise<PartitionReader> {
      const reader = await driver.openReader(named(topics));
      return {
        byLeader: async (partitions) => (await reader.byLeader(on(partitions))).map(off),
        fetch: async (positions, waitMs) => off(await reader.fetch(on(positions), waitMs)),
        [Symbol.asyncDispose]: () => reader[Symbol.asyncDispose](),
      };
    },
    async join(options): Promise<GroupMember> {
      const member = await driver.join({
        ...options,
        group: prefix + options.group,
        topics: named(options.topics),
        onAssigned: (partitions) => options.onAssigned(off(partitions)),
        onRecords: (batch) => off([batch]).some(options.onRecords),
      });
      return {
        commit: (positions) => member.commit(on(positions)),
        resume: (partition) => on([partition]).forEach((one) => member.resume(one)),
        [Symbol.asyncDispose]: () => member[Symbol.asyncDispose](),
      };
    },
    [Symbol.asyncDispose]: () => driver[Symbol.asyncDispose](),
  };
}
