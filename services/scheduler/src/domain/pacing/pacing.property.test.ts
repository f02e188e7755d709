import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { NEW_FORECAST } from './forecast.ts';
import { countCall, roomOf, totalsOf, type Ledger } from './ledger.ts';
import { paceOf } from './pacing.ts';

const situations = fc.record({
  agentsReady: fc.nat(60),
  agentsTalking: fc.nat(60),
  agentsWrappingUp: fc.nat(30),
  callsOut: fc.nat(80),
  callsWaiting: fc.nat(10),
});
const forecasts = fc.record({
  dials: fc.integer({ min: 10, max: 200 }),
  answers: fc.integer({ min: 0, max: 10 }),
  ringMs: fc.integer({ min: 1, max: 60_000 }),
  talkMs: fc.integer({ min: 1, max: 600_000 }),
  wrapUpMs: fc.integer({ min: 0, max: 600_000 }),
});
const rooms = fc.record({
  window: fc.integer({ min: -20, max: 200 }),
  today: fc.integer({ min: -20, max: 60 }),
});
const limits = fc.record({
  ceilingBasisPoints: fc.integer({ min: 1, max: 300 }),
  linesPerAgentMax: fc.integer({ min: 1, max: 10 }),
});

test('R-111 no forecast overrules the room: all that is out abandoned is allowed, and all that is ahead of agents by today', () => {
  fc.assert(
    fc.property(situations, forecasts, rooms, limits, (now, forecast, room, limit) => {
      const { dials } = paceOf(now, { forecast, room, limits: limit });
      assert.ok(Number.isInteger(dials) && dials >= 0);
      if (dials === 0) return;
      const out = now.callsOut + dials + now.callsWaiting;
      assert.ok(out <= room.window, `${out} out, room for ${room.window}`);
      assert.ok(out - now.agentsReady <= Math.max(0, room.today));
      assert.ok(out <= limit.linesPerAgentMax * (now.agentsReady + now.agentsTalking + now.agentsWrappingUp));
    }),
    { numRuns: 200 },
  );
});

test('R-111 without room agents are given previews; with room every ready agent has a call', () => {
  const limit = { ceilingBasisPoints: 300, linesPerAgentMax: 3 };
  const now = { agentsReady: 4, agentsTalking: 0, agentsWrappingUp: 0, callsOut: 0, callsWaiting: 0 };
  const pace = (window: number, today = 0) =>
    paceOf(now, { forecast: NEW_FORECAST, room: { window, today }, limits: limit });
  assert.deepEqual(pace(3), { mode: 'preview', dials: 0 });
  assert.deepEqual(pace(4), { mode: 'one_each', dials: 4 });
  assert.equal(pace(100, 20).mode, 'ahead');
  assert.ok(pace(100, 20).dials > 4);
  assert.deepEqual(
    paceOf(
      { ...now, agentsReady: 0 },
      { forecast: NEW_FORECAST, room: { window: 9, today: 9 }, limits: limit },
    ),
    {
      mode: 'resting',
      dials: 0,
    },
  );
});

test('the ledger looks at thirty calendar days, and knows a call once it is told', () => {
  let ledger: Ledger = [];
  ledger = countCall(ledger, '2026-10-24', 'talked');
  ledger = countCall(ledger, '2026-10-25', 'talked');
  ledger = countCall(ledger, '2026-11-23', 'abandoned');
  assert.deepEqual(totalsOf(ledger, '2026-11-22'), { answered: 2, abandoned: 0 });
  assert.deepEqual(totalsOf(ledger, '2026-11-23'), { answered: 2, abandoned: 1 });
  for (let calls = 0; calls < 98; calls += 1) ledger = countCall(ledger, '2026-11-23', 'talked');
  assert.deepEqual(roomOf(ledger, '2026-11-23', 300), { window: 1, today: 1 });
});
