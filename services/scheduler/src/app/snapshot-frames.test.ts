import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DialbackQueue } from '../domain/dialback-queue.ts';
import { OrderIndex } from '../domain/order/order-index.ts';
import { sampleCard } from '../domain/order/sample-card.ts';
import { checkHead, SnapshotLoader, snapshotFrames } from './snapshot-frames.ts';

const EVENTS = { topic: 'events', partition: 0 };
const HEAD = { epoch: 3, writtenAt: 1, positions: [{ ...EVENTS, offset: 70n }] };

test('a snapshot that retention has passed, that is ahead of the log, or that misses a partition is not gone on from', () => {
  checkHead(HEAD, 4, [{ ...EVENTS, first: 70n, end: 70n }]);
  for (const [first, end] of [
    [71n, 80n],
    [0n, 69n],
  ] as const) {
    assert.throws(() => checkHead(HEAD, 4, [{ ...EVENTS, first, end }]), { reason: 'SNAPSHOT_PASSED' });
  }
  const more = { topic: 'events', partition: 1, first: 0n, end: 0n };
  assert.throws(() => checkHead(HEAD, 4, [more]), { reason: 'SNAPSHOT_PASSED' });
});

test('a snapshot of an epoch that has not been is not this scheduler’s', () => {
  for (const epoch of [3, 1]) assert.throws(() => checkHead(HEAD, epoch, []), { reason: 'SNAPSHOT_FOREIGN' });
});

test('orders come out of their frames; frames of another layout or kind are foreign', () => {
  const order = new OrderIndex({ leadsMax: 100 });
  for (const number of [1, 2, 3]) order.upsert(sampleCard(number), 0);
  const frames = [
    ...snapshotFrames(HEAD, [{ processId: 'process-1', order, dialbacks: new DialbackQueue() }]),
  ];
  const loader = new SnapshotLoader(100, (head) => assert.deepEqual(head, HEAD));
  for (const frame of frames) loader.take(frame);
  const { orders, epoch, positions } = loader.loaded();
  assert.deepEqual({ epoch, positions }, { epoch: 3, positions: HEAD.positions });
  assert.equal(orders.get('process-1')?.size, 3);
  const other = { processId: 'process-1', layout: 'idWords:16', slots: 3 };
  const process = { kind: frames[1]?.kind ?? 0, bytes: Buffer.from(JSON.stringify(other)) };
  for (const frame of [process, { kind: 9, bytes: new Uint8Array() }]) {
    const strict = new SnapshotLoader(100, () => {});
    assert.throws(() => strict.take(frame), { reason: 'SNAPSHOT_FOREIGN' });
  }
  assert.throws(() => new SnapshotLoader(100, () => {}).loaded(), { reason: 'SNAPSHOT_FOREIGN' });
});
