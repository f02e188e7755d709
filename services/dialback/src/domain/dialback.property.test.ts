import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isOpen, step, type DialbackPolicy, type Input, type MissedCalls } from './dialback.ts';

const POLICY: DialbackPolicy = { ttlMs: 3_600_000, retryGapMs: 300_000, attemptsMax: 3 };
const EMPTY: MissedCalls = { processId: 'p', phone: '+12025550123', entries: [] };
const TERMINAL = new Set(['completed', 'cancelled', 'expired', 'closed', 'missed-only']);

const move = fc.record({
  kind: fc.constantFrom(
    'missed',
    'closed',
    'present',
    'dialing',
    'bridged',
    'unanswered',
    'returned',
    'caller-reached',
    'tick',
  ),
  waitMs: fc.integer({ min: 0, max: 1_200_000 }),
});

test('R-63 R-61 any history: one open entry at most and it is the last, ended entries never change, the place is kept', () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
      let calls = EMPTY;
      let nowAt = 1_000_000;
      let serial = 0;
      const endings = new Map<string, string>();
      for (const { kind, waitMs } of moves) {
        nowAt += waitMs;
        const before = calls.entries.at(-1);
        const input = toInput(kind, before?.dialbackId ?? 'none', `d${serial++}`, nowAt);
        calls = step(calls, input, POLICY, nowAt);
        const open = calls.entries.filter(isOpen);
        assert.ok(open.length <= 1);
        if (open.length === 1) assert.equal(calls.entries.at(-1), open[0]);
        for (const entry of calls.entries) {
          const earlier = endings.get(entry.dialbackId);
          if (earlier !== undefined) assert.equal(entry.state, earlier, 'I4: an outcome changed');
          if (TERMINAL.has(entry.state)) endings.set(entry.dialbackId, entry.state);
          assert.ok(entry.attempts <= POLICY.attemptsMax);
        }
        if (kind === 'missed' && before !== undefined && isOpen(before)) {
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

test('R-52 a call outside opening hours is listed and never queued, and leaves an open entry alone', () => {
  const open = step(EMPTY, toInput('missed', '', 'd1', 10), POLICY, 10);
  const after = step(open, toInput('closed', '', 'd2', 20), POLICY, 20);
  assert.deepEqual(
    after.entries.map(({ dialbackId, state }) => [dialbackId, state]),
    [
      ['d2', 'missed-only'],
      ['d1', 'queued'],
    ],
  );
});

test('R-61 three unanswered attempts end it; between them lie five minutes', () => {
  let calls = step(EMPTY, toInput('missed', '', 'd1', 0), POLICY, 0);
  let nowAt = 0;
  for (const expected of ['queued', 'queued', 'expired']) {
    for (const kind of ['present', 'dialing', 'unanswered'] as const)
      calls = step(calls, toInput(kind, 'd1', '', nowAt), POLICY, nowAt);
    assert.equal(calls.entries.at(-1)?.state, expected);
    assert.equal(
      step(calls, toInput('present', 'd1', '', nowAt), POLICY, nowAt),
      calls,
      'presented too soon',
    );
    nowAt += POLICY.retryGapMs;
  }
});

function toInput(kind: string, dialbackId: string, freshId: string, nowAt: number): Input {
  switch (kind) {
    case 'missed':
    case 'closed':
      return {
        type: 'missed',
        dialbackId: freshId,
        campaignId: 'c',
        leadId: 'lead-1',
        cause: kind === 'closed' ? 'closed_hours' : 'no_agent',
        missedAt: nowAt,
      };
    case 'present':
      return { type: 'present', dialbackId, agentId: 'a' };
    case 'tick':
      return { type: 'tick' };
    case 'dialing':
    case 'bridged':
    case 'unanswered':
    case 'returned':
    case 'caller-reached':
      return { type: kind, dialbackId };
    default:
      throw new Error(kind);
  }
}
