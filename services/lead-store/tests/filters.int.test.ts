import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  FilterLevel,
  FilterMatch,
  FilterOperator,
  SortDirection,
  type Filter,
  type FilterClause,
  type FilterGroup,
} from '@firstring/contracts/leads/filter';
import { AppError } from '@firstring/kernel';
import { systemClock } from '@firstring/kernel/system';
import { configure, PROCESS, requestId, startLeadStore, submission } from './_harness.ts';

type Started = Awaited<ReturnType<typeof startLeadStore>>;
const CAMPAIGN = `${PROCESS}-spring`;

function clause(
  attribute: string,
  value: string | number,
  operator: FilterOperator = FilterOperator.FILTER_OPERATOR_EQUAL,
) {
  const wire =
    typeof value === 'string' ? ({ $case: 'text', value } as const) : ({ $case: 'number', value } as const);
  const condition = { attribute, operator, negated: false, values: [{ value: wire }] };
  const root: FilterClause = {
    match: FilterMatch.FILTER_MATCH_ALL,
    nodes: [{ node: { $case: 'condition', value: condition } }],
  };
  return root;
}

function filter(change: Partial<Filter> = {}): Partial<Filter> {
  return {
    processId: PROCESS,
    level: FilterLevel.FILTER_LEVEL_SYSTEM,
    name: 'Young',
    description: 'Tried fewer than three times',
    root: clause('attempts', 3, FilterOperator.FILTER_OPERATOR_LESS),
    enabled: true,
    ...change,
  };
}

/** The reason a call was refused with. */
async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof AppError) return error.reason;
    throw error;
  }
  throw new Error('was not refused');
}

async function put(service: Started, change: Partial<Filter> = {}): Promise<Filter> {
  const answer = await service.filters.putFilter({ requestId: requestId(), filter: filter(change) });
  assert.ok(answer.filter !== undefined);
  return answer.filter;
}

async function putGroup(service: Started, change: Partial<FilterGroup> = {}): Promise<FilterGroup> {
  const group = {
    processId: PROCESS,
    level: FilterLevel.FILTER_LEVEL_SYSTEM,
    name: 'First the young',
    description: 'Young leads, then the rest of P1',
    layers: [{ filterId: 'p1', layers: [] }],
    enabled: true,
    ...change,
  };
  const answer = await service.filters.putFilterGroup({ requestId: requestId(), filterGroup: group });
  assert.ok(answer.filterGroup !== undefined);
  return answer.filterGroup;
}

describe('filters', () => {
  it('R-106 R-113 a filter is made, read, changed by whoever read its version, listed and deleted', async () => {
    await using service = await startLeadStore();
    await configure(service);
    const made = await put(service);
    const { filterId } = made;
    const changed = await put(service, { ...made, name: 'Younger', enabled: false });
    assert.deepEqual([changed.version, changed.name, changed.enabled], [2n, 'Younger', false]);
    assert.equal(await refusal(put(service, { ...made, name: 'Late' })), 'VERSION_CONFLICT');
    const { filters } = await service.filters.listFilters({ processId: PROCESS });
    assert.deepEqual(filters.map(({ name }) => name).sort(), ['P1', 'P2', 'P3', 'P4', 'Younger']);
    await service.filters.deleteFilter({ requestId: requestId(), processId: PROCESS, filterId });
    assert.equal(
      await refusal(service.filters.getFilter({ processId: PROCESS, filterId })),
      'FILTER_NOT_FOUND',
    );
  });

  it('R-107 name and description are mandatory', async () => {
    await using service = await startLeadStore();
    await configure(service);
    for (const field of ['name', 'description'] as const) {
      const refused = await put(service, { [field]: ' ' }).catch((error: unknown) => error);
      assert.match(String(refused), new RegExp(`${field} is required`));
    }
  });

  it('R-106 a campaign filter belongs to its campaign, and neither that nor its level changes', async () => {
    await using service = await startLeadStore();
    await configure(service);
    const own = { level: FilterLevel.FILTER_LEVEL_CAMPAIGN, campaignId: CAMPAIGN };
    const made = await put(service, own);
    assert.equal(
      await refusal(put(service, { ...made, level: FilterLevel.FILTER_LEVEL_SYSTEM })),
      'INVALID_ARGUMENT',
    );
    assert.equal(await refusal(put(service, { ...own, campaignId: 'nobody' })), 'CAMPAIGN_NOT_FOUND');
  });

  it('R-87 a filter of one process is not found from another', async () => {
    await using service = await startLeadStore();
    await configure(service);
    await configure(service, { processId: 'process-2' });
    const { filterId } = await put(service);
    const elsewhere = { processId: 'process-2', filterId };
    assert.equal(await refusal(service.filters.getFilter(elsewhere)), 'FILTER_NOT_FOUND');
    assert.equal(
      await refusal(service.filters.deleteFilter({ requestId: requestId(), ...elsewhere })),
      'FILTER_NOT_FOUND',
    );
  });

  it('the same request makes one filter', async () => {
    await using service = await startLeadStore();
    await configure(service);
    const request = { requestId: requestId(), filter: filter() };
    const [first, second] = [
      await service.filters.putFilter(request),
      await service.filters.putFilter(request),
    ];
    assert.equal(first.filter?.filterId, second.filter?.filterId);
  });

  it('R-109 criteria are read into a tree, printed back, and refused where they go wrong', async () => {
    await using service = await startLeadStore();
    await configure(service);
    const criteria = "custom.city LIKE 'new%' AND attempts BETWEEN 1 AND 3";
    const { result } = await service.filters.parseCriteria({ processId: PROCESS, criteria });
    assert.ok(result?.$case === 'root');
    const printed = await service.filters.printCriteria({ processId: PROCESS, root: result.value });
    assert.equal(printed.criteria, criteria);
    const bad = await service.filters.parseCriteria({ processId: PROCESS, criteria: 'attempts = ' });
    assert.ok(bad.result?.$case === 'problem');
    assert.equal(bad.result.value.at, 11);
  });

  it('console/17 refuses what cannot be evaluated and says where', async () => {
    await using service = await startLeadStore();
    await configure(service);
    assert.equal(await refusal(put(service, { root: clause('$where', 'sleep(9999)') })), 'FILTER_INVALID');
    const empty = { match: FilterMatch.FILTER_MATCH_ALL, nodes: [] };
    assert.equal(await refusal(put(service, { root: empty })), 'FILTER_INVALID');
    let deep: FilterClause = clause('attempts', 1);
    for (let level = 0; level < 12; level += 1)
      deep = { match: FilterMatch.FILTER_MATCH_ANY, nodes: [{ node: { $case: 'clause', value: deep } }] };
    assert.equal(await refusal(put(service, { root: deep })), 'FILTER_INVALID');
  });
});

describe('filter groups', () => {
  it('R-115 R-117 R-118 a group is a hierarchy of existing filters', async () => {
    await using service = await startLeadStore();
    await configure(service);
    const { filterId } = await put(service);
    const layers = [
      { filterId: 'p1', layers: [{ filterId, layers: [] }] },
      { filterId: 'p2', layers: [] },
    ];
    const group = await putGroup(service, { layers });
    assert.deepEqual(group.layers, layers);
    assert.equal(
      await refusal(putGroup(service, { layers: [{ filterId: 'no', layers: [] }] })),
      'FILTER_NOT_FOUND',
    );
    const removal = { requestId: requestId(), processId: PROCESS, filterId };
    assert.equal(await refusal(service.filters.deleteFilter(removal)), 'FILTER_IN_USE');
  });

  it('R-121 the sixth fetch order policy is refused', async () => {
    await using service = await startLeadStore();
    await configure(service);
    const policy = { policy: { $case: 'attempts', value: SortDirection.SORT_DIRECTION_ASC } } as const;
    const five = await putGroup(service, { policies: Array.from({ length: 5 }, () => policy) });
    assert.equal(five.policies.length, 5);
    const six = putGroup(service, { policies: Array.from({ length: 6 }, () => policy) });
    assert.equal(await refusal(six), 'TOO_MANY_POLICIES');
  });

  it('R-122 to R-128 every kind of policy is stored as it was given', async () => {
    await using service = await startLeadStore();
    await configure(service);
    const [up, down] = [SortDirection.SORT_DIRECTION_ASC, SortDirection.SORT_DIRECTION_DESC];
    const kinds = [
      { $case: 'uploadTime', value: down },
      { $case: 'randomSeed', value: 7 },
      { $case: 'natural', value: true },
      { $case: 'customerField', value: { attribute: 'custom.city', direction: up } },
      { $case: 'script', value: 'const key = (lead) => lead.attempts' },
    ] as const;
    const policies = kinds.map((policy) => ({ policy }));
    const stored = (await putGroup(service, { policies })).policies;
    assert.deepEqual(
      stored.map(({ policy }) => policy),
      kinds,
    );
    assert.equal(stored[4]?.scriptDirection, up);
    const retry = [{ policy: { $case: 'retryTime', value: up } as const }];
    const [again] = (await putGroup(service, { policies: retry })).policies;
    assert.deepEqual(again?.policy, retry[0]?.policy);
  });

  it('R-116 without the entitlement groups are refused, and back with it', async () => {
    await using service = await startLeadStore();
    await configure(service);
    const allow = (allowed: boolean) =>
      service.filters.setFilterGroupsAllowed({ requestId: requestId(), processId: PROCESS, allowed });
    await allow(false);
    assert.equal(
      await refusal(service.filters.listFilterGroups({ processId: PROCESS })),
      'FILTER_GROUPS_OFF',
    );
    assert.equal(await refusal(putGroup(service)), 'FILTER_GROUPS_OFF');
    await allow(true);
    const { filterGroups } = await service.filters.listFilterGroups({ processId: PROCESS });
    assert.deepEqual(
      filterGroups.map(({ name }) => name),
      ['P1 to P4'],
    );
  });

  it('what ships cannot be changed or deleted', async () => {
    await using service = await startLeadStore();
    await configure(service);
    assert.equal(await refusal(put(service, { filterId: 'p1', version: 1n })), 'FILTER_BUILT_IN');
    const removal = { requestId: requestId(), processId: PROCESS, filterGroupId: 'p1-p4' };
    assert.equal(await refusal(service.filters.deleteFilterGroup(removal)), 'FILTER_BUILT_IN');
  });

  it('R-119 R-129 a campaign takes filters or a group, not both', async () => {
    await using service = await startLeadStore();
    const { campaign } = await configure(service);
    const { filterId } = await put(service);
    const attach = (filterIds: string[], filterGroupIds: string[]) =>
      service.configuration.putCampaign({
        requestId: requestId(),
        campaign: { ...campaign, filterIds, filterGroupIds },
      });
    assert.equal(await refusal(attach([filterId], ['p1-p4'])), 'FILTERS_AND_GROUP');
    assert.equal(await refusal(attach(['no'], [])), 'INVALID_ARGUMENT');
    const { campaign: attached } = await attach([filterId], []);
    assert.deepEqual(attached?.filterIds, [filterId]);
    const removal = { requestId: requestId(), processId: PROCESS, filterId };
    assert.equal(await refusal(service.filters.deleteFilter(removal)), 'FILTER_IN_USE');
  });
});

describe('asking the leads', () => {
  it('R-112 counts filtered and dialable leads at one instant', async () => {
    const noon = Date.UTC(2026, 5, 10, 16);
    await using service = await startLeadStore({ clock: { ...systemClock, now: () => noon } });
    const { link } = await configure(service);
    await service.leads.upsertLeads({
      requestId: requestId(),
      submissions: [
        submission(link, { callerId: '+12125550001', parameters: { city: 'New York' } }),
        submission(link, { callerId: '+12125550002', parameters: { city: 'Newark' } }),
        // It is night there, and opens today by the process's day.
        submission(link, {
          callerId: '+18085550003',
          parameters: { city: 'New Hilo' },
          candidateZones: ['Pacific/Honolulu'],
        }),
        submission(link, { callerId: '+12125550004', parameters: { city: 'Boston' } }),
      ],
    });
    const like = FilterOperator.FILTER_OPERATOR_LIKE;
    const ask = { processId: PROCESS, root: clause('custom.city', 'new%', like) };
    const impact = await service.filters.checkImpact(ask);
    assert.deepEqual(
      [impact.filtered, impact.dialable, impact.dialableLaterToday, impact.asOfTime?.getTime()],
      [3n, 2n, 1n, noon],
    );
  });

  it('a lead is found right after it was stored, changed or erased', async () => {
    await using service = await startLeadStore();
    const { link } = await configure(service);
    const list = async () => {
      const root = clause('first_name', 'ann');
      const { leads } = await service.filters.listFilteredLeads({ processId: PROCESS, root });
      return leads.map(({ card }) => card?.leadId);
    };
    assert.deepEqual(await list(), []);
    const submit = (firstName: string) =>
      service.leads.upsertLeads({ requestId: requestId(), submissions: [submission(link, { firstName })] });
    const { results } = await submit('Ann');
    const leadId = results[0]?.leadId ?? '';
    assert.deepEqual(await list(), [leadId]);
    await submit('Bea');
    assert.deepEqual(await list(), []);
    await submit('ANN');
    assert.deepEqual(await list(), [leadId]);
    await service.leads.deleteLead({ requestId: requestId(), processId: PROCESS, leadId });
    assert.deepEqual(await list(), []);
  });

  it('pages through all leads in any order, each once; leads without the attribute come last', async () => {
    await using service = await startLeadStore();
    const { link } = await configure(service);
    const names = ['Eve', 'Ann', undefined, 'Dan', 'ann', 'Cid', undefined];
    await service.leads.upsertLeads({
      requestId: requestId(),
      submissions: names.map((firstName, index) =>
        submission(link, { callerId: `+1212555000${index}`, ...(firstName && { firstName }) }),
      ),
    });
    const found: string[] = [];
    let pageToken = '';
    do {
      const page = await service.filters.listFilteredLeads({
        processId: PROCESS,
        sortAttribute: 'first_name',
        sortDirection: SortDirection.SORT_DIRECTION_ASC,
        page: { pageSize: 2, pageToken },
      });
      assert.equal(page.total, 7n);
      found.push(...page.leads.map(({ firstName }) => firstName.toLowerCase()));
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    assert.deepEqual(found, ['ann', 'ann', 'cid', 'dan', 'eve', '', '']);
  });

  it('console/42 refuses another sort and a token of another list', async () => {
    await using service = await startLeadStore();
    await configure(service);
    const list = (change: object) => service.filters.listFilteredLeads({ processId: PROCESS, ...change });
    assert.equal(await refusal(list({ sortAttribute: '$x' })), 'INVALID_ARGUMENT');
    for (const pageToken of [
      'nonsense',
      'bnVsbA',
      Buffer.from('["email",true,{},"x"]').toString('base64url'),
    ])
      assert.equal(await refusal(list({ page: { pageToken } })), 'INVALID_ARGUMENT');
  });

  it('R-87 the leads of one process are never counted or listed from another', async () => {
    await using service = await startLeadStore();
    const { link } = await configure(service);
    await configure(service, { processId: 'process-2' });
    await service.leads.upsertLeads({ requestId: requestId(), submissions: [submission(link)] });
    const root = clause('attempts', 100, FilterOperator.FILTER_OPERATOR_LESS);
    assert.equal((await service.filters.checkImpact({ processId: PROCESS, root })).filtered, 1n);
    assert.equal((await service.filters.checkImpact({ processId: 'process-2', root })).filtered, 0n);
    const { leads } = await service.filters.listFilteredLeads({ processId: 'process-2' });
    assert.deepEqual(leads, []);
  });
});
