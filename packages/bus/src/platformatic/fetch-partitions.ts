import { type Consumer, findErrorBy, type RecordsBatch } from '@platformatic/kafka';
import {
  type InboundRecord,
  OffsetOutOfRange,
  type PartitionRecords,
  type TopicPartition,
} from '../kafka/driver.ts';
import type { Position } from '../port.ts';

const READ_COMMITTED = 1;
const FETCH_BYTES_MAX = 8 * 1_048_576;
const FETCH_BYTES_MAX_PER_PARTITION = 524_288;
/** Attributes of a record batch. */
const IS_CONTROL = 1 << 5;
const IS_APPEND_TIME = 1 << 3;

/** The node that leads a partition, as the client knows it; asked anew with `afresh`. */
export async function leadersOf(
  consumer: Consumer,
  partitions: readonly TopicPartition[],
  { afresh }: { afresh: boolean },
): Promise<ReadonlyMap<TopicPartition, number>> {
  const topics = [...new Set(partitions.map(({ topic }) => topic))];
  const metadata = await consumer.metadata({ topics, forceUpdate: afresh });
  return new Map(
    partitions.map((of) => {
      const leader = metadata.topics.get(of.topic)?.partitions[of.partition]?.leader;
      if (leader === undefined || leader < 0) throw new Error(`${of.topic}/${of.partition} has no leader`);
      return [of, leader];
    }),
  );
}

/** What one node has from these positions on, all of which it leads. */
export async function fetchPartitions(
  consumer: Consumer,
  positions: readonly Position[],
  { node, waitMs }: { node: number; waitMs: number },
): Promise<readonly PartitionRecords[]> {
  const names = [...new Set(positions.map(({ topic }) => topic))];
  const metadata = await consumer.metadata({ topics: names });
  const topicOf = new Map(names.map((name) => [metadata.topics.get(name)?.id ?? '', name]));
  const topics = [...topicOf].map(([topicId, name]) => ({
    topicId,
    partitions: positions
      .filter(({ topic }) => topic === name)
      .map(({ partition, offset }) => ({
        partition,
        fetchOffset: offset,
        currentLeaderEpoch: -1,
        lastFetchedEpoch: -1,
        partitionMaxBytes: FETCH_BYTES_MAX_PER_PARTITION,
      })),
  }));
  try {
    const { responses } = await consumer.fetch({
      node,
      topics,
      maxWaitTime: waitMs,
      minBytes: 1,
      maxBytes: FETCH_BYTES_MAX,
      isolationLevel: READ_COMMITTED,
    });
    return responses.flatMap(({ topicId, partitions }) => {
      const topic = topicOf.get(topicId);
      return topic === undefined
        ? []
        : partitions.map(({ partitionIndex, records }) => ({
            topic,
            partition: partitionIndex,
            records: recordsOf(records ?? []),
            next: nextOf(records ?? []),
          }));
    });
  } catch (err) {
    if (err instanceof Error && findErrorBy(err, 'apiId', 'OFFSET_OUT_OF_RANGE') !== null) {
      throw new OffsetOutOfRange(err.message);
    }
    throw err;
  }
}

function nextOf(batches: readonly RecordsBatch[]): bigint | undefined {
  const last = batches.at(-1);
  return last === undefined ? undefined : last.firstOffset + BigInt(last.lastOffsetDelta) + 1n;
}

function recordsOf(batches: readonly RecordsBatch[]): readonly InboundRecord[] {
  return batches
    .filter(({ attributes }) => (attributes & IS_CONTROL) === 0)
    .flatMap(({ firstOffset, firstTimestamp, maxTimestamp, attributes, records: inBatch }) =>
      inBatch.map(({ offsetDelta, timestampDelta, key, value, headers }) => ({
        offset: firstOffset + BigInt(offsetDelta),
        key,
        value,
        headers: Object.fromEntries(headers.map(([name, text]) => [String(name), text ?? ''])),
        timestamp: Number(
          (attributes & IS_APPEND_TIME) === 0 ? firstTimestamp + timestampDelta : maxTimestamp,
        ),
      })),
    );
}
