import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { newEngine } from './new-engine.ts';
import type { KeyOutcome } from './script-key.ts';
import { ScriptRealm } from './script-realm.ts';

/** A processor whose every look at it costs a millisecond: the limit does not hang on the machine. */
async function newRealm(): Promise<ScriptRealm> {
  let ms = 0;
  return new ScriptRealm(await newEngine(), () => (ms += 1));
}

const calm = await newRealm();

const LEAD = {
  facts: JSON.stringify({ lead_id: 'l1', attempts: 2, name: 'Ann Lee', custom: { city: 'Épinal' } }),
  seed: 7,
};

function keyOf(source: string): KeyOutcome {
  return calm.key(source, LEAD);
}

function told(realm: ScriptRealm, source: string): string {
  const outcome = realm.key(source, LEAD);
  return outcome.type === 'failed' ? `${outcome.reason} ${outcome.message}` : `key ${outcome.value}`;
}

test('R-128 A-37 a key is a number or text, folded as people sort it', () => {
  assert.deepEqual(keyOf('const key = (lead) => -lead.attempts'), { type: 'key', value: -2 });
  assert.deepEqual(keyOf('function key({ custom }) { return custom.city }'), {
    type: 'key',
    value: 'épinal',
  });
});

const HOSTILE: readonly (readonly [row: string, source: string, words: RegExp])[] = [
  ['22 endless loop', 'const key = () => { while (true) {} }', /^SCRIPT_TIMEOUT/],
  ['22 endless loop before any lead', 'for (;;) {} const key = () => 1', /^SCRIPT_TIMEOUT/],
  [
    '22 loop in what is thrown',
    'const key = () => { throw { toString() { for (;;) {} } } }',
    /^SCRIPT_TIMEOUT/,
  ],
  [
    '22 loop in finally',
    'const key = () => { try { for (;;) {} } finally { for (;;) {} } }',
    /^SCRIPT_TIMEOUT/,
  ],
  ['23 a gigabyte', 'const key = () => new Array(1e9).fill(1).length', /^SCRIPT_MEMORY/],
  ['23 deep recursion', 'const key = () => key() + 1', /^SCRIPT_(FAILED|TIMEOUT)/],
  ['23 a giant text', 'const key = () => "a".repeat(2 ** 30)', /^SCRIPT_(FAILED|MEMORY)/],
  ['24 a prototype', 'const key = () => { Object.prototype.attempts = 0; return 1 }', /not extensible/],
  [
    '24 the prototype of the lead',
    'const key = (lead) => { lead.__proto__.x = 1; return 1 }',
    /not extensible/,
  ],
  ['24 the lead', 'const key = (lead) => (lead.attempts = 0)', /read-only/],
  ['24 a parameter', 'const key = (lead) => (lead.custom.city = "")', /read-only/],
  ['24 a method everybody uses', 'const key = () => { JSON.parse = () => 1; return 1 }', /read-only/],
  ['25 import', 'const key = () => import("node:fs")', /^SCRIPT_FAILED/],
  ['25 an import at the top', 'import fs from "node:fs"; const key = () => 1', /SyntaxError/],
  ['25 require', 'const key = () => require("fs")', /not defined/],
  ['25 fetch', 'const key = () => fetch("http://127.0.0.1/")', /not defined/],
  ['25 process', 'const key = () => process.env', /not defined/],
  ['25 the world by its constructor', 'const key = () => key.constructor("return process")()', /not defined/],
  ['25 the clock', 'const key = () => Date.now()', /not defined/],
  ['25 the other clock', 'const key = () => performance.now()', /not defined/],
  ['26 not a number', 'const key = () => NaN', /not NaN/],
  ['26 without end', 'const key = () => Infinity', /not Infinity/],
  ['26 nothing', 'const key = () => {}', /not undefined/],
  ['26 an object', 'const key = () => ({ valueOf: () => 1 })', /not object/],
  ['26 a promise', 'const key = async () => 1', /^SCRIPT_FAILED/],
  ['26 no function of that name', 'return a.attempts - b.attempts', /SyntaxError/],
  ['26 a key that is none', 'const key = 1', /no function/],
  ['26 what is thrown', 'const key = () => { throw new Error("no city") }', /Error: no city/],
  ['26 out of the brackets', '}; (() => {', /SyntaxError/],
  ['27 a megabyte of text thrown', 'const key = () => { throw "x".repeat(1e6) }', /^SCRIPT_FAILED x{200}$/],
];

for (const [row, source, words] of HOSTILE) {
  test(`console/${row}: stopped or refused, and told why`, async () => {
    const realm = await newRealm();
    assert.match(told(realm, source), words);
    if (realm.isBroken) return;
    assert.deepEqual(realm.key('const key = (lead) => lead.attempts', LEAD), { type: 'key', value: 2 });
  });
}

test('console/27 a key of a megabyte is its beginning; eval reaches nothing more', () => {
  assert.deepEqual(keyOf('const key = () => "x".repeat(1e6)'), { type: 'key', value: 'x'.repeat(64) });
  assert.deepEqual(keyOf('const key = () => eval("1 + 1")'), { type: 'key', value: 2 });
});

test('A-37 no lead sees another: what a script keeps is gone with the next call', () => {
  const counts =
    'let n = 0; const seen = new Map(); function key() { n += 1; seen.set(n, n); return n + seen.size }';
  const stashes =
    'function key() { try { key.constructor("globalThis.kept = (globalThis.kept ?? 0) + 1")() } catch {} return globalThis.kept ?? 0 }';
  for (let call = 0; call < 3; call += 1) {
    assert.deepEqual(calm.key(counts, LEAD), { type: 'key', value: 2 });
    assert.deepEqual(calm.key(stashes, LEAD), { type: 'key', value: 0 });
  }
});

test("A-37 chance is the lead's own: the same seed gives the same key, in any realm and any order", async () => {
  const other = await newRealm();
  const source = 'const key = () => Math.random() + Math.random()';
  fc.assert(
    fc.property(fc.array(fc.nat(), { minLength: 1, maxLength: 20 }), (seeds) => {
      const there = new Map(seeds.map((seed) => [seed, calm.key(source, { ...LEAD, seed })]));
      for (const seed of seeds.toReversed()) {
        assert.deepEqual(other.key(source, { ...LEAD, seed }), there.get(seed));
      }
    }),
    { numRuns: 20 },
  );
  assert.notDeepEqual(keyOf(source), { type: 'key', value: 0 });
});
