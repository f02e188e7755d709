import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '@firstring/kernel';
import { seededRandom, SimulatedClock } from '@firstring/kernel/testing';
import { openMemoryStore, type Collection } from '@firstring/store';
import { createSchedulerEvents } from '../events.ts';
import { OWNER, type OwnerDocument } from '../store/owner.ts';
import { Ownership } from './ownership.ts';

const LEASE_MS = 5000;

function office() {
  const clock = new SimulatedClock(0);
  const store = openMemoryStore();
  const documents: Collection<OwnerDocument> = store.collection(OWNER);
  const events = createSchedulerEvents(silentLog);
  const instance = (name: string, address = `${name}:7002`): Ownership => {
    const random = seededRandom(name);
    const ownership = new Ownership({ documents, clock, random, events, instance: name, leaseMs: LEASE_MS });
    ownership.advertise(address);
    return ownership;
  };
  return { clock, documents, instance };
}

test('R-70 one instance owns the order; the others know where it is', async () => {
  const { instance } = office();
  await using first = instance('a');
  await using second = instance('b');
  assert.equal(await first.tryTake(), 1);
  assert.equal(await second.tryTake(), undefined);
  assert.deepEqual(second.other, { instance: 'a', address: 'a:7002', epoch: 1 });
  assert.equal(first.other, undefined);
});

test('an owner that renews stays it, however long others look', async () => {
  const { clock, instance } = office();
  await using first = instance('a');
  await using second = instance('b');
  await first.tryTake();
  for (let at = 0; at < 10 * LEASE_MS; at += 500) {
    clock.advance(500);
    assert.equal(await second.tryTake(), undefined);
  }
});

test('R-70 an owner that says nothing for a lease is followed by one with a higher epoch, and learns it', async () => {
  const { clock, documents, instance } = office();
  const dead = { epoch: 7, instance: 'dead', address: 'dead:7002' };
  await documents.put({ id: 'epoch', doc: dead, expectedVersion: 0 });
  await using second = instance('b');
  assert.equal(await second.tryTake(), undefined, 'nobody knows yet how long it has been silent');
  clock.advance(LEASE_MS - 1);
  assert.equal(await second.tryTake(), undefined);
  clock.advance(1);
  assert.equal(await second.tryTake(), 8);
});

test('a clean stop gives it up: the next who looks has it', async () => {
  const { instance } = office();
  const first = instance('a');
  await first.tryTake();
  await first[Symbol.asyncDispose]();
  await using second = instance('b');
  assert.equal(await second.tryTake(), 2);
});

test('the same instance, started anew, has it at once; the one before learns it at its next renewal', async () => {
  const { clock, instance } = office();
  await using before = instance('a');
  await before.tryTake();
  await using after = instance('a');
  assert.equal(await after.tryTake(), 2);
  const lost = before.lost.then(() => 'lost');
  clock.advance(LEASE_MS);
  assert.equal(await lost, 'lost');
});

test('of many who look at the same moment one has it', async () => {
  const { clock, documents, instance } = office();
  await documents.put({ id: 'epoch', doc: { epoch: 1, instance: 'dead' }, expectedVersion: 0 });
  const standbys = Array.from({ length: 8 }, (_, index) => instance(`s-${index}`));
  await Promise.all(standbys.map((each) => each.tryTake()));
  clock.advance(LEASE_MS);
  const epochs = await Promise.all(standbys.map((each) => each.tryTake()));
  assert.deepEqual(
    epochs.filter((epoch) => epoch !== undefined),
    [2],
  );
  for (const each of standbys) await each[Symbol.asyncDispose]();
});
