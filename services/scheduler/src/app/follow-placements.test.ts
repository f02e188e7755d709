import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { test } from 'node:test';
import { PlacementReads } from './follow-placements.ts';

test('a filter that concerns every campaign has four of them read at once, each once, and a failure makes room', async () => {
  const reads = new PlacementReads();
  let [active, most] = [0, 0];
  const ends: (() => void)[] = [];
  const all = Array.from({ length: 20 }, (_, number) =>
    reads.inTurn(async () => {
      most = Math.max(most, (active += 1));
      await new Promise<void>((resolve) => ends.push(resolve));
      active -= 1;
      if (number % 3 === 0) throw new Error('lead-store is away');
      return number;
    }),
  );
  const settled = Promise.allSettled(all);
  for (let ended = 0; ended < 20; ended += 1) {
    while (ends.length === 0) await setImmediate();
    ends.shift()?.();
  }
  const answers = (await settled).filter(({ status }) => status === 'fulfilled');
  assert.deepEqual([most, active, answers.length], [4, 0, 13]);
});

test('a campaign that is read is read once more when it was asked for meanwhile', () => {
  const reads = new PlacementReads();
  const read = reads.begin('campaign-1');
  assert.equal(reads.begin('campaign-1'), undefined);
  assert.equal(read?.isAskedAgain, true);
  reads.end('campaign-1');
  assert.equal(reads.begin('campaign-1')?.isAskedAgain, false);
});
