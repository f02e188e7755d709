import { dayNumberOf, localDay } from '@firstring/domain';
import { AppError, type Clock } from '@firstring/kernel';
import type { Bus } from '@firstring/bus';
import type { SheetPart } from '../../domain/reports/figures.ts';
import { monitoringTable, penetrationTable, type ListLabel } from '../../domain/reports/list-tables.ts';
import { ratesTable, type RatesBy } from '../../domain/reports/rates.ts';
import type { ReportTable } from '../../domain/reports/report-table.ts';
import type { Figures } from '../../domain/reports/tally.ts';
import { callersTable, speedTable, waitsTable, type SpeedBy } from '../../domain/reports/time-tables.ts';
import { trunksTable } from '../../domain/reports/trunks-table.ts';
import { vendorsTable, type VendorsBy } from '../../domain/reports/vendors-table.ts';
import { campaignOverview, type CampaignOverviewDeps } from '../campaign-overview.ts';
import type { Vendors } from '../campaign-ports.ts';
import type { Lists } from '../list-ports.ts';
import type { Trunks } from '../telephony-ports.ts';
import type { Users } from '../users.ts';
import type { ReportView } from '../views/reports.ts';
import { JOURNAL_ID, type ReportStore } from '../../store/reports.ts';
import type { LocalHours } from './local-hours.ts';
import type { ReportBook } from './report-book.ts';
import { readVendorFacts, type VendorReportDeps } from './vendor-report.ts';

export interface ReportDeps extends CampaignOverviewDeps, VendorReportDeps {
  readonly reportStore: ReportStore;
  readonly reportBook: ReportBook;
  readonly localHours: LocalHours;
  readonly lists: Lists;
  readonly trunks: Trunks;
  readonly vendors: Vendors;
  readonly users: Users;
  readonly bus: Bus;
  readonly clock: Clock;
}

/** Which report of which days; what it is compared by is part of its name. */
export type ReportChoice =
  | { readonly report: 'monitoring' | 'penetration' | 'waits' | 'callers' | 'trunks' }
  | { readonly report: 'rates'; readonly by: RatesBy }
  | { readonly report: 'speed'; readonly by: SpeedBy }
  /** Its days are UTC, those that ingest counts in. */
  | { readonly report: 'vendors'; readonly by: VendorsBy; readonly vendorId: string };

export type ReportAsk = ReportChoice & {
  /** `YYYY-MM-DD` in the process's zone; both included. Empty: today. */
  readonly from: string;
  readonly to: string;
  /** Empty: all. */
  readonly campaignId: string;
  /** Undefined: all. Empty: leads in no list. */
  readonly listId: string | undefined;
};

export const REPORT_GROUP = 'console.reports';

/** Beside the sheets that are not taken apart. */
const PARTS_OF: Readonly<Record<RatesBy, readonly SheetPart[]>> = {
  day: [],
  list: [],
  campaign: [],
  level: ['callsByLevel', 'uniqueByLevel'],
  age: ['callsByAge', 'uniqueByAge'],
  hour: ['callsByHour', 'uniqueByHour'],
  vendor: ['callsByVendor', 'uniqueByVendor'],
  agent: ['callsByAgent', 'uniqueByAgent'],
};

const SHEETS_PAGE = 20;
/** Rows that are summed before others have their turn. */
const SLICE = 1000;
const LISTS_PAGE = 100;
const LISTS_MAX = 5000;

/** A report as of this moment: what has come and is not counted yet is counted first. */
export async function readReport(deps: ReportDeps, processId: string, ask: ReportAsk): Promise<ReportView> {
  await deps.reportBook.flush();
  const timeZone = ask.report === 'vendors' ? 'UTC' : await deps.localHours.zone(processId);
  const today = dayNumberOf(localDay(timeZone, deps.clock.now())) ?? 0;
  const days = { from: dayNumberOf(ask.from) ?? today, to: dayNumberOf(ask.to) ?? today };
  const table = await tableOf(deps, { processId, ask, days });
  const [journal, lag] = await Promise.all([
    deps.reportStore.journal.get(JOURNAL_ID),
    deps.bus.lag(REPORT_GROUP),
  ]);
  const waiting = lag.reduce((sum, { committed, end }) => sum + Number(end - committed), 0);
  const isComplete = journal?.doc.isFilled === true;
  const waitingNow = ask.report === 'monitoring' ? await dialableNow(deps, processId) : [];
  return {
    ...table,
    waitingNow,
    timeZone,
    today,
    countedAt: journal?.doc.countedAt ?? 0,
    waiting,
    isComplete,
  };
}

/** What the scheduler could give to an agent at this moment, by campaign. */
async function dialableNow(deps: ReportDeps, processId: string): Promise<ReportView['waitingNow']> {
  const campaigns = await campaignOverview(deps, processId);
  return campaigns.flatMap(({ name, waiting }) => (waiting === undefined ? [] : [{ name, waiting }]));
}

interface Question {
  readonly processId: string;
  readonly ask: ReportAsk;
  readonly days: Days;
}

interface Days {
  readonly from: number;
  readonly to: number;
}

async function tableOf(deps: ReportDeps, { processId, ask, days }: Question): Promise<ReportTable> {
  const figures = (...parts: SheetPart[]) => readFigures(deps.reportStore, { processId, parts, days });
  const period = { ...ask, fromDay: days.from };
  switch (ask.report) {
    case 'rates': {
      const names = await namesOf(deps, processId);
      return ratesTable(
        figures('calls', 'unique', ...PARTS_OF[ask.by]),
        { ...period, by: ask.by },
        (group) => names.get(group) ?? GONE,
      );
    }
    case 'monitoring':
      return monitoringTable(figures('calls', 'unique'), period, await listLabels(deps, processId));
    case 'penetration': {
      const records = readFigures(deps.reportStore, {
        processId,
        parts: ['records'],
        days: { from: 0, to: 0 },
      });
      return penetrationTable(records, await listLabels(deps, processId));
    }
    case 'speed': {
      const names = ask.by === 'vendor' ? await vendorNames(deps, processId) : NO_NAMES;
      const part = ask.by === 'vendor' ? 'speedByVendor' : 'speed';
      return speedTable(figures(part), { ...ask, by: ask.by }, (group) => names.get(group) ?? GONE);
    }
    case 'vendors': {
      const facts = await readVendorFacts(deps, processId, days);
      return vendorsTable(figures('vendors'), ask, facts);
    }
    case 'waits':
      return waitsTable(figures('waits'), ask);
    case 'callers':
      return callersTable(figures('callers'), ask);
    case 'trunks': {
      const names = await trunkNames(deps);
      return trunksTable(figures('trunks'), ask, (trunkId) => names.get(trunkId) ?? trunkId);
    }
  }
}

const GONE = 'Deleted';
const NO_LIST: ListLabel = { listId: '', name: 'No list (from links)', enabled: true };

/** None while sip does not answer: the figures are worth more than names. */
async function trunkNames({ trunks, events }: ReportDeps): Promise<ReadonlyMap<string, string>> {
  try {
    return new Map(
      (await trunks.list()).map(({ trunkId, settings: { name } }) => [trunkId, name || trunkId]),
    );
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    events.trunksUnknown(thrown.reason);
    return new Map();
  }
}

const NO_NAMES: ReadonlyMap<string, string> = new Map();

/** Vendors are never deleted; leads without one are of files, and of agents. */
async function vendorNames(
  { vendors }: Pick<ReportDeps, 'vendors'>,
  processId: string,
): Promise<ReadonlyMap<string, string>> {
  const known = await vendors.list(processId);
  return new Map([
    ['vendor:', 'No vendor (files, by hand)'],
    ...known.map(({ vendorId, name }) => [`vendor:${vendorId}`, name] as const),
  ]);
}

async function namesOf(deps: ReportDeps, processId: string): Promise<ReadonlyMap<string, string>> {
  const [lists, campaigns, agents, vendors] = await Promise.all([
    listLabels(deps, processId),
    deps.campaigns.list(processId),
    deps.users.agents(),
    vendorNames(deps, processId),
  ]);
  return new Map([
    ...vendors,
    ...lists.map(({ listId, name }) => [`list:${listId}`, name] as const),
    ...agents.map(({ agentId, name }) => [`agent:${agentId}`, name] as const),
    ...campaigns.map(({ campaignId, settings }) => [`campaign:${campaignId}`, settings.name] as const),
  ]);
}

/** Lists that are there, and the leads in none. A list that is gone has no lead left, and no figure. */
export async function listLabels(
  { lists }: Pick<ReportDeps, 'lists'>,
  processId: string,
): Promise<readonly ListLabel[]> {
  const labels: ListLabel[] = [];
  let pageToken = '';
  do {
    const page = await lists.list(processId, { pageSize: LISTS_PAGE, pageToken });
    for (const { listId, name, enabled, deleting } of page.lists)
      if (!deleting) labels.push({ listId, name, enabled });
    pageToken = page.nextPageToken;
  } while (pageToken !== '' && labels.length < LISTS_MAX);
  return [...labels, NO_LIST];
}

interface Wanted {
  readonly processId: string;
  readonly parts: readonly SheetPart[];
  readonly days: Days;
}

async function* readFigures({ sheets }: ReportStore, { processId, parts, days }: Wanted): Figures {
  const range = { from: days.from, to: days.to + 1 };
  let rows = 0;
  for (const part of parts) {
    let pageToken: string | undefined;
    do {
      const wanted = { index: 'by_day', equals: [processId, part], range };
      const page = await sheets.query({ ...wanted, pageSize: SHEETS_PAGE, pageToken });
      for (const { doc } of page.items) {
        const figures = Object.entries(doc.rows).map(([key, amount]) => ({
          sheet: doc,
          words: key.split('|'),
          amount,
        }));
        yield figures;
        rows += figures.length;
        if (rows < SLICE) continue;
        rows = 0;
        await new Promise((resolve) => setImmediate(resolve));
      }
      pageToken = page.nextPageToken;
    } while (pageToken !== undefined);
  }
}
