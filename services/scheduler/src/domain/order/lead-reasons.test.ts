import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cadencePolicy } from '@firstring/domain';
import { uuidWords } from '@firstring/domain/lead-id';
import type { AssignedList, CampaignOrder } from './campaign-rules.ts';
import type { IndexCard } from './card.ts';
import { OrderIndex } from './order-index.ts';
import { sampleCard, sampleLeadId } from './sample-card.ts';
import type { Reason } from './standing.ts';
import type { Tally } from './tally.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Monday noon in New York. */
const NOW = Date.UTC(2026, 5, 1, 16);
const MIDNIGHT = NOW + 12 * HOUR;
const CAMPAIGN = 'campaign-1';
const LEAD = sampleLeadId(1);
const GUARD = sampleCard(1).homeGuard;

interface Case {
  readonly card?: Partial<IndexCard>;
  readonly campaign?: Partial<CampaignOrder>;
  /** What happens to the lead after it came. */
  after?(order: OrderIndex): void;
  readonly reason: Reason;
  /** When it may be given; absent: not by time alone. */
  readonly dueAt?: number;
}

const refused = (reason: string, untilAt: number) => (order: OrderIndex) =>
  order.holdBack(LEAD, { untilAt, reason }, NOW);
const list: AssignedList = { listId: 'list-1', maxAttempts: 0, timeSlots: [] };
const tried = (attempts: number, ageMs: number, agoMs: number): Partial<IndexCard> => ({
  optInAt: NOW - ageMs,
  cadenceAttempts: attempts,
  totalAttempts: attempts,
  dayAttempts: agoMs < 12 * HOUR ? Math.min(attempts, 3) : 0,
  lastAttemptDay: agoMs < 12 * HOUR ? '2026-06-01' : '2026-05-30',
  lastAttemptEndAt: NOW - agoMs,
  lastAttemptResult: 'no_answer',
});

/** Each reason a lead may have, made true, with the instant it clears. Opening hours are 9 to 20. */
const CASES: Readonly<Record<string, Case>> = {
  'R-35 a final disposition': {
    card: { dialState: 'winner' },
    reason: { reason: 'LEAD_FINISHED' },
  },
  'R-104 all its attempts': {
    card: tried(30, 40 * DAY, 2 * DAY),
    reason: { reason: 'MAX_ATTEMPTS_REACHED' },
  },
  'R-76 a callback agreed for later': {
    card: { dialState: 'callback', callbackAt: NOW + HOUR },
    reason: { reason: 'CALLBACK_NOT_DUE', clearsAt: NOW + HOUR },
    dueAt: NOW + HOUR,
  },
  'R-7 three attempts on its first day': {
    card: tried(3, 8 * HOUR, 4 * HOUR),
    reason: { reason: 'P1_DAY_CAP', clearsAt: MIDNIGHT },
    dueAt: MIDNIGHT + 9 * HOUR,
  },
  'R-15 the attempts of today': {
    card: tried(5, 3 * DAY, 5 * HOUR),
    reason: { reason: 'DAY_CAP', clearsAt: MIDNIGHT },
    dueAt: MIDNIGHT + 9 * HOUR,
  },
  'R-13 the one attempt of today': {
    card: tried(9, 20 * DAY, 5 * HOUR),
    reason: { reason: 'P4_DAY_CAP', clearsAt: MIDNIGHT },
    dueAt: MIDNIGHT + 9 * HOUR,
  },
  'R-20 a pause after the last attempt': {
    card: { ...tried(4, 3 * DAY, HOUR), dayAttempts: 1 },
    reason: { reason: 'RETRY_GAP', clearsAt: NOW + 3 * HOUR },
    dueAt: NOW + 3 * HOUR,
  },
  'R-96 a campaign that is paused': {
    campaign: { isActive: false },
    reason: { reason: 'CAMPAIGN_PAUSED' },
  },
  'R-96 a list that is switched off': {
    after: (order) =>
      order.setList({ listId: 'list-1', processId: 'p', version: 1, isEnabled: false, timeZone: 'UTC' }),
    reason: { reason: 'LIST_DISABLED' },
  },
  'R-57 an ownership code that nobody has': {
    card: { ownershipCode: 'north' },
    reason: { reason: 'OWNERSHIP_CODE_MISSING' },
  },
  'R-111 filters that leave it out': {
    after: (order) => {
      order.setCriteria(CAMPAIGN, {
        revision: 1,
        isFiltered: true,
        isLayered: false,
        stepNames: ['Mine'],
        policies: [],
      });
      const placement = { revision: 1, steps: 0, values: [] };
      order.setPlacements(CAMPAIGN, [{ words: uuidWords(LEAD) ?? [0, 0, 0, 0], version: 1, placement }], NOW);
    },
    reason: { reason: 'FILTERED_OUT' },
  },
  'R-21 calling hours where the lead may be': {
    card: { candidateZones: ['America/New_York', 'Asia/Tokyo'] },
    campaign: { window: { startMinute: 540, endMinute: 1380 } },
    reason: { reason: 'CALLING_WINDOW_CLOSED', clearsAt: NOW + 8 * HOUR },
    dueAt: NOW + 8 * HOUR,
  },
  'R-105 time slots of its list': {
    card: { campaignId: '' },
    campaign: {
      lists: [{ ...list, timeSlots: [{ weekday: 1, startMinute: 18 * 60, endMinute: 19 * 60 }] }],
    },
    reason: { reason: 'TIME_SLOT_CLOSED', clearsAt: NOW + 2 * HOUR },
    dueAt: NOW + 2 * HOUR,
  },
  'R-140 the do-not-call list': {
    after: (order) => order.exclude(GUARD, true, NOW),
    reason: { reason: 'NUMBER_EXCLUDED' },
  },
  'R-70 a number that somebody works on': {
    after: (order) => order.hold(GUARD, { leadId: LEAD, token: 1 }),
    reason: { reason: 'LOCKED_BY_OTHER' },
  },
  'R-75 a claim': {
    after: (order) => order.setOwner(LEAD, 'agent-9', NOW),
    reason: { reason: 'CLAIMED_BY_OTHER' },
  },
  'R-76 a private callback': {
    card: { dialState: 'callback', callbackAt: NOW - HOUR, callbackAgentId: 'agent-9' },
    reason: { reason: 'CALLBACK_OF_OTHER' },
  },
  'R-21 the attempts of the number': {
    after: refused('NUMBER_DAY_CAP', NOW + HOUR),
    reason: { reason: 'NUMBER_DAY_CAP', clearsAt: NOW + HOUR },
    dueAt: NOW + HOUR,
  },
  'R-2 an attempt that still runs': {
    after: refused('ATTEMPT_OUTSTANDING', NOW + MINUTE),
    reason: { reason: 'ATTEMPT_OUTSTANDING', clearsAt: NOW + MINUTE },
    dueAt: NOW + MINUTE,
  },
  'R-21 claim that did not answer': {
    after: refused('UNAVAILABLE', NOW + 1000),
    reason: { reason: 'UNAVAILABLE', clearsAt: NOW + 1000 },
    dueAt: NOW + 1000,
  },
  'R-21 too many leads of one number': {
    after: refused('GUARD_FULL', Infinity),
    reason: { reason: 'GUARD_FULL' },
  },
  ...Object.fromEntries(
    ['CUSTOMER_EXCLUDED', 'COMBINATION_EXCLUDED', 'ATTRIBUTE_EXCLUDED', 'NUMBER_BLACKLISTED'].map(
      (reason) => [
        `R-139 ${reason}`,
        {
          after: refused(reason, NOW + HOUR),
          reason: { reason, clearsAt: NOW + HOUR },
          dueAt: NOW + HOUR,
        },
      ],
    ),
  ),
};

function orderOf({ card, campaign, after }: Case): OrderIndex {
  const order = new OrderIndex({ leadsMax: 65_536 });
  const window = { startMinute: 540, endMinute: 1200 };
  order.setCampaign(CAMPAIGN, { policy: cadencePolicy(), window, ...campaign });
  order.upsert(sampleCard(1, { optInAt: NOW - HOUR, ...card }), NOW);
  after?.(order);
  while (order.advance(NOW, 100));
  return order;
}

function tally(order: OrderIndex, agentId: string, skipped: readonly [string, number][] = []): Tally {
  const steps = order.view.tally({
    scope: { agentId, campaignIds: [CAMPAIGN] },
    nowAt: NOW,
    at: NOW,
    skippedUntil: new Map(skipped),
  });
  for (;;) {
    const next = steps.next();
    if (next.done === true) return next.value;
  }
}

for (const [title, each] of Object.entries(CASES)) {
  test(`${title} is the reason, with the instant it clears, for the lead and in the count`, () => {
    const order = orderOf(each);
    const { reason, clearsAt = Infinity } = each.reason;
    const [standing] = order.view.standings(LEAD, NOW) ?? [];
    assert.deepEqual(standing?.reasons, [each.reason]);
    const isTimely = each.dueAt !== undefined;
    if (isTimely) assert.equal(standing?.eligibleAt, each.dueAt);
    const agent = { agentId: 'agent-1', campaignIds: [CAMPAIGN] };
    assert.equal(order.view.peekBest(agent, NOW), undefined, 'nobody is given it');
    const { known, free, reasons, nextDueAt } = tally(order, 'agent-1');
    assert.deepEqual([known, free, nextDueAt], [1, 0, each.dueAt ?? Infinity]);
    assert.deepEqual([...reasons], [[reason, { leads: 1, clearsAt }]]);
    if (!isTimely) return;
    while (order.advance(each.dueAt ?? 0, 100));
    assert.equal(order.view.peekBest(agent, each.dueAt ?? 0)?.leadId, LEAD, 'from then on it is given');
    assert.deepEqual(order.view.standings(LEAD, each.dueAt ?? 0)?.[0]?.reasons, []);
  });
}

test('R-72 a lead that the agent has skipped is the agent’s reason alone', () => {
  const order = orderOf({ reason: { reason: '' } });
  const { free, reasons, nextDueAt } = tally(order, 'agent-1', [[LEAD, NOW + HOUR]]);
  assert.deepEqual([free, nextDueAt], [0, NOW + HOUR]);
  assert.deepEqual([...reasons.keys()], ['LEAD_SKIPPED']);
  assert.equal(tally(order, 'agent-2').free, 1);
});

test('R-75 what is one agent’s own is free to that agent, and to the campaign', () => {
  const order = orderOf({ reason: { reason: '' } });
  order.setOwner(LEAD, 'agent-9', NOW);
  assert.deepEqual(
    [tally(order, 'agent-9').free, tally(order, '').free, tally(order, 'agent-1').free],
    [1, 1, 0],
  );
  assert.deepEqual(order.view.mayHave(LEAD, CAMPAIGN, ['agent-1', 'agent-9']), ['agent-9']);
});

test('R-20 a lead with several reasons has all of them, and counts by the one that clears last', () => {
  const order = orderOf({
    card: { ...tried(5, 3 * DAY, HOUR), candidateZones: ['America/New_York', 'Asia/Tokyo'] },
    campaign: { window: { startMinute: 540, endMinute: 1380 } },
    reason: { reason: '' },
  });
  const reasons = order.view.standings(LEAD, NOW)?.[0]?.reasons.map(({ reason }) => reason);
  assert.deepEqual(reasons, ['DAY_CAP', 'RETRY_GAP', 'CALLING_WINDOW_CLOSED']);
  assert.deepEqual([...tally(order, '').reasons.keys()], ['DAY_CAP']);
});

test('R-20 for an instant ahead, what has cleared by then is no reason any more', () => {
  const order = orderOf({ card: tried(5, 3 * DAY, HOUR), reason: { reason: '' } });
  assert.deepEqual(order.view.standings(LEAD, MIDNIGHT + 9 * HOUR)?.[0]?.reasons, []);
  const night = order.view.standings(LEAD, MIDNIGHT + HOUR)?.[0]?.reasons;
  assert.deepEqual(night, [{ reason: 'CALLING_WINDOW_CLOSED', clearsAt: MIDNIGHT + 9 * HOUR }]);
});
