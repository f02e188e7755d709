import type { GroupPartitionsAssigner } from '@platformatic/kafka';

/** Deals partition n of every topic to the same member, among those that read the topic, in turn. */
export const alikeAssigner: GroupPartitionsAssigner = (_current, members, topics, metadata) => {
  const readers = [...members.values()].toSorted((left, right) => (left.memberId < right.memberId ? -1 : 1));
  const dealt = readers.map(({ memberId }) => ({
    memberId,
    assignments: new Map<string, { topic: string; partitions: number[] }>(),
  }));
  for (const topic of topics) {
    const ofTopic = dealt.filter((_, at) => readers[at]?.topics?.includes(topic) ?? false);
    const count = metadata.topics.get(topic)?.partitionsCount ?? 0;
    for (let partition = 0; partition < count; partition += 1) {
      const assignments = ofTopic[partition % ofTopic.length]?.assignments;
      const assigned = assignments?.get(topic) ?? { topic, partitions: [] };
      assigned.partitions.push(partition);
      assignments?.set(topic, assigned);
    }
  }
  return dealt;
};
