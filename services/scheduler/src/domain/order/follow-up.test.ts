import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cadencePolicy, isWindowOpen, localDay } from '@firstring/domain';
import { OrderIndex } from './order-index.ts';
import { sampleCard, sampleLeadId } from './sample-card.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Monday, 08:00 in New York. */
const START = Date.UTC(2026, 5, 1, 12);
const LEADS = 30;
const window = { startMinute: 540, endMinute: 1200 };
const policy = cadencePolicy();

test('R-10 R-15 while an agent is Ready, no lead of day two and on waits longer than the follow-up interval', () => {
  const order = new OrderIndex({ leadsMax: 65_536 });
  order.setCampaign('campaign-1', { policy, window });
  const cards = new Map(
    Array.from({ length: LEADS }, (_, number) => {
      const card = sampleCard(number, { optInAt: START - DAY - number * MINUTE });
      order.upsert(card, START);
      return [card.leadId, card] as const;
    }),
  );
  const waitedMs: number[] = [];
  const dials = new Map<string, number>();
  // One agent, ten minutes a lead, a week.
  for (let nowAt = START; nowAt < START + 7 * DAY; nowAt += 10 * MINUTE) {
    while (order.advance(nowAt, 256));
    const best = order.view.peekBest({ agentId: 'agent-1', campaignIds: ['campaign-1'] }, nowAt);
    if (best === undefined) continue;
    assert.ok(isWindowOpen(['America/New_York'], window, nowAt));
    const card = cards.get(best.leadId) ?? sampleCard(0);
    const day = localDay(card.timeZone, nowAt);
    if (card.lastAttemptDay === day) {
      waitedMs.push(nowAt - (card.lastAttemptEndAt ?? nowAt) - policy.followUpGapMs);
    }
    dials.set(`${best.leadId} ${day}`, (dials.get(`${best.leadId} ${day}`) ?? 0) + 1);
    const after = {
      ...card,
      version: card.version + 1,
      cadenceAttempts: card.cadenceAttempts + 1,
      totalAttempts: card.totalAttempts + 1,
      dayAttempts: card.lastAttemptDay === day ? card.dayAttempts + 1 : 1,
      lastAttemptDay: day,
      lastAttemptEndAt: nowAt + 5 * MINUTE,
      lastAttemptResult: 'no_answer' as const,
    };
    cards.set(best.leadId, after);
    order.upsert(after, nowAt);
  }
  assert.ok(waitedMs.length > 100, 'second attempts of a day happen');
  assert.ok(Math.max(...waitedMs) <= policy.followUpGapMs, `waited ${Math.max(...waitedMs) / HOUR} h`);
  assert.ok(Math.max(...dials.values()) <= 2, 'never more than two dials a day');
  for (let number = 0; number < LEADS; number += 1) {
    assert.ok((cards.get(sampleLeadId(number))?.cadenceAttempts ?? 0) >= 6, `lead ${number} was left out`);
  }
});
