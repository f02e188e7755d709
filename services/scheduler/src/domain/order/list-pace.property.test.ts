import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ListTurns, type Contender } from './list-turns.ts';

const HOUR = 3_600_000;
const CAMPAIGN = 1;
const rates = fc.array(fc.integer({ min: 1, max: 240 }), { minLength: 1, maxLength: 5 });

function paced(list: number, attemptsPerHour: number): Contender {
  return { list, weight: 1, intervalMs: HOUR / attemptsPerHour };
}

/** A lead is given at each of these instants; how many each list gave up to each of them. */
function run(turns: ListTurns, among: readonly Contender[], instants: Iterable<number>) {
  const had = new Map<number, number>(among.map(({ list }) => [list, 0]));
  const told: { at: number; had: ReadonlyMap<number, number> }[] = [];
  for (const nowAt of instants) {
    const chosen = turns.choose(CAMPAIGN, among, nowAt);
    assert.ok(chosen !== undefined, 'an agent never waits while a list has leads');
    const turn = { campaign: CAMPAIGN, chosen, among, nowAt };
    turns.take(turn);
    turns.confirm(turn);
    had.set(chosen.list, (had.get(chosen.list) ?? 0) + 1);
    told.push({ at: nowAt, had: new Map(had) });
  }
  return told;
}

function* every(stepMs: number, fromAt: number, untilAt: number): Generator<number> {
  for (let at = fromAt; at < untilAt; at += stepMs) yield at;
}

test('R-130 A-38 each list holds its rate at every moment, one lead more or less, while leads and agents suffice', () => {
  fc.assert(
    fc.property(rates, fc.integer({ min: 1, max: 3 }), fc.nat(1e9), (targets, room, startAt) => {
      const lists = targets.map((rate, at) => paced(at + 1, rate));
      const free = { list: 99, weight: 1 };
      const demand = targets.reduce((sum, rate) => sum + rate, 0) + room;
      const stepMs = HOUR / demand;
      for (const { at, had } of run(
        new ListTurns(),
        [free, ...lists],
        every(stepMs, startAt, startAt + HOUR),
      )) {
        for (const [index, rate] of targets.entries()) {
          const due = ((at - startAt) / HOUR) * rate;
          // Leads are given when agents ask: a due one waits for up to one of these moments.
          const slack = 1 + (rate * stepMs) / HOUR + 1e-6;
          const count = had.get(index + 1) ?? 0;
          assert.ok(Math.abs(count - due) <= slack, `${count} for ${due} of ${targets.join()}`);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('R-130 A-38 where agents are too few or too many, all lists are behind or ahead in proportion', () => {
  fc.assert(
    fc.property(rates, fc.constantFrom(0.3, 0.6, 2, 5), (targets, load) => {
      const lists = targets.map((rate, at) => paced(at + 1, rate));
      const total = targets.reduce((sum, rate) => sum + rate, 0);
      const hours = 4;
      const told = run(new ListTurns(), lists, every(HOUR / (total * load), 0, hours * HOUR));
      const { had = new Map<number, number>() } = told.at(-1) ?? {};
      for (const [index, rate] of targets.entries()) {
        const share = (told.length * rate) / total;
        assert.ok(
          Math.abs((had.get(index + 1) ?? 0) - share) <= targets.length + 1,
          `${[...had.values()].join()} of ${targets.join()}`,
        );
      }
    }),
    { numRuns: 60 },
  );
});

test('R-130 A-38 a list that had nothing to give for a while, and a night without agents, are not made up for', () => {
  const [fast, slow, free] = [paced(1, 60), paced(2, 30), { list: 3, weight: 1 }];
  const turns = new ListTurns();
  const minute = 60_000;
  run(turns, [fast, slow, free], every(20_000, 0, HOUR));
  run(turns, [slow, free], every(20_000, HOUR, 2 * HOUR));
  const back = run(turns, [fast, slow, free], every(20_000, 2 * HOUR, 3 * HOUR)).at(-1)?.had;
  assert.ok(Math.abs((back?.get(1) ?? 0) - 60) <= 2, `${back?.get(1) ?? 0}`);
  // A night later: at most a quarter of an hour is made up for.
  const morning = 15 * HOUR;
  const next = run(turns, [fast, slow, free], every(20_000, morning, morning + HOUR)).at(-1)?.had;
  assert.ok((next?.get(1) ?? 0) <= 60 + 15 + 2 && (next?.get(1) ?? 0) >= 60, `${next?.get(1) ?? 0}`);
  assert.ok((next?.get(3) ?? 0) > 60, 'the list without a rate has what is left');
  assert.equal(turns.choose(CAMPAIGN, [], morning + 2 * minute), undefined);
});

test('R-130 a paced turn that came to nothing is had again', () => {
  const [a, b] = [paced(1, 10), paced(2, 10)];
  const turns = new ListTurns();
  const first = turns.choose(CAMPAIGN, [a, b], 0);
  assert.ok(first !== undefined);
  const turn = { campaign: CAMPAIGN, chosen: first, among: [a, b], nowAt: 0 };
  turns.take(turn);
  assert.notEqual(turns.choose(CAMPAIGN, [a, b], 0)?.list, first.list);
  turns.giveBack(turn);
  assert.equal(turns.choose(CAMPAIGN, [a, b], 0)?.list, first.list);
});
