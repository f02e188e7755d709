import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom, SimulatedClock } from '@firstring/kernel/testing';
import { openMemoryStore } from '@firstring/store';
import { AUDIT_HEADS, AUDIT_RECORDS, recordId, type AuditRecordDoc } from '../../store/audit.ts';
import { createAudit } from './audit.ts';
import { INTENT_AGE_MS } from './sweep-intents.ts';

const ADAM = { userId: 'adam', roles: ['administrator'], session: 's', address: '192.0.2.1' };
const DELETE = { who: ADAM, action: 'lead.delete', resourceId: 'lea', requestId: '' } as const;
const DONE = { outcome: 'done', reason: '' } as const;

async function setUp() {
  const store = openMemoryStore();
  const clock = new SimulatedClock();
  const shell = { store, clock, random: seededRandom('audit') };
  const audit = createAudit(shell);
  await store.ready();
  const records = store.collection<AuditRecordDoc>(AUDIT_RECORDS);
  const read = async () =>
    (await records.query({ index: 'id', prefix: 'c/', pageSize: 1000 })).items.map(({ doc }) => doc);
  return { store, clock, shell, audit, records, read };
}

test('I14 two instances and a hundred actions at once make one unbroken chain with a record each', async () => {
  const { shell, audit, read } = await setUp();
  const other = createAudit(shell);
  await Promise.all(
    Array.from({ length: 100 }, async (_, index) => {
      const action = await (index % 2 === 0 ? audit : other).begin('c', DELETE);
      await action.end(DONE);
    }),
  );
  const written = await read();
  assert.equal(written.length, 100);
  assert.equal(new Set(written.map(({ actionId }) => actionId)).size, 100);
  const verdict = await audit.verify('c');
  assert.deepEqual([verdict.end.sequence, verdict.broken], [100, undefined]);
});

test('I14 console/50 the verifier shows where a record was changed, taken out or cut off', async () => {
  const { audit, records, store, read } = await setUp();
  for (let index = 0; index < 5; index += 1) await audit.record('c', DELETE, DONE);
  const [first, second] = await read();
  assert.ok(first && second);
  await records.put({ id: recordId('c', 2), doc: { ...second, resourceId: 'max' }, expectedVersion: 1 });
  assert.deepEqual((await audit.verify('c')).broken, { sequence: 2, fault: 'changed' });
  await records.put({ id: recordId('c', 2), doc: second, expectedVersion: 2 });
  assert.equal((await audit.verify('c')).broken, undefined);
  await records.delete({ id: recordId('c', 1), expectedVersion: 1 });
  assert.deepEqual((await audit.verify('c')).broken, { sequence: 1, fault: 'missing' });
  await records.put({ id: recordId('c', 1), doc: first, expectedVersion: 0 });
  const heads = store.collection(AUDIT_HEADS);
  await heads.put({ id: 'c', doc: { sequence: 6, hash: 'x', latest: [] }, expectedVersion: 5 });
  assert.deepEqual((await audit.verify('c')).broken, { sequence: 6, fault: 'cut_short' });
});

test('an action that never ends is recorded as unknown, once, by whoever sweeps', async () => {
  const { shell, clock, audit, read } = await setUp();
  await audit.begin('c', DELETE);
  const finished = await audit.begin('c', { ...DELETE, resourceId: 'max' });
  await finished.end(DONE);
  assert.equal(await audit.sweep(), 0);
  clock.advance(INTENT_AGE_MS + 1);
  assert.equal(await createAudit(shell).sweep(), 1);
  assert.equal(await audit.sweep(), 0);
  const written = await read();
  assert.deepEqual(
    written.map(({ resourceId, outcome }) => [resourceId, outcome]),
    [
      ['max', 'done'],
      ['lea', 'unknown'],
    ],
  );
});

test('what a writer left in the head when it died is in the chain for the next', async () => {
  const { shell, audit, records, read } = await setUp();
  await audit.record('c', DELETE, DONE);
  await records.delete({ id: recordId('c', 1), expectedVersion: 1 });
  await createAudit(shell).record('c', { ...DELETE, resourceId: 'max' }, DONE);
  assert.deepEqual(
    (await read()).map(({ sequence, resourceId }) => [sequence, resourceId]),
    [
      [1, 'lea'],
      [2, 'max'],
    ],
  );
  assert.equal((await audit.verify('c')).broken, undefined);
});

test('an action whose beginning cannot be written is refused', async () => {
  const { store, audit } = await setUp();
  await store[Symbol.asyncDispose]();
  await assert.rejects(audit.begin('c', DELETE), { reason: 'AUDIT_UNAVAILABLE' });
});
