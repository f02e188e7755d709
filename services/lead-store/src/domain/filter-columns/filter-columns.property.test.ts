import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cadencePolicy, gate, type CadenceFacts } from '@firstring/domain';
import { matchesFilter, type FilterNode, type FilterValue } from '@firstring/domain/filters';
import fc from 'fast-check';
import { choosePage } from './choose-page.ts';
import type { DialRules } from './dial-question.ts';
import { FilterColumns } from './filter-columns.ts';
import type { IndexedLead } from './lead-table.ts';

const NOW_AT = Date.UTC(2026, 10, 11, 18);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const PROCESS = 'process-1';

const RULES: DialRules = {
  campaigns: new Map([
    [
      'spring',
      {
        policy: cadencePolicy({ maxAttempts: 9 }),
        window: { startMinute: 480, endMinute: 1260 },
        numberAttemptsPerDayMax: 8,
      },
    ],
  ]),
  ofList: new Map(),
  nowAt: NOW_AT,
  zone: 'America/New_York',
  primaryField: 'phone1',
  dayEndsAt: NOW_AT + 6 * HOUR_MS,
};

function leadIdOf(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

const zone = fc.constantFrom('America/New_York', 'Pacific/Honolulu', 'Europe/Berlin', 'Asia/Tokyo');
const text = fc.constantFrom('Ann', 'ann', 'Bea', 'X%', '');

const facts = fc
  .record({
    phone1: fc.constantFrom('+12125550001', '+12125550002', '+12125550003'),
    first_name: text,
    'custom.city': text,
    status: fc.constantFrom('new', 'contacted'),
    dial_state: fc.constantFrom('open', 'callback', 'postponed', 'loser'),
    zone,
    opt_in_time: fc.integer({ min: NOW_AT - 12 * DAY_MS, max: NOW_AT }),
    attempts: fc.integer({ min: 0, max: 10 }),
    cadence_attempts: fc.integer({ min: 0, max: 8 }),
    day_attempts: fc.integer({ min: 0, max: 4 }),
    last_attempt_time: fc.option(fc.integer({ min: NOW_AT - 40 * HOUR_MS, max: NOW_AT }), { nil: undefined }),
    callback_time: fc.option(fc.integer({ min: NOW_AT - 40 * HOUR_MS, max: NOW_AT + 10 * HOUR_MS }), {
      nil: undefined,
    }),
    last_call_result: fc.option(fc.constantFrom('no_answer', 'busy'), { nil: undefined }),
    day: fc.constantFrom('', '2026-11-10', '2026-11-11'),
  })
  .map(({ zone: name, day, ...rest }) => {
    const all: Record<string, FilterValue | undefined> = {
      ...rest,
      timezone: name,
      '#zone': name,
      '#zones': name,
      '#day': day,
      '#campaign': 'spring',
    };
    const given = Object.entries(all).filter(([, value]) => value !== undefined && value !== '');
    // What is left has a value.
    return Object.fromEntries(given) as Record<string, FilterValue>;
  });

const leads = fc.array(facts, { minLength: 1, maxLength: 40 }).map((all) =>
  all.map((each, index): IndexedLead => {
    return { leadId: leadIdOf(index), processId: PROCESS, version: 1, facts: each };
  }),
);

/** A second lead that differs by a millisecond or two: where the gate is asked once for both, the answer must be right for both. */
function withTwins(all: readonly IndexedLead[]): IndexedLead[] {
  return all.flatMap((lead) => {
    const optInAt = Number(lead.facts?.['opt_in_time']) - 1;
    const lastAt = lead.facts?.['last_attempt_time'];
    const shifted = typeof lastAt === 'number' ? { last_attempt_time: lastAt - 2 } : {};
    const twin = { ...lead.facts, opt_in_time: optInAt, ...shifted };
    return [lead, { ...lead, leadId: lead.leadId.replace(/^0/, 'f'), facts: twin }];
  });
}

const condition = fc.oneof(
  fc
    .tuple(fc.constantFrom('first_name', 'custom.city', 'status', 'phone1'), text, fc.boolean())
    .map(([attribute, value, negated]): FilterNode => {
      return { type: 'condition', attribute, operator: '=', negated, values: [value] };
    }),
  fc
    .tuple(fc.constantFrom('attempts', 'last_attempt_time'), fc.integer({ min: 0, max: 9 }), fc.boolean())
    .map(([attribute, value, negated]): FilterNode => {
      return { type: 'condition', attribute, operator: '<', negated, values: [value] };
    }),
  fc
    .tuple(fc.constantFrom('first_name', 'custom.city'), fc.boolean())
    .map(([attribute, negated]): FilterNode => {
      return { type: 'condition', attribute, operator: 'is_null', negated, values: [] };
    }),
);
const tree = fc
  .tuple(fc.constantFrom('all' as const, 'any' as const), fc.array(condition, { minLength: 1, maxLength: 3 }))
  .map(([match, nodes]): FilterNode => ({ type: 'clause', match, nodes }));

const EVERY: FilterNode = { type: 'clause', match: 'all', nodes: [] };

function cadenceOf(lead: IndexedLead): CadenceFacts {
  const value = (name: string) => lead.facts?.[name];
  const number = (name: string) => Number(value(name) ?? 0);
  const optional = (name: string) => (value(name) === undefined ? undefined : number(name));
  return {
    optInAt: number('opt_in_time'),
    timeZone: String(value('#zone')),
    cadenceAttempts: number('cadence_attempts'),
    totalAttempts: number('attempts'),
    dayAttempts: number('day_attempts'),
    lastAttemptDay: String(value('#day') ?? ''),
    lastAttemptEndAt: optional('last_attempt_time'),
    lastAttemptResult: value('last_call_result') as CadenceFacts['lastAttemptResult'],
    dialState: value('dial_state') as CadenceFacts['dialState'],
    callbackAt: optional('callback_time'),
  };
}

describe('leads in columns', () => {
  it('R-108 answer as the evaluator does, however often a lead has changed', () => {
    fc.assert(
      fc.property(leads, leads, tree, (before, after, root) => {
        const columns = new FilterColumns();
        columns.take(before);
        columns.take(after.map((lead) => ({ ...lead, version: 2 })));
        const now = new Map([...before, ...after].map((lead) => [lead.leadId, lead]));
        const expected = [...now.values()].filter(({ facts: each }) =>
          matchesFilter(root, (name) => each?.[name]),
        );
        const question = { processId: PROCESS, root, rules: RULES };
        const page = columns.page({
          ...question,
          sortAttribute: 'attempts',
          sortBySize: true,
          descending: false,
          pageSize: 100,
          after: undefined,
        });
        assert.deepEqual(page.leadIds.toSorted(), expected.map(({ leadId }) => leadId).toSorted());
        assert.equal(columns.impact(question).filtered, expected.length);
      }),
      { numRuns: 150 },
    );
  });

  it('R-112 A-35 dialable is what the gate itself says of each lead', () => {
    fc.assert(
      fc.property(leads.map(withTwins), (all) => {
        const columns = new FilterColumns();
        columns.take(all);
        const campaign = RULES.campaigns.get('spring');
        assert.ok(campaign !== undefined);
        const guard = {
          exclusion: undefined,
          attemptsOfDayAt: [],
          attemptOutstanding: false,
          claimedBy: undefined,
        };
        const dialable = all.filter((lead) => {
          const dial = {
            ...campaign,
            cadence: cadenceOf(lead),
            candidateZones: [String(lead.facts?.['#zones'])],
          };
          return gate(dial, guard, { agentId: '', dialback: false }, NOW_AT).length === 0;
        });
        const impact = columns.impact({ processId: PROCESS, root: EVERY, rules: RULES });
        assert.equal(impact.dialable, dialable.length);
        assert.ok(impact.dialable + impact.dialableLaterToday <= impact.filtered);
      }),
      { numRuns: 150 },
    );
  });

  it('an excluded number, and one whose attempt runs, is not dialable', () => {
    const columns = new FilterColumns();
    const lead = { phone1: '+12125550001', '#zone': 'America/New_York', '#zones': 'America/New_York' };
    const open = { ...lead, dial_state: 'open', opt_in_time: NOW_AT, '#campaign': 'spring' };
    columns.take([{ leadId: leadIdOf(1), processId: PROCESS, version: 1, facts: open }]);
    const dialable = () => columns.impact({ processId: PROCESS, root: EVERY, rules: RULES }).dialable;
    const change = { processId: PROCESS, phone: '+12125550001', at: NOW_AT };
    assert.equal(dialable(), 1);
    columns.takeGuards([{ ...change, type: 'excluded' }]);
    assert.equal(dialable(), 0);
    columns.takeGuards([
      { ...change, type: 'readmitted' },
      { ...change, type: 'attempt_begins', attemptId: 'a' },
    ]);
    assert.equal(dialable(), 0);
    columns.takeGuards([{ ...change, type: 'attempt_ends', attemptId: 'a', counted: false }]);
    assert.equal(dialable(), 1);
  });

  it('R-28 R-108 a typed parameter is compared and sorted by size, a date from its midnight in the process', () => {
    const columns = new FilterColumns();
    const [ten, nine] = [leadIdOf(10), leadIdOf(9)];
    const values = { [ten]: ['10', '2026-11-10'], [nine]: ['9', '2026-11-09'] };
    for (const [leadId, [score = '', day = '']] of Object.entries(values)) {
      const typed = { 'custom.score': score, 'custom.day': day };
      columns.take([{ leadId, processId: PROCESS, version: 1, facts: typed }]);
    }
    const list = (attribute: string, value: number): readonly string[] => {
      const condition = { attribute, operator: '>=', negated: false, values: [value] } as const;
      const root: FilterNode = { type: 'condition', ...condition };
      const order = { sortAttribute: 'custom.score', sortBySize: true, descending: false };
      const question = { processId: PROCESS, root, rules: RULES, ...order, pageSize: 9, after: undefined };
      return columns.page(question).leadIds;
    };
    assert.deepEqual(list('custom.score', 9), [nine, ten]);
    assert.deepEqual(list('custom.score', 9.5), [ten]);
    assert.deepEqual(list('custom.day', Date.UTC(2026, 10, 10, 5)), [ten]);
  });

  it('an erased lead does not come back with an older page of the store', () => {
    const columns = new FilterColumns();
    const lead = { leadId: leadIdOf(1), processId: PROCESS };
    const count = () => columns.impact({ processId: PROCESS, root: EVERY, rules: RULES }).filtered;
    columns.take([{ ...lead, version: 3, facts: undefined }]);
    columns.take([{ ...lead, version: 2, facts: { phone1: '+12125550001' } }]);
    assert.equal(count(), 0);
  });
});

describe('pages', () => {
  it('R-26 together are the whole list in order, each lead once', () => {
    const keys = fc.array(fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined }), { maxLength: 30 });
    fc.assert(
      fc.property(keys, fc.boolean(), fc.integer({ min: 1, max: 7 }), (all, descending, pageSize) => {
        const order = { key: (slot: number) => all[slot], leadId: String, descending };
        const found: number[] = [];
        let after: ReturnType<typeof choosePage>['next'];
        do {
          const page = choosePage(all.keys(), order, { pageSize, after });
          assert.equal(page.total, all.length);
          found.push(...page.slots);
          after = page.next;
        } while (after !== undefined);
        assert.equal(new Set(found).size, all.length);
        const rank = (slot: number | undefined): number => {
          const key = all[slot ?? 0];
          return key === undefined ? 100 : descending ? -key : key;
        };
        found.forEach((slot, index) => assert.ok(index === 0 || rank(found[index - 1]) <= rank(slot)));
      }),
      { numRuns: 200 },
    );
  });
});
