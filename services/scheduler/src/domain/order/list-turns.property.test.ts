import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ListTurns, type Contender, type Turn } from './list-turns.ts';

const CAMPAIGN = 1;
const lists = fc
  .array(fc.integer({ min: 1, max: 100 }), { minLength: 2, maxLength: 6 })
  .map((weights) => weights.map((weight, list) => ({ list, weight })));

function take(turns: ListTurns, among: readonly Contender[]): Turn {
  const chosen = turns.choose(CAMPAIGN, among, 0);
  assert.ok(chosen !== undefined);
  const turn = { campaign: CAMPAIGN, chosen, among, nowAt: 0 };
  turns.take(turn);
  return turn;
}

/** Turns each list has had, out of so many. */
function share(turns: ListTurns, among: readonly Contender[], count: number): number[] {
  const had = among.map(() => 0);
  for (let number = 0; number < count; number += 1) {
    const turn = take(turns, among);
    turns.confirm(turn);
    had[among.indexOf(turn.chosen)] = (had[among.indexOf(turn.chosen)] ?? 0) + 1;
  }
  return had;
}

/** No list is ahead of another by more than one turn of the lighter of the two. */
function assertFair(among: readonly Contender[], had: readonly number[]): void {
  const parts = among.map(({ weight }, at) => (had[at] ?? 0) / weight);
  for (const [a, { weight: weightA }] of among.entries()) {
    for (const [b, { weight: weightB }] of among.entries()) {
      const apart = Math.abs((parts[a] ?? 0) - (parts[b] ?? 0));
      assert.ok(apart <= 1 / Math.min(weightA, weightB) + 1e-9, `${had.join()} of ${JSON.stringify(among)}`);
    }
  }
}

test('R-103 weights 3 to 1 over 400 turns are 300 to 100, one more or less', () => {
  const among = [
    { list: 1, weight: 3 },
    { list: 2, weight: 1 },
  ];
  const [heavy = 0] = share(new ListTurns(), among, 400);
  assert.ok(Math.abs(heavy - 300) <= 1, String(heavy));
});

test('R-103 whatever the weights, no list is ever ahead by more than a turn', () => {
  fc.assert(
    fc.property(lists, fc.integer({ min: 1, max: 400 }), (among, count) => {
      assertFair(among, share(new ListTurns(), among, count));
    }),
    { numRuns: 100 },
  );
});

test('R-103 a list that had nothing to give saves up no turns, and loses none by it', () => {
  fc.assert(
    fc.property(lists, fc.nat(200), fc.nat(200), (among, together, alone) => {
      const turns = new ListTurns();
      share(turns, among, together);
      share(turns, among.slice(1), alone);
      const after = share(turns, among, 100);
      const fresh = share(new ListTurns(), among, 100);
      const [had = 0, expected = 0] = [after[0], fresh[0]];
      // Every other list may stand up to one turn further on than where all begin together.
      assert.ok(Math.abs(had - expected) <= among.length, `${had} turns, not about ${expected}`);
    }),
    { numRuns: 100 },
  );
});

test('R-103 turns that came to nothing are had again, in whatever order offers end; asking changes nothing', () => {
  fc.assert(
    fc.property(
      lists,
      fc.array(fc.constantFrom('take', 'confirm', 'back', 'back twice', 'ask')),
      (among, steps) => {
        const turns = new ListTurns();
        const had = among.map(() => 0);
        const open: Turn[] = [];
        for (const step of steps) {
          const turn = step === 'take' ? take(turns, among) : open.shift();
          if (step === 'ask') turns.choose(CAMPAIGN, among, 0);
          if (turn === undefined) continue;
          if (step === 'take' || step === 'ask') open.push(turn);
          else if (step === 'confirm') {
            turns.confirm(turn);
            turns.giveBack(turn);
            had[among.indexOf(turn.chosen)] = (had[among.indexOf(turn.chosen)] ?? 0) + 1;
          } else {
            turns.giveBack(turn);
            if (step === 'back twice') turns.giveBack(turn);
          }
        }
        for (const turn of open) turns.giveBack(turn);
        const rest = share(turns, among, 600);
        assertFair(
          among,
          had.map((count, at) => count + (rest[at] ?? 0)),
        );
      },
    ),
    { numRuns: 100 },
  );
});

test('lists that a campaign has no more are forgotten', () => {
  const turns = new ListTurns();
  const among = [
    { list: 1, weight: 1 },
    { list: 2, weight: 1 },
  ];
  take(turns, among);
  turns.keep(CAMPAIGN, new Set([2]));
  take(turns, among.slice(1));
  assert.equal(turns.choose(CAMPAIGN, among, 0)?.list, 1);
});
