import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LeadCard } from '@firstring/contracts/leads/lead';
import { systemClock } from '@firstring/kernel/system';
import { openMemoryStore } from '@firstring/store';
import { reportStoreOf } from '../../store/reports.ts';
import { fillReports } from './fill-reports.ts';
import { LocalHours } from './local-hours.ts';
import { ReportBook } from './report-book.ts';

test('who closes does not wait for the whole past: reading it ends with the page that is in hand', async () => {
  await using store = openMemoryStore();
  await using reportBook = new ReportBook({ reportStore: reportStoreOf(store), clock: systemClock });
  const processes = { get: () => Promise.reject(new Error('there is no card to ask a zone for')) };
  const stopping = new AbortController();
  let pages = 0;
  const reportPast = {
    processIds: async () => ['p1', 'p2'],
    async *cards(): AsyncGenerator<LeadCard[]> {
      // It has no end.
      for (;;) {
        pages += 1;
        if (pages === 3) stopping.abort();
        yield pages < 3 ? [] : [LeadCard.fromPartial({ processId: 'p1', leadId: 'a', version: 1n })];
      }
    },
    calls: () => assert.fail('calls come after the leads'),
  };
  const localHours = new LocalHours({ processes, clock: systemClock });
  const deps = { reportStore: reportStoreOf(store), reportBook, localHours, reportPast };
  await fillReports(deps, stopping.signal);
  assert.equal(pages, 3);
});
