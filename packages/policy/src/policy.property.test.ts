import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CustomerProvider, type ListAssignment } from '@firstring/contracts/leads/campaign';
import fc from 'fast-check';
import type { PolicySettings } from './campaign-settings.ts';
import { fromPolicy } from './from-policy.ts';
import { parsePolicy } from './parse-policy.ts';
import { printPolicy } from './print-policy.ts';
import { SAMPLE_NAMES, sampleSettings } from './sample-campaign.ts';
import { toPolicy } from './to-policy.ts';

const PLAIN = { noNullPrototype: true } as const;
const upTo = (max: number) => fc.oneof(fc.constant(0), fc.integer({ min: 0, max }));
const phone = fc.stringMatching(/^\+[1-9]\d{6,14}$/);
const span = fc
  .tuple(fc.integer({ min: 0, max: 1440 }), fc.integer({ min: 0, max: 1440 }))
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => ({ startMinute: Math.min(a, b), endMinute: Math.max(a, b) }));
const slot = fc.tuple(fc.integer({ min: 1, max: 7 }), span).map(([weekday, at]) => ({ weekday, ...at }));
const awkward = fc.constantFrom(
  'null',
  'true',
  '12',
  '- a',
  'a: b',
  '#x',
  '0x1F',
  '2026-11-20',
  '~',
  'Größe "1"',
  '{',
  "it's",
);
const named = (prefix: string) =>
  fc.uniqueArray(
    fc
      .tuple(
        fc.integer({ min: 0, max: 8 }),
        fc.oneof(awkward, fc.string({ unit: 'grapheme', maxLength: 12 })),
      )
      .map(([number, name]) => ({ id: `${prefix}-${number}`, name })),
    { maxLength: 5, selector: ({ id }) => id },
  );

const cadence = fc
  .record(
    {
      freshSeconds: upTo(86_400),
      firstDayAttempts: upTo(20),
      firstDayGapSeconds: fc.array(fc.integer({ min: 1, max: 86_400 }), { maxLength: 4 }),
      initialAttempts: upTo(100),
      firstWeekDays: upTo(60),
      followUpGapSeconds: upTo(604_800),
      followUpDayMax: upTo(20),
      longTermDayMax: upTo(20),
      busyGapSeconds: upTo(86_400),
      congestedGapSeconds: upTo(86_400),
      callbackLateSeconds: upTo(86_400),
    },
    PLAIN,
  )
  // One that says nothing is none.
  .filter((all) =>
    Object.values(all).some((value) => (typeof value === 'number' ? value > 0 : value.length > 0)),
  );

function assignments(ids: readonly string[]): fc.Arbitrary<ListAssignment[]> {
  return fc.uniqueArray(
    fc.record(
      {
        listId: fc.constantFrom('gone-list', ...ids),
        priority: fc.integer({ min: 1, max: 1000 }),
        weight: fc.integer({ min: 1, max: 100 }),
        maxAttempts: upTo(1000),
        attemptsPerHour: upTo(3600),
        agentIds: fc.constant([]),
        timeSlots: fc.array(slot, { maxLength: 3 }),
      },
      PLAIN,
    ),
    { maxLength: 4, selector: ({ listId }) => listId },
  );
}

const sample = fc
  .record({ lists: named('list'), filters: named('filter'), filterGroups: named('group') })
  .chain((names) => {
    const ids = (of: readonly { readonly id: string }[]) => of.map(({ id }) => id);
    const settings = fc.record({
      window: fc.option(span, { nil: { startMinute: 0, endMinute: 0 } }),
      maxAttempts: upTo(1000),
      maxAttemptsPerDay: upTo(100),
      cadence: fc.option(cadence, { nil: undefined }),
      retries: fc.array(fc.tuple(upTo(100_000), upTo(100)), { minLength: 2, maxLength: 2 }),
      ringOnPreview: fc.boolean(),
      previewLimitSeconds: upTo(3600),
      skipBudget: upTo(1000),
      wrapUpLimitSeconds: upTo(3600),
      ringLimitSeconds: upTo(180),
      callerId: fc.oneof(fc.constant(''), phone),
      callerIds: fc.array(phone, { maxLength: 3 }),
      localPresence: fc.boolean(),
      trunkIds: fc.array(fc.constantFrom('carrier-a', '12', 'b.c'), { maxLength: 2 }),
      customerProvider: fc.constantFrom(
        CustomerProvider.CUSTOMER_PROVIDER_UNSPECIFIED,
        CustomerProvider.CUSTOMER_PROVIDER_CAMPAIGN_BASED,
        CustomerProvider.CUSTOMER_PROVIDER_LEAD_BASED,
        CustomerProvider.CUSTOMER_PROVIDER_PACE_BASED,
      ),
      listsBeforeLanes: fc.boolean(),
      filterIds: fc.subarray(ids(names.filters)),
      filterGroupIds: fc.subarray(ids(names.filterGroups).slice(0, 1)),
      lists: assignments(ids(names.lists)),
    });
    return settings.map((drawn) => ({ names, settings: settingsOf(drawn) }));
  });

type Drawn = Omit<Partial<PolicySettings>, 'cadence'> & {
  readonly window: { readonly startMinute: number; readonly endMinute: number };
  readonly retries: readonly (readonly [number, number])[];
  readonly cadence: PolicySettings['cadence'];
};

function settingsOf({ window, retries, ...rest }: Drawn): PolicySettings {
  const plain = sampleSettings();
  const dispositions = plain.dispositions.map((disposition, index) => {
    const [gapSeconds = 0, timesMax = 0] = retries[index - 1] ?? [];
    const isNone = gapSeconds === 0 && timesMax === 0;
    return isNone ? disposition : { ...disposition, retry: { gapSeconds, timesMax } };
  });
  // lead-store stores no campaign with both.
  const filterIds = rest.filterGroupIds?.length === 0 ? (rest.filterIds ?? []) : [];
  const { startMinute: windowStartMinute, endMinute: windowEndMinute } = window;
  return { ...plain, ...rest, filterIds, windowStartMinute, windowEndMinute, dispositions };
}

describe('a policy', () => {
  it('says all that it can say of a campaign: its text, read again, makes the same settings', () => {
    fc.assert(
      fc.property(sample, ({ names, settings }) => {
        // A list that has been deleted is still assigned.
        const known = { ...names, lists: [...names.lists, { id: 'gone-list', name: 'gone-list' }] };
        const policy = toPolicy(settings, known);
        const text = printPolicy(policy);
        const parsed = parsePolicy(text);
        assert.deepEqual(parsed.problems, [], text);
        assert.deepEqual(parsed.policy, policy, text);
        const { dispositions } = settings;
        const made = fromPolicy(policy, { names: known, dispositions, places: parsed.places });
        assert.deepEqual(made.problems, []);
        assert.deepEqual(made.settings, settings);
      }),
      { numRuns: 200 },
    );
  });

  it('is refused with a line, never with a crash, whatever the text', () => {
    const good = printPolicy(toPolicy(sampleSettings(), SAMPLE_NAMES));
    const cut = fc.tuple(fc.nat(good.length), fc.nat(good.length), fc.string({ maxLength: 6 }));
    const texts = fc.oneof(
      fc.string(),
      cut.map(([from, to, middle]) => good.slice(0, from) + middle + good.slice(to)),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const { policy, problems } = parsePolicy(text);
        assert.equal(policy === undefined, problems.length > 0);
        const lines = text.split('\n').length;
        for (const { line, column } of problems) assert.ok(line >= 1 && line <= lines + 1 && column >= 1);
      }),
      { numRuns: 200 },
    );
  });
});
