import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openMemoryBus, type OutboundMessage } from '@firstring/bus';
import { LEAD_EVENTS } from '@firstring/contracts';
import { LeadCard } from '@firstring/contracts/leads/lead';
import { LeadEvent } from '@firstring/contracts/leads/lead_events';
import { silentLog } from '@firstring/kernel';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { eventually, SimulatedClock } from '@firstring/kernel/testing';
import { topicSpecs } from '@firstring/service-kit';
import { openMemoryStore } from '@firstring/store';
import { markFilled } from '../src/app/reports/commit-facts.ts';
import { LocalHours } from '../src/app/reports/local-hours.ts';
import { ReportBook } from '../src/app/reports/report-book.ts';
import { factsId, JOURNAL_ID, reportStoreOf, type ReportStore } from '../src/store/reports.ts';
import { startReports } from '../src/transport/bus/start-reports.ts';
import { accepted, publish } from './_report-events.ts';

const OPT_IN = Date.parse('2026-11-20T09:00:00-06:00');
const NO_PAST = {
  processIds: async () => [],
  cards: async function* () {},
  calls: async function* () {},
};

/** Counts these, which are there before it begins; its clock stands still until it is moved. */
async function withBacklog(
  events: readonly OutboundMessage[],
  look: (reportStore: ReportStore, clock: SimulatedClock) => Promise<void>,
): Promise<void> {
  await using store = openMemoryStore();
  await using bus = await openMemoryBus({ topics: topicSpecs(), clock: systemClock, log: silentLog });
  await publish(bus, events);
  const clock = new SimulatedClock();
  const reportStore = reportStoreOf(store);
  await markFilled(reportStore);
  await using reportBook = new ReportBook({ reportStore, clock });
  const processes = { get: async () => ({ processId: 'p1', name: '', timeZone: 'UTC', version: 1 }) };
  const localHours = new LocalHours({ processes, clock });
  const deps = { reportStore, reportBook, localHours, reportPast: NO_PAST };
  await using _ = await startReports({ ...deps, bus, clock, log: silentLog });
  await look(reportStore, clock);
}

function isCounted({ leads }: ReportStore, leadId: string): Promise<boolean> {
  return leads.get(factsId('p1', leadId, '')).then((stored) => stored !== undefined);
}

/** Keeps the order of a lead known to its scheduler: nothing to count. */
function placed(leadId: string): OutboundMessage {
  const event = { $case: 'placed' as const, value: {} };
  const payload = LeadEvent.encode(LeadEvent.fromPartial({ processId: 'p1', leadId, event })).finish();
  const told = { type: 'LeadPlaced', payload, occurredAt: OPT_IN };
  return { id: systemRandom.uuid(), topic: LEAD_EVENTS.name, key: 'p1', ...told };
}

function imported(from: number): OutboundMessage {
  const cards = Array.from({ length: 250 }, (_, at) =>
    LeadCard.fromPartial({
      leadId: `l${from + at}`,
      processId: 'p1',
      optInTime: new Date(OPT_IN),
      version: 1n,
    }),
  );
  const event = { $case: 'imported' as const, value: { uploadId: 'u', cards } };
  const payload = LeadEvent.encode(LeadEvent.fromPartial({ processId: 'p1', event })).finish();
  const told = { type: 'LeadsImported', payload, occurredAt: OPT_IN };
  return { id: systemRandom.uuid(), topic: LEAD_EVENTS.name, key: 'p1', ...told };
}

test('a backlog of one process is counted as fast as it can be: only what comes last waits for more', async () => {
  const leads = Array.from({ length: 1001 }, (_, at) => `l${at}`);
  const events = leads.flatMap((leadId) => [accepted(leadId, OPT_IN), placed(leadId)]);
  await withBacklog(events, async (reportStore, clock) => {
    await eventually(systemClock, 'whole batches are counted', () => isCounted(reportStore, 'l999'));
    assert.equal(await isCounted(reportStore, 'l1000'), false, 'the last one waits for others');
    clock.advance(1000);
    await eventually(systemClock, 'the last one is counted', () => isCounted(reportStore, 'l1000'));
  });
});

test('a file of leads is counted in commits of some hundred, however many its events hold', async () => {
  const events = Array.from({ length: 44 }, (_, at) => imported(at * 250));
  await withBacklog(events, async (reportStore, clock) => {
    await eventually(systemClock, 'all of them', () => {
      clock.advance(1000);
      return isCounted(reportStore, 'l10999');
    });
    const { doc } = (await reportStore.journal.get(JOURNAL_ID)) ?? assert.fail('nothing is counted');
    assert.ok(doc.commit >= 11_000 / 200, `${doc.commit} commits`);
  });
});
