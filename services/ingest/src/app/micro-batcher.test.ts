import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reasonError } from '@firstring/contracts';
import { SimulatedClock } from '@firstring/kernel/testing';
import { MicroBatcher, type MicroBatcherOptions } from './micro-batcher.ts';
import type { Outgoing, StoreResult } from './ports.ts';

const outgoing = (requestId: string): Outgoing => ({
  requestId,
  ingestLinkId: 'link',
  submission: {
    callerId: '+14155550123',
    callerIdRaw: '+14155550123',
    firstName: undefined,
    lastName: undefined,
    email: undefined,
    ownershipCode: undefined,
    parameters: new Map(),
    timeZone: undefined,
    candidateZones: [],
    ignored: [],
  },
});

const stored = ({ requestId }: Outgoing): StoreResult => ({
  type: 'stored',
  lead: { leadId: requestId, created: true, ignoredParameters: [] },
});

interface Call {
  readonly ids: readonly string[];
  readonly answer: () => void;
  readonly fail: (error: unknown) => void;
}

function batcherUnderTest(options: Partial<MicroBatcherOptions> = {}) {
  const clock = new SimulatedClock();
  const calls: Call[] = [];
  const leadStore = {
    store: (batch: readonly Outgoing[]) =>
      new Promise<readonly StoreResult[]>((resolve, reject) => {
        calls.push({
          ids: batch.map(({ requestId }) => requestId),
          answer: () => resolve(batch.map(stored)),
          fail: reject,
        });
      }),
    resolveLink: () => Promise.reject(reasonError('LINK_NOT_FOUND')),
    ping: async () => {},
  };
  const batcher = new MicroBatcher(leadStore, {
    clock,
    waitMs: 2,
    batchMax: 4,
    callsMax: 1,
    inFlightMax: 10,
    ...options,
  });
  return { clock, calls, submit: (id: string) => batcher.submit(outgoing(id)) };
}

/** Lets everything that is settled run. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

test('submissions of 2 ms go together, each gets its own result', async () => {
  const { clock, calls, submit } = batcherUnderTest();
  const [a, b] = [submit('a'), submit('b')];
  clock.advance(1);
  assert.equal(calls.length, 0);
  clock.advance(1);
  assert.deepEqual(calls[0]?.ids, ['a', 'b']);
  calls[0]?.answer();
  assert.deepEqual([await a, await b], [stored(outgoing('a')), stored(outgoing('b'))]);
  assert.equal(clock.timersPending, 0);
});

test('a full batch does not wait, and what comes during a call gathers for the next', async () => {
  const { calls, submit } = batcherUnderTest();
  const all = Array.from('abcdef').map(submit);
  assert.deepEqual(
    calls.map(({ ids }) => ids.join('')),
    ['abcd'],
  );
  calls[0]?.answer();
  await settle();
  assert.deepEqual(
    calls.map(({ ids }) => ids.join('')),
    ['abcd', 'ef'],
  );
  calls[1]?.answer();
  assert.equal((await Promise.all(all)).length, 6);
});

test('what does not fit is INGEST_BUSY at once, and there is room again after an answer', async () => {
  const { calls, submit } = batcherUnderTest({ inFlightMax: 4 });
  const all = Array.from('abcd').map(submit);
  await assert.rejects(submit('e'), { reason: 'INGEST_BUSY' });
  calls[0]?.answer();
  await Promise.all(all);
  void submit('f');
  assert.equal(calls.length, 1);
});

test('a failed call fails its own submissions only', async () => {
  const { calls, submit } = batcherUnderTest();
  const all = Array.from('abcdefgh').map((id) =>
    submit(id).then(
      () => 'stored',
      () => 'failed',
    ),
  );
  calls[0]?.fail(reasonError('STORE_UNAVAILABLE'));
  await settle();
  calls[1]?.answer();
  assert.deepEqual(await Promise.all(all), [
    ...Array<string>(4).fill('failed'),
    ...Array<string>(4).fill('stored'),
  ]);
});

test('a batch refused for one bad item is sent again item by item', async () => {
  const { calls, submit } = batcherUnderTest();
  const all = Array.from('abcd').map((id) =>
    submit(id).then(
      () => 'stored',
      () => 'refused',
    ),
  );
  calls[0]?.fail(reasonError('INVALID_ARGUMENT'));
  for (const [at, id] of Array.from('abcd').entries()) {
    await settle();
    assert.deepEqual(calls[at + 1]?.ids, [id]);
    if (id === 'b') calls[at + 1]?.fail(reasonError('INVALID_ARGUMENT'));
    else calls[at + 1]?.answer();
  }
  assert.deepEqual(await Promise.all(all), ['stored', 'refused', 'stored', 'stored']);
});
