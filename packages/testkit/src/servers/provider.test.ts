import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstOf, named, NoServerError, type Provider, type Source } from './provider.ts';

const NOTHING = named({}, 'TEST_URL', (url) => url);

function here(source: Source): Provider<string> {
  return { source, offer: async () => ({ type: 'here', server: source }) };
}

function none(source: Source, why: string): Provider<string> {
  return { source, offer: async () => ({ type: 'none', why }) };
}

function never(source: Source): Provider<string> {
  return { source, offer: () => Promise.reject(new Error(`${source} was asked`)) };
}

async function ask(providers: readonly Provider<string>[], only?: string) {
  const lines: string[] = [];
  const found = await firstOf(providers, { what: 'Store', only, say: (line) => lines.push(line) });
  return { ...found, lines };
}

test('what the environment names is used, and nothing else is asked', async () => {
  const given = named({ TEST_URL: 'store://mine' }, 'TEST_URL', (url) => url);
  const { server, lines } = await ask([given, never('testcontainers'), never('process')]);
  assert.equal(server, 'store://mine');
  assert.deepEqual(lines, ['Store for tests: environment']);
});

test('a variable that is empty names nothing', async () => {
  const empty = named({ TEST_URL: '' }, 'TEST_URL', (url) => url);
  assert.equal((await ask([empty, here('process')])).source, 'process');
});

test('a container comes before a process', async () => {
  const { source, lines } = await ask([NOTHING, here('testcontainers'), never('process')]);
  assert.equal(source, 'testcontainers');
  assert.deepEqual(lines, ['Store for tests: testcontainers; not environment: TEST_URL is not set']);
});

test('one line says what runs and why each one before does not', async () => {
  const { lines } = await ask([NOTHING, none('testcontainers', 'no Docker answers'), here('process')]);
  const line =
    'Store for tests: process; not environment: TEST_URL is not set; not testcontainers: no Docker answers';
  assert.deepEqual(lines, [line]);
});

test('TESTKIT: another source is not started in its place, and the error has every reason', async () => {
  const error = await ask(
    [NOTHING, none('testcontainers', 'no Docker answers'), never('process')],
    'testcontainers',
  ).catch((thrown: unknown) => thrown);
  assert.ok(error instanceof NoServerError);
  const why = 'not testcontainers: no Docker answers; not process: TESTKIT=testcontainers';
  assert.equal(error.message, `no Store for tests: not environment: TEST_URL is not set; ${why}`);
  assert.equal((await ask([NOTHING, never('testcontainers'), here('process')], 'process')).source, 'process');
});

test('TESTKIT does not take away what the environment names: files of a suite are given what the suite started', async () => {
  const given = named({ TEST_URL: 'store://mine' }, 'TEST_URL', (url) => url);
  assert.equal((await ask([given, never('testcontainers')], 'testcontainers')).server, 'store://mine');
});

test('a source that fails where it should not is no reason to take the next', async () => {
  await assert.rejects(ask([never('testcontainers'), here('process')]), /testcontainers was asked/);
});
