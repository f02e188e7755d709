import { deadLetterSpec } from '../dead-letter.ts';
import { busRequestInvalid, busUnavailable, topicMissing } from '../errors.ts';
import type { TopicSpec } from '../port.ts';
import type { KafkaBusOptions } from './connection.ts';
import type { KafkaDriver, NewTopic } from './driver.ts';

/** One consumer group of the product and what it reads: each pair has a dead letter topic. */
export interface GroupSpec {
  readonly group: string;
  readonly topics: readonly string[];
}

export interface CreateTopicsOptions extends KafkaBusOptions {
  readonly groups: readonly GroupSpec[];
  /** Replicas of each topic that is made. */
  readonly replication: number;
}

const LED_TRIES = 40;
const LED_PAUSE_MS = 500;

/** Makes what is missing of the catalogue, dead letter topics included, and refuses what is there with other partitions. Returns the names made. */
export async function makeTopics(
  driver: KafkaDriver,
  options: CreateTopicsOptions,
): Promise<readonly string[]> {
  const { topics, groups, replication } = options;
  const letters = groups.flatMap(({ group, topics: read }) =>
    read.map((topic) => deadLetterSpec(topic, group)),
  );
  const wanted = [...topics, ...letters];
  const there = await driver.partitionCounts();
  const missing = wanted.filter(({ name }) => !there.has(name));
  checkTopics(
    wanted.filter(({ name }) => there.has(name)),
    there,
  );
  const names = missing.map(({ name }) => name);
  if (names.length === 0) return names;
  await driver.createTopics(missing.map((topic) => toNewTopic(topic, replication)));
  await untilLed(driver, names, options);
  return names;
}

/** A topic that is made may not be led yet: what starts next shall find it ready. Bounded; the last failure is thrown. */
async function untilLed(
  driver: KafkaDriver,
  names: readonly string[],
  { clock, log }: Pick<KafkaBusOptions, 'clock' | 'log'>,
): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await driver.bounds(names);
      return;
    } catch (err) {
      if (tries === LED_TRIES) throw busUnavailable('the topics are made, but no broker leads them yet', err);
      log.debug({ err, tries }, 'topics are not led yet');
    }
    await clock.sleep(LED_PAUSE_MS);
  }
}

/** A service never makes a topic, and never reads one whose keys lie in other partitions than it computes. */
export function checkTopics(catalogue: readonly TopicSpec[], there: ReadonlyMap<string, number>): void {
  for (const { name, partitions } of catalogue) {
    const stored = there.get(name);
    if (stored === undefined) throw topicMissing(name);
    if (stored !== partitions) throw busRequestInvalid(`${name} has ${stored} partitions, not ${partitions}`);
  }
}

function toNewTopic({ name, partitions, retention }: TopicSpec, replication: number): NewTopic {
  const common = {
    'message.timestamp.type': 'LogAppendTime',
    'max.message.bytes': '1048576',
    'min.insync.replicas': String(Math.max(1, replication - 1)),
  };
  const config =
    retention.type === 'time'
      ? { ...common, 'cleanup.policy': 'delete', 'retention.ms': String(retention.ms) }
      : {
          ...common,
          'cleanup.policy': 'compact',
          'min.cleanable.dirty.ratio': '0.1',
          'segment.ms': '3600000',
        };
  return { name, partitions, replication, config };
}
