import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '@firstring/kernel/testing';
import { compareDays } from './compare-days.ts';
import { dayFigures } from './day-figures.ts';
import { simulateDay } from './simulate-day.ts';
import { syntheticDay } from './synthetic-day.ts';

const day = syntheticDay({ leads: 2000, agents: 8, day: '2026-11-20', random: seededRandom('7') });
const random = seededRandom('replay');

test('a synthetic day is a day of work: every agent has presentations, of several levels', () => {
  const { presentations } = simulateDay({ day, random, asRecorded: true });
  const figures = dayFigures(presentations, day.header);
  assert.ok(figures.presentations > 500);
  assert.equal(new Set(presentations.map(({ agentId }) => agentId)).size, 8);
  assert.ok(Object.keys(figures.byLevel).length >= 4);
});

test('the unchanged policy reproduces a day exactly: every choice, its agent, lead and lane, in order', () => {
  const real = simulateDay({ day, random, asRecorded: true });
  const again = simulateDay({ day, random });
  const compared = compareDays(real.presentations, again.presentations);
  assert.ok(compared.isExact);
  assert.deepEqual(dayFigures(again.presentations, day.header), dayFigures(real.presentations, day.header));
});
