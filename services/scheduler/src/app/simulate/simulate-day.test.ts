import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '@firstring/kernel/testing';
import { fitAnswers } from './answer-model.ts';
import { campaignsOf, changedCampaign, policyOfDay } from './changed-campaign.ts';
import { compareDays } from './compare-days.ts';
import { dayFigures } from './day-figures.ts';
import { dayLines, readDay } from './day-file.ts';
import { dayReport } from './day-report.ts';
import type { Day, DayInput } from './day.ts';
import { printReport } from './print-report.ts';
import { recordedAttempts } from './recorded-attempts.ts';
import { simulateDay } from './simulate-day.ts';
import { syntheticDay } from './synthetic-day.ts';

const day = syntheticDay({ leads: 1500, agents: 6, day: '2026-11-20', random: seededRandom('3') });
const random = seededRandom('answers');
const real = simulateDay({ day, random, asRecorded: true });
const [campaign] = campaignsOf(day).values();
assert.ok(campaign !== undefined);
const policy = policyOfDay(day, campaign);

function underPolicy(text: string) {
  const changed = changedCampaign(day, campaign ?? assert.fail(), text);
  assert.ok(changed.type === 'changed');
  return simulateDay({ day, random, campaigns: [changed.campaign] });
}

test('the day’s own policy, printed as YAML and read back, makes every choice of the day again', () => {
  const again = underPolicy(policy);
  assert.ok(compareDays(real.presentations, again.presentations).isExact);
});

test('another policy makes other choices, and the same ones for the same seed', () => {
  const other = policy.replace('weight: 3', 'weight: 1').replace('preview_limit: 2m', 'preview_limit: 1m');
  const [first, second] = [underPolicy(other), underPolicy(other)];
  assert.ok(!compareDays(real.presentations, first.presentations).isExact);
  assert.deepEqual(first.presentations, second.presentations);
});

test('R-13 R-15 with fewer attempts a day there are fewer dials a lead, and a higher share of distinct leads', () => {
  const strict = `${policy}\ncadence:\n  first_day_attempts: 1\n  follow_up_day_max: 1\n`;
  const [before, after] = [real, underPolicy(strict)].map(({ presentations }) =>
    dayFigures(presentations, day.header),
  );
  assert.ok((after?.attemptsPerLead ?? 9) < (before?.attemptsPerLead ?? 0), JSON.stringify([before, after]));
  assert.ok((after?.uniqueDialRate ?? 0) > (before?.uniqueDialRate ?? 1));
});

test('whom the day did not dial gets an answer of the model, whom it did their own: both are counted', () => {
  const fewer: Day = {
    ...day,
    inputs: day.inputs.filter((input) => input.type !== 'call' || input.at % 2 === 0),
  };
  const other = changedCampaign(day, campaign, policy.replace('weight: 3', 'weight: 1'));
  assert.ok(other.type === 'changed');
  const { presentations } = simulateDay({ day: fewer, random, campaigns: [other.campaign] });
  const bases = new Set(presentations.map(({ basis }) => basis));
  assert.ok(bases.has('model') && bases.has('known'), [...bases].join());
  assert.ok(dayFigures(presentations, day.header).modelled > 0);
});

test('a policy with an error is refused with its line', () => {
  const changed = changedCampaign(day, campaign, 'policy: 1\ncaps:\n  attempts: many\n');
  assert.ok(changed.type === 'refused');
  assert.equal(changed.problems[0]?.line, 3);
});

test('R-82 a list given to one agent stays theirs under another policy', () => {
  const [own, ...others] = campaign.lists;
  assert.ok(own !== undefined);
  const given = { ...campaign, lists: [{ ...own, agentIds: ['agent-001'] }, ...others] };
  const changed = changedCampaign(day, given, policy.replace('weight: 3', 'weight: 1'));
  assert.ok(changed.type === 'changed');
  assert.deepEqual(
    changed.campaign.lists.map(({ weight, agentIds }) => [weight, agentIds]),
    [
      [1, ['agent-001']],
      [1, []],
    ],
  );
});

test('R-87 a policy names lists of its own process only, and is told of no others', () => {
  const theirs = (listId: string, name: string): DayInput => {
    const list = { listId, processId: 'other', version: 1, isEnabled: true, timeZone: 'UTC' };
    return { type: 'list', at: 0, list, name };
  };
  const both = { ...day, inputs: [theirs('a', 'list-partners'), theirs('b', 'Secret'), ...day.inputs] };
  const own = changedCampaign(both, campaign, policyOfDay(both, campaign));
  assert.ok(own.type === 'changed');
  const wrong = changedCampaign(both, campaign, policy.replace('list-web', 'nowhere'));
  assert.ok(wrong.type === 'refused');
  assert.match(wrong.problems[0]?.message ?? '', /"list-web"/);
  assert.doesNotMatch(wrong.problems[0]?.message ?? '', /Secret/);
});

test('the model is fitted by level and hour, and drawn to the day’s own rate where dials are few', () => {
  const model = fitAnswers(recordedAttempts(day).values(), day.header.fromAt);
  assert.ok(model !== undefined);
  const rates = dayFigures(real.presentations, day.header).byLevel;
  assert.ok(Math.abs(model.answerRate('P1', 30) - (rates['P1']?.rate ?? 0)) < 0.03);
  assert.ok(model.answerRate('P1', 17) !== model.answerRate('P1', 22));
  assert.equal(fitAnswers([], day.header.fromAt), undefined);
});

test('a day as a file is the same day', async () => {
  async function* lines() {
    yield* dayLines(day);
  }
  const read = await readDay(lines());
  const again = simulateDay({ day: read, random });
  assert.ok(compareDays(real.presentations, again.presentations).isExact);
});

test('a file that is no day is refused with its line', async () => {
  const [header = '', lead = ''] = dayLines(day);
  const refused = async (...lines: string[]): Promise<string> => {
    async function* each() {
      yield* lines;
    }
    return readDay(each()).then(
      () => assert.fail('it was read'),
      (error: Error) => error.message,
    );
  };
  assert.match(await refused(), /line 1: it is empty/);
  assert.match(await refused('{"format":"else"}'), /line 1/);
  assert.match(await refused(header, lead, '{"type":"chosen"'), /line 3: it is not JSON/);
  assert.match(await refused(header, '17'), /line 2: it is not an object/);
  assert.match(await refused(header, '{"type":"card"}'), /line 2: it has no type or no instant/);
});

test('the report says whether the day was reproduced, in words and figures', () => {
  const simulated = simulateDay({ day, random });
  const asked = { day, real, simulated, isChanged: false, notes: [], tookMs: 500 };
  const report = dayReport(asked);
  assert.equal(report.replay?.isExact, true);
  assert.equal(report.answers, 'none needed');
  assert.match(printReport(report), /choices were made again/);
  const shorter = { ...simulated, presentations: simulated.presentations.slice(0, 10) };
  assert.match(printReport(dayReport({ ...asked, simulated: shorter })), /only the first 10 of \d+ choices/);
});
