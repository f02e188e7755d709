import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryLog } from '../memory/memory-log.ts';
import type { BusMessage } from '../port.ts';
import type { ReadRequest } from './log-storage.ts';
import { PartitionFeed } from './partition-feed.ts';

function message(offset: bigint, bytes = 1): BusMessage {
  const payload = new Uint8Array(bytes);
  return {
    topic: 't',
    partition: 0,
    offset,
    id: `${offset}`,
    key: 'k',
    type: 'T',
    payload,
    occurredAt: 0,
    headers: {},
  };
}

/** A feed over a log that answers every read with one marked message, and counts them. */
function createFeed(): { feed: PartitionFeed; reads: bigint[] } {
  const reads: bigint[] = [];
  const storage = new MemoryLog();
  storage.read = async ({ from }: ReadRequest) => {
    reads.push(from);
    return [{ ...message(from), id: 'from the log' }];
  };
  return { feed: new PartitionFeed(storage, { topic: 't', partition: 0, end: 0n }), reads };
}

test('readers at the end are served without touching the log', async () => {
  const { feed, reads } = createFeed();
  feed.append([message(0n), message(1n), message(2n)]);
  const { messages, next } = await feed.read(1n, 10);
  assert.deepEqual([messages.map(({ offset }) => offset), next], [[1n, 2n], 3n]);
  assert.deepEqual(await feed.read(3n, 10), { messages: [], next: 3n });
  assert.deepEqual(reads, []);
});

test('only so many messages and bytes are kept; readers further back go to the log', async () => {
  const { feed, reads } = createFeed();
  for (let offset = 0n; offset < 2092n; offset += 1n) feed.append([message(offset)]);
  await feed.read(43n, 1);
  await feed.read(44n, 1);
  assert.deepEqual(reads, [43n]);
  feed.append([message(2092n, 600_000), message(2093n, 600_000)]);
  await feed.read(2092n, 1);
  await feed.read(2093n, 1);
  assert.deepEqual(reads, [43n, 2092n]);
});

test('a gap, left by a publish whose answer was lost, is read from the log', async () => {
  const { feed, reads } = createFeed();
  feed.append([message(0n)]);
  feed.append([message(5n)]);
  assert.equal((await feed.read(0n, 1)).messages[0]?.id, 'from the log');
  assert.equal((await feed.read(5n, 1)).messages[0]?.id, '5');
  assert.deepEqual(reads, [0n]);
});
