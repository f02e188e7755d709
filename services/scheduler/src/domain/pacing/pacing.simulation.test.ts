import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '@firstring/kernel/testing';
import { NEW_FORECAST } from './forecast.ts';
import { paceOf } from './pacing.ts';
import { simulateOffice, type OfficePlan } from './simulated-office.ts';

const CEILING = 0.03;

function office(seed: string, more: Partial<OfficePlan> = {}): OfficePlan {
  return {
    agents: 8,
    hours: 1000,
    random: seededRandom(seed),
    // It changes from hour to hour, more than any forecast can know.
    answerRate: (hour) => 0.15 + (0.45 * ((hour * 7919) % 13)) / 12,
    phoneFails: 0.002,
    ...more,
  };
}

test('R-111 in 1,000 simulated hours the ceiling of 3 % is never broken, in no window of 30 days, and agents are kept busy', () => {
  const report = simulateOffice(office('a thousand hours'));
  assert.ok(report.worst <= CEILING, `worst ${report.worst}`);
  assert.ok(report.abandoned > 0, 'nobody was ever left alone: nothing was tried');
  assert.ok(report.ahead > 10_000, `${report.ahead} dials ahead`);
  const busy = report.talkedMs / (8 * 1000 * 3_600_000);
  const alone = simulateOffice(office('a thousand hours', { roomOf: () => ({ window: -1, today: -1 }) }));
  const busyAlone = alone.talkedMs / (8 * 1000 * 3_600_000);
  assert.equal(alone.dials, 0);
  assert.ok(busy > busyAlone * 1.03, `${busy} of the time in talks, ${busyAlone} by previews alone`);
});

test('control: without the ledger’s word the same campaign breaks it', () => {
  const report = simulateOffice(
    office('a thousand hours', { hours: 200, roomOf: () => ({ window: 1e6, today: 1e6 }) }),
  );
  assert.ok(report.worst > CEILING, `worst ${report.worst}`);
});

test('a decision for 500 agents takes no millisecond', () => {
  const now = { agentsReady: 20, agentsTalking: 400, agentsWrappingUp: 80, callsOut: 90, callsWaiting: 2 };
  const told = {
    forecast: NEW_FORECAST,
    room: { window: 5000, today: 600 },
    limits: { ceilingBasisPoints: 300, linesPerAgentMax: 10 },
  };
  const rounds = 2000;
  const startedAt = process.cpuUsage();
  for (let round = 0; round < rounds; round += 1) paceOf(now, told);
  const { user, system } = process.cpuUsage(startedAt);
  const eachMs = (user + system) / 1000 / rounds;
  assert.ok(eachMs < 1, `${eachMs} ms`);
});
