import type { TopicSpec } from '@firstring/bus';
import { TOPICS } from '@firstring/contracts';

/** The catalogue as the bus wants it. */
export function topicSpecs(): TopicSpec[] {
  return TOPICS.map(({ name, partitions, retention }) => ({
    name,
    partitions,
    retention: retention === 'compact' ? { type: 'compacted' } : { type: 'time', ms: retention },
  }));
}
