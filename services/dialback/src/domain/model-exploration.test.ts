import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { step } from './dialback.ts';
import { HAPPENINGS, keyOf, openWorld, type ExploredWorld } from './explored-world.ts';
import { isOpen } from './missed-calls.ts';

const DEPTH = 8;

for (const isNew of [false, true]) {
  const whose = isNew ? 'a lead made for the call' : 'a lead that is known';
  test(`I4 R-60 R-63 of ${whose}, everything that can happen in any order, eight deep: one open entry, one outcome each, no dial after they were reached`, (t) => {
    explore(t, openWorld(isNew));
  });
}

/** Breadth first; worlds with the same future are gone through once, and counted as often as they are come to. */
function explore(t: TestContext, start: ExploredWorld): void {
  let worlds = new Map([[keyOf(start), { world: start, ways: 1n, path: '' }]]);
  const ends = new Map<string, number>();
  let visited = 1;
  for (let depth = 1; depth <= DEPTH; depth += 1) {
    const next: typeof worlds = new Map();
    for (const { world, ways, path } of worlds.values()) {
      for (const [name, happen] of Object.entries(HAPPENINGS)) {
        const after = happen(world);
        const told = `${path} ${name}`;
        check(after, told);
        for (const end of newEnds(world, after, told)) ends.set(end, (ends.get(end) ?? 0) + 1);
        const key = keyOf(after);
        const known = next.get(key) ?? { world: after, ways: 0n, path: told };
        next.set(key, { ...known, ways: known.ways + ways });
      }
    }
    worlds = next;
    visited += worlds.size;
  }
  for (const { world, path } of worlds.values()) settle(world, path);
  const ways = worlds.values().reduce((sum, each) => sum + each.ways, 0n);
  t.diagnostic(`${ways} interleavings, ${visited} worlds, ends: ${JSON.stringify(Object.fromEntries(ends))}`);
  assert.equal(ways, BigInt(Object.keys(HAPPENINGS).length) ** BigInt(DEPTH));
  for (const end of ['completed bridged', 'cancelled caller_reached', 'expired time_limit'])
    assert.ok((ends.get(end) ?? 0) > 0, `never ${end}`);
}

function check({ calls, missed, reachedAt, held }: ExploredWorld, told: string): void {
  const { entries } = calls;
  const open = entries.filter(isOpen);
  assert.ok(open.length <= 1 && (open.length === 0 || entries.at(-1) === open[0]), told);
  const ids = new Set(entries.map(({ dialbackId }) => dialbackId));
  assert.ok(ids.size === missed && entries.length === missed, `${told}: a call is not there once`);
  const isStale = open.some(({ missedAt }) => missedAt <= reachedAt);
  assert.ok(!isStale, `${told}: open, though they were reached since`);
  const isLate = held?.isDialled === true && entries.every(({ missedAt }) => missedAt <= reachedAt);
  assert.ok(!isLate, `${told}: dialled, though they were reached since`);
}

/** How entries have ended by this; those that had ended before have not changed. */
function newEnds(before: ExploredWorld, after: ExploredWorld, told: string): string[] {
  const earlier = new Map(before.calls.entries.map((entry) => [entry.dialbackId, entry]));
  return after.calls.entries.flatMap((entry) => {
    const known = earlier.get(entry.dialbackId);
    if (known === undefined || isOpen(known)) return isOpen(entry) ? [] : [`${entry.state} ${entry.cause}`];
    assert.ok(known.state === entry.state && known.cause === entry.cause, `${told}: an outcome changed`);
    return [];
  });
}

/** Nobody comes any more: the agent's call ends, then the time limit passes. */
function settle({ calls, held, nowAt }: ExploredWorld, told: string): void {
  const rung =
    held === undefined ? calls : step(calls, { type: 'unanswered', dialbackId: held.dialbackId }, nowAt);
  const after = step(rung, { type: 'tick' }, nowAt + 24 * 3_600_000);
  assert.ok(!after.entries.some(isOpen), `${told}: an entry without an outcome`);
}
