import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CampaignWhy, StandingView } from '../../../src/app/views/explain.ts';
import { campaignHeadline, nameList, standingWords } from './why-words.ts';

const NOW = Date.UTC(2026, 5, 1, 16);

function aStanding(overrides: Partial<StandingView> = {}): StandingView {
  return {
    campaignId: 'solar',
    campaignName: 'Solar roofs',
    listName: '',
    listPriority: 1,
    lane: 'p2',
    level: 'P2',
    step: 0,
    stepName: '',
    position: 4,
    eligibleAt: NOW,
    reasons: [],
    agents: 2,
    nextFor: [],
    ...overrides,
  };
}

const people = (...names: string[]) => names.map((name) => ({ agentId: name, name }));
const because = (reason: string, clearsAt?: number) => [{ reason, text: '', clearsAt }];
const headline = (overrides: Partial<StandingView>): string =>
  standingWords(aStanding(overrides), NOW).headline;

test('R-20 a lead is next for somebody, may be given, or waits: until an instant or until something changes', () => {
  assert.equal(headline({ nextFor: people('Ann', 'Bob') }), 'Next for Ann and Bob');
  assert.equal(headline({}), 'May be given, place 4 in its lane');
  assert.equal(headline({ position: 1 }), 'May be given, first in its lane');
  assert.equal(headline({ position: 0, reasons: because('CLAIMED_BY_OTHER') }), 'May be given');
  assert.match(headline({ reasons: because('RETRY_GAP', NOW + 1), eligibleAt: NOW + 1 }), /^Earliest .*Jun/);
  assert.equal(headline({ reasons: because('LEAD_FINISHED'), eligibleAt: undefined }), 'Not by time alone');
  assert.equal(headline({ reasons: because('LOCKED_BY_OTHER') }), 'Once nobody works on it');
});

test('R-21 a campaign without anybody at work says that nothing is being dialled, unless leads are on their way', () => {
  const leads = { known: 3, free: 1, reasons: [], nextDueAt: NOW };
  const why: CampaignWhy = { at: NOW, asOfAt: NOW, reasons: [], leads, waiting: [], agents: [] };
  const ann = { agentId: 'ann', name: 'Ann', presenceAt: NOW };
  assert.equal(
    campaignHeadline({ ...why, leads: { ...leads, free: 0 } }).headline,
    'Nothing is being dialled',
  );
  assert.equal(
    campaignHeadline({ ...why, reasons: because('NO_AGENTS') }).headline,
    'Nothing is being dialled',
  );
  assert.equal(campaignHeadline(why).headline, 'Nobody has a lead in hand just now');
  const busy = { ...why, reasons: because('NO_LEADS'), agents: [{ ...ann, presence: 'on_call' as const }] };
  assert.equal(campaignHeadline(busy).headline, '1 agent has a lead in hand');
});

test('names are listed as people say them, and not without end', () => {
  assert.deepEqual(
    [
      people(),
      people('A'),
      people('A', 'B', 'C'),
      people('A', 'B', 'C', 'D'),
      people('A', 'B', 'C', 'D', 'E'),
    ].map(nameList),
    ['', 'A', 'A, B and C', 'A, B, C and 1 other', 'A, B, C and 2 others'],
  );
});
