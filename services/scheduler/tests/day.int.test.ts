import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CampaignType } from '@firstring/contracts/leads/campaign';
import type { Campaign } from '@firstring/contracts/leads/lead_events';
import { seededRandom } from '@firstring/kernel/testing';
import { compareDays } from '../src/app/simulate/compare-days.ts';
import { dayFigures } from '../src/app/simulate/day-figures.ts';
import type { Day } from '../src/app/simulate/day.ts';
import { simulateDay } from '../src/app/simulate/simulate-day.ts';
import { exportDay } from '../src/transport/bus/day/export-day.ts';
import { decodeCard } from '../src/upstream/decode-card.ts';
import { WorkingDay } from './_working-day.ts';

const DAY = Date.UTC(2026, 5, 1);
const HEADER = {
  day: '2026-06-01',
  timeZone: 'UTC',
  fromAt: DAY,
  toAt: DAY + 86_400_000,
  skipPauseMs: 600_000,
};

async function recorded(seed: string, leads = 60, change: Partial<Campaign> = {}): Promise<Day> {
  const working = await WorkingDay.start(seededRandom(seed), leads, change);
  await using world = working.world;
  if (change.predictive !== undefined) await working.answered(40);
  await working.work(400);
  async function* cards() {
    for (const card of world.leads.cards.values())
      yield { processId: card.processId, card: decodeCard(card) };
  }
  return exportDay({ bus: world.bus, cards: cards() }, HEADER);
}

const random = seededRandom('answers');

const DAYS = [
  { seed: 'a', leads: 60, of: 'many leads' },
  // Agents wait: what comes is chosen at once.
  { seed: 'b', leads: 3, of: 'few leads' },
];

for (const { seed, leads, of } of DAYS) {
  test(`a day of ${of} of the real scheduler is read from its log, and the unchanged policy makes every choice of it again`, async () => {
    const day = await recorded(seed, leads);
    const real = simulateDay({ day, random, asRecorded: true });
    const again = simulateDay({ day, random });
    assert.deepEqual(day.header.notes, []);
    assert.ok(real.presentations.length > 20, 'there was work');
    assert.equal(real.presentations.length, day.inputs.filter(({ type }) => type === 'chosen').length);
    assert.equal(compareDays(real.presentations, again.presentations).first, undefined);
    assert.ok(again.presentations.every(({ basis }) => basis === 'recorded'));
    assert.deepEqual(dayFigures(again.presentations, day.header), dayFigures(real.presentations, day.header));
  });
}

const AUTOMATIC: readonly { readonly of: string; readonly change: Partial<Campaign> }[] = [
  {
    of: 'a voice blast',
    change: {
      type: CampaignType.CAMPAIGN_TYPE_VOICE_BLAST,
      voiceBlast: {
        recording: 'offer',
        callsMax: 3,
        callsPerMinute: 60,
        connectKey: '',
        laterKey: '2',
        excludeKey: '9',
        laterMinutes: 1,
        connectWaitSeconds: 30,
        noAgentMessage: '',
      },
    },
  },
  {
    of: 'a predictive campaign that dials ahead, and gives previews where it may not',
    change: {
      type: CampaignType.CAMPAIGN_TYPE_PARALLEL_PREDICTIVE,
      predictive: {
        abandonmentCeilingBasisPoints: 300,
        connectLimitMs: 2000,
        safeHarbourMessage: 'who-we-are',
        linesPerAgentMax: 3,
      },
    },
  },
];

for (const { of, change } of AUTOMATIC) {
  test(`R-111 a day of ${of}: what was dialled without an agent is in the log, and is chosen again`, async () => {
    const day = await recorded('f', 60, change);
    const real = simulateDay({ day, random, asRecorded: true });
    const again = simulateDay({ day, random });
    const ahead = real.presentations.filter(({ agentId }) => agentId === '');
    assert.ok(ahead.length > 5, `${ahead.length} dials without an agent`);
    assert.ok(ahead.some(({ dialledAt }) => dialledAt !== undefined));
    if (change.predictive !== undefined) assert.ok(ahead.length < real.presentations.length, 'previews, too');
    assert.deepEqual(compareDays(real.presentations, again.presentations).first, undefined);
    assert.ok(again.presentations.every(({ basis }) => basis === 'recorded'));
    assert.deepEqual(dayFigures(again.presentations, day.header), dayFigures(real.presentations, day.header));
    assert.ok(dayFigures(real.presentations, day.header).dials >= ahead.length / 2);

    const campaign = day.inputs
      .flatMap((input) => (input.type === 'campaign' ? [input.campaign] : []))
      .at(-1);
    assert.ok(campaign !== undefined);
    const lists = campaign.lists.map((list) => ({ ...list, weight: 4 - list.weight }));
    const other = simulateDay({ day, random, campaigns: [{ ...campaign, lists }] });
    const played = other.presentations.filter(({ agentId, basis }) => agentId === '' && basis !== 'recorded');
    assert.ok(played.length > 0, 'another policy dials others');
    assert.ok(played.every(({ outcome }) => outcome !== 'chosen'));
  });
}

test('a record that says something else than what happened, or another policy, is not reproduced', async () => {
  const day = await recorded('d');
  const choices = day.inputs.flatMap((input) => (input.type === 'chosen' ? [input] : []));
  const [first, , third] = choices;
  assert.ok(first !== undefined && third !== undefined);
  const forged = {
    ...day,
    inputs: day.inputs.map((input) => (input === third ? { ...third, leadId: first.leadId } : input)),
  };
  const told = simulateDay({ day: forged, random, asRecorded: true });
  const again = simulateDay({ day: forged, random });
  assert.equal(compareDays(told.presentations, again.presentations).alike, 2, 'up to the forged choice');
  assert.equal(again.presentations[2]?.leadId, third.leadId, 'what happened is chosen');
  assert.equal(again.presentations[2]?.basis, 'model', 'and does not pass for the record’s');

  const campaign = day.inputs.flatMap((input) => (input.type === 'campaign' ? [input.campaign] : [])).at(-1);
  assert.ok(campaign !== undefined);
  const lists = campaign.lists.map((list) => ({ ...list, weight: 4 - list.weight }));
  const honest = simulateDay({ day, random, asRecorded: true });
  const other = simulateDay({ day, random, campaigns: [{ ...campaign, lists }] });
  assert.ok(!compareDays(honest.presentations, other.presentations).isExact);
  assert.ok(other.presentations.some(({ basis }) => basis !== 'recorded'));
});

test('a running scheduler simulates its day for whoever asks, in a thread: one at a time, and only of its process', async () => {
  const working = await WorkingDay.start(seededRandom('e'), 30);
  await using world = working.world;
  await working.work(150);
  const asked = {
    processId: 'process-1',
    campaignId: 'campaign-1',
    day: '2026-06-01',
    timeZone: 'UTC',
    policy: '',
  };
  const first = world.simulate(asked);
  await assert.rejects(world.simulate(asked), { reason: 'SIMULATION_BUSY' });
  const report: unknown = JSON.parse((await first) ?? '');
  assert.ok(typeof report === 'object' && report !== null && 'replay' in report);
  assert.partialDeepStrictEqual(report.replay, { isExact: true });
  const refusals = [
    [{ ...asked, campaignId: 'other' }, 'CAMPAIGN_NOT_FOUND'],
    [{ ...asked, processId: 'process-2' }, 'CAMPAIGN_NOT_FOUND'],
    [{ ...asked, day: '2026-05-31' }, 'DAY_UNKNOWN'],
    [{ ...asked, day: 'today' }, 'INVALID_ARGUMENT'],
    [{ ...asked, policy: 'policy: 1\ncaps:\n  attempts: many\n' }, 'POLICY_INVALID'],
  ] as const;
  for (const [request, reason] of refusals) await assert.rejects(world.simulate(request), { reason });
});
