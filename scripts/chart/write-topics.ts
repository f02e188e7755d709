import { TOPICS } from '@firstring/contracts';
import { stringify } from 'yaml';

/** The catalogue of topics, for Strimzi's KafkaTopic objects. */
export function writeTopics(): string {
  const topics = TOPICS.map(({ name, partitions, retention }) => ({
    name,
    partitions,
    config:
      retention === 'compact'
        ? { 'cleanup.policy': 'compact' }
        : { 'cleanup.policy': 'delete', 'retention.ms': String(retention) },
  }));
  return `# Written by \`npm run generate\` from packages/contracts/src/topics.ts.\n${stringify({ topics })}`;
}
