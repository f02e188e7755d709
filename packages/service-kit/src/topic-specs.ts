import type { TopicSpec } from '@firstring/bus';
import type { GroupSpec } from '@firstring/bus/kafkajs';
import { CONSUMER_GROUPS, TOPICS } from '@firstring/contracts';

/** The catalogue as the bus wants it. */
export function topicSpecs(): TopicSpec[] {
  return TOPICS.map(({ name, partitions, retention }) => ({
    name,
    partitions,
    retention: retention === 'compact' ? { type: 'compacted' } : { type: 'time', ms: retention },
  }));
}

/** Every consumer group, as the migration of topics wants them. */
export function groupSpecs(): GroupSpec[] {
  return CONSUMER_GROUPS.map(({ name, topics }) => ({
    group: name,
    topics: topics.map((topic) => topic.name),
  }));
}
