import kafkajs, { type PartitionAssigner } from 'kafkajs';

const { MemberAssignment, MemberMetadata } = kafkajs.AssignerProtocol;

const NAME = 'firstring-alike';

/**
 * Deals partition n of every topic to the same member, among those that read the topic, in turn: what is keyed alike over several
 * topics comes to one process. kafkajs' own assigner deals all partitions of all topics in one row, also to members that did not ask.
 */
export const alikeAssigner: PartitionAssigner = ({ cluster }) => ({
  name: NAME,
  version: 0,
  protocol: ({ topics }) => ({
    name: NAME,
    metadata: MemberMetadata.encode({ version: 0, topics, userData: Buffer.alloc(0) }),
  }),
  async assign({ members }) {
    const readers = members
      .map(({ memberId, memberMetadata }) => ({
        memberId,
        topics: MemberMetadata.decode(memberMetadata)?.topics ?? [],
      }))
      .toSorted((left, right) => (left.memberId < right.memberId ? -1 : 1));
    const dealt = new Map<string, Record<string, number[]>>(readers.map(({ memberId }) => [memberId, {}]));
    for (const topic of new Set(readers.flatMap(({ topics }) => topics))) {
      const ofTopic = readers.filter(({ topics }) => topics.includes(topic));
      for (const { partitionId } of cluster.findTopicPartitionMetadata(topic)) {
        const assignment = dealt.get(ofTopic[partitionId % ofTopic.length]?.memberId ?? '');
        if (assignment !== undefined) (assignment[topic] ??= []).push(partitionId);
      }
    }
    return [...dealt].map(([memberId, assignment]) => ({
      memberId,
      memberAssignment: MemberAssignment.encode({ version: 0, assignment, userData: Buffer.alloc(0) }),
    }));
  },
});
