import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cadencePolicy } from '@firstring/domain';
import fc from 'fast-check';
import type { IndexCard } from './card.ts';
import { OrderIndex } from './order-index.ts';
import { sampleCard } from './sample-card.ts';
import { packSteps } from './steps.ts';

/** Monday noon in New York. */
const NOW = Date.UTC(2026, 5, 1, 16);
const CAMPAIGN = 'campaign-1';
const SEGMENTS = ['s1', 's2', 's3'];
const AGENTS = ['agent-1', 'agent-2', 'agent-3'];
const FIRST_STEP = packSteps([1, 1, 1, 1, 1]);
const settings = {
  policy: cadencePolicy(),
  window: { startMinute: 0, endMinute: 1440 },
  agentCodes: [{ agentId: 'agent-1', codes: ['north'] }],
};

/** The agents of each segment; none: it is not assigned. */
const assigned = fc.tuple(...SEGMENTS.map(() => fc.subarray(AGENTS)));
type Assigned = typeof assigned extends fc.Arbitrary<infer Value> ? Value : never;
const leads = fc.array(
  fc.record({
    segments: fc.subarray(SEGMENTS),
    code: fc.constantFrom<string>('', '', 'north'),
    age: fc.integer({ min: 0, max: 90_000 }),
    owner: fc.constantFrom('', '', ...AGENTS),
  }),
  { maxLength: 25 },
);
type Lead = (typeof leads extends fc.Arbitrary<infer Value> ? Value : never)[number];

function criteriaOf(revision: number, agents: Assigned) {
  const segments = new Map(
    SEGMENTS.map((segment, at) => [segment, new Set(agents[at])] as const).filter(
      ([, each]) => each.size > 0,
    ),
  );
  return { revision, isFiltered: true, isLayered: false, stepNames: [''], policies: [], segments };
}

function cardOf({ age, code, segments }: Lead, number: number): IndexCard {
  const placement = { campaignId: CAMPAIGN, revision: 1, steps: FIRST_STEP, values: [] };
  return sampleCard(number, {
    optInAt: NOW - age * 1000,
    ownershipCode: code,
    placements: [{ ...placement, segments: segments.join(' ') }],
  });
}

function orderOf(given: readonly Lead[], isIn: (lead: Lead) => boolean, agents: Assigned): OrderIndex {
  const order = new OrderIndex({ leadsMax: 100 });
  order.setCampaign(CAMPAIGN, settings);
  order.setCriteria(CAMPAIGN, criteriaOf(1, agents));
  for (const [number, lead] of given.entries()) {
    if (!isIn(lead)) continue;
    const card = cardOf(lead, number);
    order.upsert(card, NOW);
    if (lead.owner !== '') order.setOwner(card.leadId, lead.owner, NOW);
  }
  while (order.advance(NOW, 1000));
  return order;
}

/** The rule in so many words. */
function isTheirs({ segments }: Lead, agents: Assigned, agentId: string): boolean {
  const named = segments.flatMap((segment) => agents[SEGMENTS.indexOf(segment)] ?? []);
  return named.length === 0 || named.includes(agentId);
}

const NOBODYS: Assigned = [[], [], []];
const words = (order: OrderIndex, agentId: string) =>
  order.view.waitingReasons({ agentId, campaignIds: [CAMPAIGN] }, NOW).map(({ reason }) => reason);

test('R-83 what an agent is given is what there would be if only the leads of no segment and of theirs were there', () => {
  fc.assert(
    fc.property(leads, assigned, assigned, (given, before, after) => {
      const whole = orderOf(given, () => true, before);
      for (const [revision, agents] of [before, after].entries()) {
        // Other agents of the segments: nothing is placed anew.
        if (revision > 0) whole.setCriteria(CAMPAIGN, criteriaOf(1 + revision, agents));
        for (const agentId of AGENTS) {
          const naive = orderOf(given, (lead) => isTheirs(lead, agents, agentId), NOBODYS);
          const scope = { agentId, campaignIds: [CAMPAIGN] };
          assert.equal(whole.view.peekBest(scope, NOW)?.leadId, naive.view.peekBest(scope, NOW)?.leadId);
          assert.deepEqual(whole.view.counts(scope, NOW), naive.view.counts(scope, NOW));
          assert.equal(
            words(whole, agentId).includes('SEGMENT_OF_OTHERS'),
            given.some((lead) => !isTheirs(lead, agents, agentId)),
          );
          for (const [number, lead] of given.entries()) {
            const may = whole.view.mayHave(cardOf(lead, number).leadId, CAMPAIGN, [agentId]);
            const hasCode = lead.code === '' || agentId === 'agent-1';
            const isOwn = lead.owner === '' || lead.owner === agentId;
            assert.equal(may.length === 1, hasCode && isOwn && isTheirs(lead, agents, agentId));
          }
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('R-83 a lead follows its segments: into one that is another agent’s, and out of it', () => {
  const order = new OrderIndex({ leadsMax: 10 });
  order.setCampaign(CAMPAIGN, settings);
  order.setCriteria(CAMPAIGN, criteriaOf(1, [['agent-1'], [], []]));
  const next = (agentId: string) => order.view.peekBest({ agentId, campaignIds: [CAMPAIGN] }, NOW)?.leadId;
  const lead = { segments: ['s1'], code: '', age: 60, owner: '' };
  const card = cardOf(lead, 1);
  order.upsert(card, NOW);
  assert.deepEqual([next('agent-1'), next('agent-2')], [card.leadId, undefined]);
  order.upsert({ ...cardOf({ ...lead, segments: ['s2'] }, 1), version: 2 }, NOW);
  assert.deepEqual([next('agent-1'), next('agent-2')], [card.leadId, card.leadId]);
  order.setCriteria(CAMPAIGN, criteriaOf(2, [[], ['agent-2'], []]));
  assert.deepEqual([next('agent-1'), next('agent-2')], [undefined, card.leadId]);
});

test('R-83 more distinct sets of segments than are kept apart make leads nobody’s, never another’s', () => {
  const order = new OrderIndex({ leadsMax: 1200 });
  order.setCampaign(CAMPAIGN, settings);
  const segments = new Map(Array.from({ length: 1100 }, (_, at) => [`s${at}`, new Set([`agent-${at}`])]));
  order.setCriteria(CAMPAIGN, { ...criteriaOf(1, NOBODYS), segments });
  for (let number = 0; number < 1100; number += 1)
    order.upsert(cardOf({ segments: [`s${number}`], code: '', age: 60, owner: '' }, number), NOW);
  const scope = (agentId: string) => ({ agentId, campaignIds: [CAMPAIGN] });
  assert.equal(order.view.peekBest(scope('agent-7'), NOW)?.leadId, sampleCard(7).leadId);
  assert.equal(order.view.peekBest(scope('agent-1050'), NOW), undefined);
  assert.deepEqual(words(order, 'agent-1050'), ['SEGMENT_OF_OTHERS']);
  assert.deepEqual(
    order.view.standings(sampleCard(1050).leadId, NOW)?.[0]?.reasons.map(({ reason }) => reason),
    ['SEGMENT_OF_OTHERS'],
  );
});
