import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cadencePolicy } from '@firstring/domain';
import { silentLog } from '@firstring/kernel';
import { systemClock } from '@firstring/kernel/system';
import type { Page, Query } from '@firstring/store';
import type { LeadDoc } from '../../store/leads.ts';
import { FilterIndex } from './filter-index.ts';

const QUESTION = {
  processId: 'process-1',
  root: { type: 'clause', match: 'all', nodes: [] },
  rules: {
    campaigns: new Map([
      [
        'spring',
        {
          policy: cadencePolicy(),
          window: { startMinute: 0, endMinute: 1440 },
          numberAttemptsPerDayMax: 8,
        },
      ],
    ]),
    ofList: new Map(),
    nowAt: 0,
    zone: 'UTC',
    primaryField: 'phone1',
    dayEndsAt: 1,
  },
} as const;

function indexOver(query: (query: Query) => Promise<Page<LeadDoc>>): FilterIndex {
  return new FilterIndex({ leads: { query }, clock: systemClock, log: silentLog, heapMb: 64 });
}

const NOTHING = { items: [], nextPageToken: undefined };

test('a store that cannot be read is said so, and read again after a pause, not at every question', async () => {
  let reads = 0;
  await using index = indexOver(async () => {
    reads += 1;
    throw new Error('disk gone');
  });
  await assert.rejects(index.impact(QUESTION), { reason: 'FILTER_INDEX_STARTING' });
  await assert.rejects(index.impact(QUESTION), { reason: 'FILTER_INDEX_STARTING' });
  assert.equal(reads, 1);
});

test('console/41 sixteen questions wait, one more is refused at once', async () => {
  await using index = indexOver(async () => NOTHING);
  const waiting = Array.from({ length: 16 }, () => index.impact(QUESTION));
  await assert.rejects(index.impact(QUESTION), { reason: 'UNAVAILABLE' });
  const answers = await Promise.all(waiting);
  assert.deepEqual(answers[15], { filtered: 0, dialable: 0, dialableLaterToday: 0 });
  assert.equal((await index.impact(QUESTION)).filtered, 0);
});
