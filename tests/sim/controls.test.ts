import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstBroken } from './_seeds.ts';
import { simulate } from './_simulate.ts';

const LIMIT = { timeout: 900_000 };
const SEEDS_MAX = 500;

test('with fencing off a stale token does something, and I2 sees it', LIMIT, async () => {
  const result = await firstBroken('fencing', SEEDS_MAX);
  assert.equal(result?.broke[0]?.id, 'I2');
});

test(
  "with the permit's re-check off somebody is called who must not be, and I6 or I8 sees it",
  LIMIT,
  async () => {
    const result = await firstBroken('re-check', SEEDS_MAX);
    assert.match(result?.broke[0]?.id ?? '', /^I[68]$/);
  },
);

test('with dedupe off a repeated request is done twice, and that is seen', LIMIT, async () => {
  const result = await firstBroken('dedupe', SEEDS_MAX);
  assert.equal(result?.broke[0]?.id, 'request id');
});

test('with dial-backs untold others are shown before whoever called, and I5 sees it', LIMIT, async () => {
  const result = await firstBroken('dial-backs', SEEDS_MAX);
  assert.equal(result?.broke[0]?.id, 'I5');
});

test('a seed plays the same way each time', LIMIT, async () => {
  const play = async (): Promise<string[]> => {
    const lines: string[] = [];
    await simulate({ seed: 'twice', trace: (line) => void lines.push(line) });
    return lines;
  };
  const first = await play();
  assert.ok(first.length > 100);
  assert.deepEqual(await play(), first);
});
