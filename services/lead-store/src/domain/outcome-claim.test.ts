import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FRESH_PROGRESS, type DialProgress } from '@firstring/domain/lead-lifecycle';
import { BUILT_IN_CLAIMING, claimOfOutcome, isAnybodys, type Claiming } from './outcome-claim.ts';

const CALLBACK: DialProgress = { ...FRESH_PROGRESS, dialState: 'callback', callbackAt: 5000 };
const mine = { callbackCommon: false };

function claimAfter(progress: DialProgress, change: Partial<Claiming> = {}) {
  return claimOfOutcome({ ...BUILT_IN_CLAIMING, ...change }, mine, progress);
}

test('R-76 a callback of one’s own at an agreed time is a claim; one for anybody is none', () => {
  assert.deepEqual(claimAfter(CALLBACK), { reason: 'callback', dueAt: 5000, releaseAfterMs: 0 });
  assert.equal(claimOfOutcome(BUILT_IN_CLAIMING, { callbackCommon: true }, CALLBACK), undefined);
});

test('R-78 R-80 a callback without a time is claimed only where the process says so, and so is a winner', () => {
  const postponed: DialProgress = { ...FRESH_PROGRESS, dialState: 'postponed' };
  const winner: DialProgress = { ...FRESH_PROGRESS, dialState: 'winner' };
  assert.equal(claimAfter(postponed), undefined);
  assert.equal(claimAfter(winner), undefined);
  assert.equal(claimAfter(postponed, { onPostponed: true })?.reason, 'postponed');
  assert.equal(claimAfter(winner, { onWinner: true })?.reason, 'winner');
});

test('R-80 where scheduling claims nothing, every agreed time is anybody’s', () => {
  const said = { category: 'callback', callbackAt: 5000, callbackCommon: false } as const;
  assert.equal(isAnybodys(BUILT_IN_CLAIMING, said), false);
  assert.equal(isAnybodys({ ...BUILT_IN_CLAIMING, onScheduled: false }, said), true);
  assert.equal(claimAfter(CALLBACK, { onScheduled: false }), undefined);
});

test('A-25 the days after which a claim ends go with it', () => {
  assert.equal(claimAfter(CALLBACK, { releaseAfterDays: 7 })?.releaseAfterMs, 7 * 86_400_000);
});

test('R-79 an outcome that leaves the lead open or lost makes nobody its owner', () => {
  const all = { onWinner: true, onScheduled: true, onPostponed: true };
  for (const dialState of ['open', 'loser', 'archived', 'automatic_redial'] as const)
    assert.equal(claimAfter({ ...FRESH_PROGRESS, dialState }, all), undefined);
});
