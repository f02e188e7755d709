import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { step, type Input } from './dialback.ts';
import { isOpen } from './missed-calls.ts';
import { NOBODY_YET, SAMPLE_PHONE, SAMPLE_RULES, sampleMissed } from './sample-missed.ts';

const TERMINAL = new Set(['completed', 'cancelled', 'expired', 'closed', 'missed-only']);

const move = fc.record({
  kind: fc.constantFrom(
    'missed',
    'missed elsewhere',
    'closed',
    'present',
    'dialing',
    'bridged',
    'unanswered',
    'returned',
    'caller-reached',
    'released',
    'number-excluded',
    'tick',
  ),
  /** Which of the last entries is meant: people report of what they saw. */
  stale: fc.integer({ min: 0, max: 2 }),
  waitMs: fc.integer({ min: 0, max: 1_200_000 }),
});

test('R-63 R-61 any history: one open entry at most and it is the last, ended entries never change, the place is kept', () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
      let calls = NOBODY_YET;
      let nowAt = 1_000_000;
      let serial = 0;
      const endings = new Map<string, string>();
      for (const { kind, stale, waitMs } of moves) {
        nowAt += waitMs;
        const before = calls.entries.at(-1);
        const meant = calls.entries.at(-1 - stale) ?? before;
        calls = step(calls, toInput(kind, meant?.dialbackId ?? 'none', `d${serial++}`, nowAt), nowAt);
        const open = calls.entries.filter(isOpen);
        assert.ok(open.length <= 1);
        if (open.length === 1) assert.equal(calls.entries.at(-1), open[0]);
        for (const entry of calls.entries) {
          const ending = `${entry.state} ${entry.cause} ${entry.endedAt}`;
          const earlier = endings.get(entry.dialbackId);
          if (earlier !== undefined) assert.equal(ending, earlier, 'I4: an outcome changed');
          if (TERMINAL.has(entry.state)) endings.set(entry.dialbackId, ending);
          assert.ok(entry.attempts <= entry.attemptsMax);
        }
        if (kind.startsWith('missed') && before !== undefined && isOpen(before)) {
          assert.equal(
            calls.entries.at(-1)?.orderAt,
            before.orderAt,
            'A-18: a new missed call lost its place',
          );
        }
        if (kind === 'tick')
          assert.ok(open.every((entry) => entry.state === 'dialing' || entry.expiresAt > nowAt));
      }
    }),
    { numRuns: 200 },
  );
});

function toInput(kind: string, dialbackId: string, freshId: string, nowAt: number): Input {
  switch (kind) {
    case 'missed':
      return sampleMissed(freshId, nowAt);
    case 'missed elsewhere':
      return sampleMissed(freshId, nowAt, { phone: '+12025550124' });
    case 'closed':
      return sampleMissed(freshId, nowAt, { cause: 'closed_hours' });
    case 'present':
      return { type: 'present', dialbackId, agentId: 'a' };
    case 'number-excluded':
      return { type: kind, phone: SAMPLE_PHONE };
    case 'tick':
      return { type: 'tick' };
    case 'dialing':
    case 'bridged':
    case 'unanswered':
    case 'returned':
    case 'caller-reached':
    case 'released':
      return { type: kind, dialbackId };
    default:
      throw new Error(kind);
  }
}

test('R-61 A-15 three unanswered attempts end it; between them lie five minutes', () => {
  let calls = step(NOBODY_YET, sampleMissed('d1', 0), 0);
  let nowAt = 0;
  for (const expected of ['queued', 'queued', 'expired']) {
    for (const kind of ['present', 'dialing', 'unanswered'] as const)
      calls = step(calls, toInput(kind, 'd1', '', nowAt), nowAt);
    assert.equal(calls.entries.at(-1)?.state, expected);
    assert.equal(step(calls, toInput('present', 'd1', '', nowAt), nowAt), calls, 'presented too soon');
    nowAt += SAMPLE_RULES.retryGapMs;
  }
});
