import { DatabaseSync } from 'node:sqlite';
import { cadencePolicy } from '@firstring/domain';
import { attributeCatalogue, parseCriteria, type FilterClause } from '@firstring/domain/filters';
import { FRESH_PROGRESS } from '@firstring/domain/lead-lifecycle';
import { silentLog } from '@firstring/kernel';
import { systemClock } from '@firstring/kernel/system';
import type { DialRules } from '../../services/lead-store/src/domain/filter-columns/dial-question.ts';
import { FilterColumns } from '../../services/lead-store/src/domain/filter-columns/filter-columns.ts';
import { indexedLead } from '../../services/lead-store/src/domain/filter-columns/lead-facts.ts';
import type { LiveLead } from '../../services/lead-store/src/domain/lead.ts';
import { FilterIndex } from '../../services/lead-store/src/app/filter-index/filter-index.ts';
import { toLeadDoc, type LeadDoc } from '../../services/lead-store/src/store/leads.ts';
import { figure, type Figure } from '../figure.ts';
import { garbageCollector } from '../garbage-collector.ts';

const PROCESS = 'process-1';
const DAY_MS = 86_400_000;
const NOW_AT = Date.UTC(2026, 10, 11, 16);
const ZONES = ['America/New_York', 'America/Chicago', 'America/Denver', 'America/Los_Angeles'];
const ASKS = 5;

/** The same question to the columns and to plain SQL. */
const QUESTIONS = {
  standard: {
    criteria: "attempts < 3 AND status = 'new' AND timezone LIKE 'America/%'",
    sql: "attempts < 3 AND status = 'new' AND zone LIKE 'America/%'",
  },
  custom: {
    criteria: "custom.plan = 'gold' AND custom.city LIKE 'city 1%'",
    sql: "custom ->> 'plan' = 'gold' AND custom ->> 'city' LIKE 'city 1%'",
  },
} as const;

/** FILTER: "Check impact" and the first page over leads in columns, and what the main loop feels of it, beside plain SQL that only counts. */
export async function run({ small }: { small: boolean }): Promise<Figure[]> {
  const size = small ? 50_000 : 1_000_000;
  const base = { bench: 'FILTER', at: small ? '50k' : '1M' };
  await using index = openIndex(size);
  const reading = watchSlices();
  const readMs = await clocked(() => untilReady(index));
  const figures = [
    figure({ ...base, figure: 'read_slice_ms_max', value: reading.longestMs(), unit: 'ms', goal: '<=10' }),
    figure({ ...base, figure: 'read_per_s', value: size / (readMs / 1000), unit: 'leads/s', goal: '' }),
  ];
  const peer = openPeer(size);
  for (const [name, { criteria, sql }] of Object.entries(QUESTIONS)) {
    const root = parsed(criteria);
    const impact = await best(() => index.impact({ processId: PROCESS, root, rules: RULES }));
    const page = await best(() => index.page({ ...pageOf(root), pageSize: 50 }));
    const goal = name === 'standard' ? '<=200' : '<=2000';
    figures.push(
      figure({ ...base, figure: `impact_${name}_ms`, value: impact, unit: 'ms', goal: '<=1000' }),
      figure({ ...base, figure: `page_${name}_ms`, value: page, unit: 'ms', goal }),
    );
    const count = await best(async () => peer.prepare(`SELECT count(*) FROM leads WHERE ${sql}`).get());
    const order = `SELECT id FROM leads WHERE ${sql} ORDER BY created DESC LIMIT 50`;
    const list = await best(async () => peer.prepare(order).all());
    figures.push(
      figure({ ...base, figure: `sql_count_${name}_ms`, value: count, unit: 'ms', goal: '' }),
      figure({ ...base, figure: `sql_page_${name}_ms`, value: list, unit: 'ms', goal: '' }),
    );
  }
  peer.close();
  const asking = watchSlices();
  const every = parsed('attempts >= 0');
  const all = await best(() => index.impact({ processId: PROCESS, root: every, rules: RULES }));
  const sliceMs = asking.longestMs();
  const { bytes, everyCpuMs } = measureColumns(size, every);
  return [
    ...figures,
    figure({ ...base, figure: 'impact_every_lead_ms', value: all, unit: 'ms', goal: '<=1000' }),
    figure({ ...base, figure: 'impact_every_lead_cpu_ms', value: everyCpuMs, unit: 'ms', goal: '<=1000' }),
    figure({ ...base, figure: 'ask_slice_ms_max', value: sliceMs, unit: 'ms', goal: '<=10' }),
    figure({ ...base, figure: 'memory_bytes', value: bytes / size, unit: 'B/lead', goal: '<=300' }),
  ];
}

const RULES: DialRules = {
  campaigns: new Map([
    [
      'spring',
      {
        policy: cadencePolicy({ maxAttempts: 30 }),
        window: { startMinute: 480, endMinute: 1260 },
        numberAttemptsPerDayMax: 8,
      },
    ],
  ]),
  ofList: new Map(),
  nowAt: NOW_AT,
  zone: 'America/New_York',
  primaryField: 'phone1',
  dayEndsAt: NOW_AT + 8 * 3_600_000,
};

function parsed(criteria: string): FilterClause {
  const custom = ['plan', 'city'].map((name) => ({ name, label: name, type: 'text' as const }));
  const answer = parseCriteria(criteria, { catalogue: attributeCatalogue(custom), zone: 'UTC' });
  if (answer.type === 'refused') throw new Error(answer.message);
  return answer.tree;
}

function pageOf(root: FilterClause) {
  const order = { sortAttribute: 'upload_time', sortBySize: true, descending: true, after: undefined };
  return { processId: PROCESS, root, rules: RULES, ...order };
}

/**
 * The longest stretch of this thread's own work between two turns of its loop, in CPU time: a machine that others share makes turns
 * late, and that is nobody's slice.
 */
function watchSlices() {
  let longestMs = 0;
  let before = process.threadCpuUsage();
  const timer = setInterval(() => {
    const { user, system } = process.threadCpuUsage(before);
    before = process.threadCpuUsage();
    longestMs = Math.max(longestMs, (user + system) / 1000);
  }, 1);
  return {
    longestMs() {
      clearInterval(timer);
      return longestMs;
    },
  };
}

/** The same columns in this thread, where their memory can be told from everybody else's. */
function measureColumns(size: number, every: FilterClause) {
  const collect = garbageCollector();
  collect();
  const before = process.memoryUsage();
  const columns = new FilterColumns();
  for (let number = 0; number < size; number += 1)
    columns.take([indexedLead(leadId(number), 1, leadOf(number))]);
  collect();
  const after = process.memoryUsage();
  const bytes = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
  let everyCpuMs = Infinity;
  for (let ask = 0; ask < ASKS; ask += 1) {
    const started = process.threadCpuUsage();
    columns.impact({ processId: PROCESS, root: every, rules: RULES });
    const { user, system } = process.threadCpuUsage(started);
    everyCpuMs = Math.min(everyCpuMs, (user + system) / 1000);
  }
  return { bytes, everyCpuMs };
}

/** Leads of the store, as text; their number is a multiple of all that repeats in them. */
const TEXTS = 8400;

/** A store that parses its leads as they are read, as the real one does: what is measured is the index. */
function openIndex(size: number): FilterIndex {
  const texts = Array.from({ length: TEXTS }, (_, number) => JSON.stringify(toLeadDoc(leadOf(number))));
  const leads = {
    query: async ({ pageSize, pageToken }: { pageSize: number; pageToken?: string | undefined }) => {
      const start = Number(pageToken ?? 0);
      const end = Math.min(size, start + pageSize);
      const items = Array.from({ length: end - start }, (_, offset) => {
        const number = start + offset;
        const doc = JSON.parse(texts[number % TEXTS] ?? '') as LeadDoc; // as it was written above
        return { id: leadId(number), version: 1, doc };
      });
      return { items, nextPageToken: end < size ? String(end) : undefined };
    },
  };
  return new FilterIndex({ leads, clock: systemClock, log: silentLog, heapMb: 4096 });
}

async function untilReady(index: FilterIndex): Promise<void> {
  for (;;) {
    try {
      await index.impact({ processId: PROCESS, root: parsed('attempts < 0'), rules: RULES });
      return;
    } catch (error) {
      if (!(error instanceof Error && 'reason' in error && error.reason === 'FILTER_INDEX_STARTING'))
        throw error;
    }
  }
}

function leadId(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

function leadOf(number: number): LiveLead {
  const attempts = number % 7;
  const zone = ZONES[number % 4] ?? 'UTC';
  const createdAt = NOW_AT - (number % 20) * DAY_MS - (number % 3600) * 1000;
  const tried = {
    totalAttempts: attempts,
    cadenceAttempts: attempts,
    dayAttempts: 1,
    lastAttemptDay: `2026-10-${String(1 + (number % 28)).padStart(2, '0')}`,
    lastAttemptEndAt: NOW_AT - (5 + (number % 200)) * 3_600_000,
    lastAttemptResult: 'no_answer',
  } as const;
  return {
    state: 'live',
    processId: PROCESS,
    campaignId: 'spring',
    listId: '',
    vendorId: `vendor-${number % 5}`,
    ingestLinkId: 'link',
    callerId: `+1212${String(5_000_000 + number).padStart(7, '0')}`,
    callerIdRaw: `212${number}`,
    firstName: `First ${number % 5000}`,
    lastName: `Last ${number % 50_000}`,
    email: `person${number}@example.com`,
    custom: { plan: ['gold', 'silver', 'bronze'][number % 3] ?? '', city: `City ${number % 3000}` },
    timeZone: zone,
    candidateZones: [zone],
    createdAt,
    updatedAt: createdAt,
    status: number % 3 === 0 ? 'new' : 'contacted',
    statusHistory: [],
    progress: attempts === 0 ? FRESH_PROGRESS : { ...FRESH_PROGRESS, ...tried },
    fencingToken: '0',
    requests: [],
    endedAttempts: [],
  };
}

function openPeer(size: number): DatabaseSync {
  const db = new DatabaseSync(':memory:');
  db.exec(
    'CREATE TABLE leads (id TEXT, status TEXT, attempts INTEGER, zone TEXT, created REAL, custom TEXT)',
  );
  db.exec('CREATE INDEX by_created ON leads (created)');
  const insert = db.prepare('INSERT INTO leads VALUES (?, ?, ?, ?, ?, ?)');
  db.exec('BEGIN');
  for (let number = 0; number < size; number += 1) {
    const { status, progress, timeZone, createdAt, custom } = leadOf(number);
    insert.run(leadId(number), status, progress.totalAttempts, timeZone, createdAt, JSON.stringify(custom));
  }
  db.exec('COMMIT');
  return db;
}

async function clocked(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

/** The fastest of a few: others share the machine. */
async function best(work: () => Promise<unknown>): Promise<number> {
  let fastest = Infinity;
  for (let ask = 0; ask < ASKS; ask += 1) fastest = Math.min(fastest, await clocked(work));
  return fastest;
}
