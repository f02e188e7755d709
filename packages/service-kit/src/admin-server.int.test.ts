import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openMemoryBus } from '@firstring/bus';
import { silentLog } from '@firstring/kernel';
import { systemClock as clock } from '@firstring/kernel/system';
import { openMemoryStore } from '@firstring/store';
import { listenAdmin } from './admin-server.ts';
import { Readiness } from './readiness.ts';
import { topicSpecs } from './topic-specs.ts';

async function probed() {
  const readiness = new Readiness(clock);
  const admin = await listenAdmin({
    listen: '127.0.0.1:0',
    clock,
    readiness,
    metrics: async () => 'a_metric 1\n',
  });
  const ask = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${admin.port}${path}`);
    return { status: response.status, text: await response.text() };
  };
  return { readiness, ask, [Symbol.asyncDispose]: () => admin[Symbol.asyncDispose]() };
}

async function seams() {
  const bus = await openMemoryBus({ topics: topicSpecs(), clock, log: silentLog });
  return { store: openMemoryStore(), bus };
}

test('a process is alive before it is ready, and ready when its service is up and waits for nothing', async () => {
  await using process = await probed();
  assert.equal((await process.ask('/livez')).status, 200);
  const starting = await process.ask('/readyz');
  assert.equal(starting.status, 503);
  assert.match(starting.text, /the service is starting/);
  let waitingFor: string | undefined = 'the order is being rebuilt';
  process.readiness.standsOn(await seams());
  process.readiness.isUp({
    name: 'scheduler',
    waitingFor: () => waitingFor,
    [Symbol.asyncDispose]: async () => {},
  });
  assert.match((await process.ask('/readyz')).text, /the order is being rebuilt/);
  waitingFor = undefined;
  process.readiness.drain();
  const draining = await process.ask('/readyz');
  assert.equal(draining.status, 503);
  assert.match(draining.text, /the process is stopping/);
});

test('F16 a bus that does not answer is told, and keeps nobody from work; a store that does not answer does', async () => {
  await using process = await probed();
  const { store, bus } = await seams();
  process.readiness.isUp({ name: 'claim', [Symbol.asyncDispose]: async () => {} });
  await bus[Symbol.asyncDispose]();
  process.readiness.standsOn({ store, bus });
  const ready = await process.ask('/readyz');
  assert.equal(ready.status, 200);
  assert.match(ready.text, /the bus does not answer/);
  await store[Symbol.asyncDispose]();
  process.readiness.isUp({ name: 'claim', [Symbol.asyncDispose]: async () => {} });
  assert.match((await process.ask('/readyz')).text, /the store does not answer/);
});

test('metrics are there, anything else is not', async () => {
  await using process = await probed();
  assert.equal((await process.ask('/metrics')).text, 'a_metric 1\n');
  assert.equal((await process.ask('/other')).status, 404);
});
