import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reasonError } from '@firstring/contracts';
import { silentLog } from '@firstring/kernel';
import { SimulatedClock } from '@firstring/kernel/testing';
import {
  openMemoryStore,
  type Collection,
  type OutboxEvent,
  type PutItem,
  type PutResult,
} from '@firstring/store';
import { newCall, type CallState } from '../domain/call-state.ts';
import { sampleSubject } from '../domain/sample-call.ts';
import { ATTEMPTS, type AttemptDoc } from '../store/attempts.ts';
import { AttemptWriter, type AttemptEntry } from './attempt-writer.ts';

const LIMITS = {
  agentRingMs: 1,
  agentSilenceMs: 1,
  permitWaitMs: 1,
  cancelMs: 1,
  colleagueRingMs: 1,
  callMs: 1,
  silenceMs: 0,
  silenceCheckMs: 1,
  triesMax: 1,
};
const first = newCall({ subject: sampleSubject, limits: LIMITS }, 0);

function entry(state: Partial<CallState> = {}): AttemptEntry {
  return { state: { ...first, ...state }, instance: 'sip-0', open: true, traces: [] };
}

function event(id: string): OutboxEvent {
  return {
    id,
    topic: 'calls.call.events.v1',
    key: 'p',
    type: 'X',
    payload: new Uint8Array(1),
    occurredAt: 0,
  };
}

/** A store whose writes can be made to fail, before or after they took effect. */
function bench() {
  const store = openMemoryStore();
  const attempts = store.collection<AttemptDoc>(ATTEMPTS);
  const clock = new SimulatedClock();
  const faults: ('refused' | 'answer-lost')[] = [];
  const puts: string[][] = [];
  const faulty: Collection<AttemptDoc> = {
    ...bound(attempts),
    async put(item: PutItem<AttemptDoc>): Promise<PutResult<AttemptDoc>> {
      const fault = faults.shift();
      if (fault === 'refused') throw reasonError('STORE_UNAVAILABLE');
      puts.push((item.events ?? []).map(({ id }) => id));
      const result = await attempts.put(item);
      if (fault === 'answer-lost') throw reasonError('STORE_UNAVAILABLE');
      return result;
    },
  };
  const writer = new AttemptWriter({ attempts: faulty, clock, log: silentLog }, 'a');
  const published = async () => (await store.outbox.take(100)).map((each) => each.event.id);
  return { store, attempts, clock, faults, puts, writer, published };
}

function bound(collection: Collection<AttemptDoc>): Collection<AttemptDoc> {
  return {
    get: (id) => collection.get(id),
    getMany: (ids) => collection.getMany(ids),
    getByKey: (index, values) => collection.getByKey(index, values),
    put: (item) => collection.put(item),
    putMany: (items) => collection.putMany(items),
    delete: (item) => collection.delete(item),
    query: (query) => collection.query(query),
    count: (selection) => collection.count(selection),
  };
}

/** Lets pending promises run, and the writer's pauses pass. */
async function settle(clock: SimulatedClock): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) {
    clock.advance(10_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('what is noted while a write is under way goes out in one write, events in order', async () => {
  const { writer, puts, published } = bench();
  writer.note(entry(), [event('1')]);
  writer.note(entry(), [event('2')]);
  writer.note(entry(), [event('3')]);
  await writer.flush();
  assert.deepEqual(puts, [['1'], ['2', '3']]);
  assert.deepEqual(await published(), ['1', '2', '3']);
});

test('a state without events is written when somebody must be sure of it', async () => {
  const { writer, attempts } = bench();
  writer.note(entry({ sipStatus: 180 }), []);
  assert.equal(await attempts.get('a'), undefined);
  await writer.flush();
  assert.equal((await attempts.get('a'))?.doc.state.sipStatus, 180);
  await writer.flush();
});

test('F24 while the store is away the writer tries on and loses no event; whoever waits is told at once', async () => {
  const { writer, faults, clock, published, attempts } = bench();
  faults.push('refused', 'refused', 'refused');
  writer.note(entry(), [event('1')]);
  await assert.rejects(writer.flush(), { reason: 'STORE_UNAVAILABLE' });
  writer.note(entry({ sipStatus: 200 }), [event('2')]);
  await settle(clock);
  assert.deepEqual(await published(), ['1', '2']);
  assert.equal((await attempts.get('a'))?.doc.state.sipStatus, 200);
});

test('F26 a write that took effect and lost its answer is recognised: nothing twice, nothing missing', async () => {
  const { writer, faults, clock, published, attempts } = bench();
  faults.push('answer-lost');
  writer.note(entry(), [event('1')]);
  await assert.rejects(writer.flush());
  writer.note(entry(), [event('2')]);
  await settle(clock);
  assert.deepEqual(await published(), ['1', '2']);
  assert.equal((await attempts.get('a'))?.version, 2);
});

test('an attempt that exists already is not written over', async () => {
  const { writer, attempts, published } = bench();
  await attempts.put({ id: 'a', doc: { ...entry(), write: 7 }, expectedVersion: 0 });
  writer.note(entry({ sipStatus: 1 }), [event('1')]);
  await assert.rejects(writer.flush(), { reason: 'VERSION_CONFLICT' });
  assert.equal((await attempts.get('a'))?.doc.state.sipStatus, 0);
  assert.deepEqual(await published(), []);
});
