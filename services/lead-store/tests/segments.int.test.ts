import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  FilterLevel,
  FilterMatch,
  FilterOperator,
  type Filter,
  type FilterClause,
} from '@firstring/contracts/leads/filter';
import { changeCampaign, firstNameFilter, placedLeads, watchCriteria } from './_criteria.ts';
import {
  configure,
  PROCESS,
  requestId,
  startLeadStore,
  submit,
  watchLeadEvents,
  type LeadStoreUnderTest,
} from './_harness.ts';

const SEGMENT = { level: FilterLevel.FILTER_LEVEL_SEGMENT, ownerUserId: 'sue', description: '' };

/** A segment "first name is …" for agents. */
function segment(service: LeadStoreUnderTest, firstName: string, change: Partial<Filter>): Promise<Filter> {
  return firstNameFilter(service, firstName, { ...SEGMENT, ...change });
}

function levelRoot(): FilterClause {
  const condition = {
    attribute: 'priority_level',
    operator: FilterOperator.FILTER_OPERATOR_IN,
    negated: false,
    values: [{ value: { $case: 'text', value: 'P1' } as const }],
  };
  return {
    match: FilterMatch.FILTER_MATCH_ALL,
    nodes: [{ node: { $case: 'condition', value: condition } }],
  };
}

test('R-83 a segment with agents is told to the campaigns they work, and its leads with their cards and in the stream', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service, { campaign: { agentIds: ['ann', 'bob'] } });
  await using events = watchLeadEvents(service);
  await using criteria = watchCriteria(service);
  const anns = await segment(service, 'Ann', { agentIds: ['ann', 'eve'] });
  await segment(service, 'Bea', { agentIds: ['eve'] });
  await segment(service, 'Cy', { agentIds: [] });
  const news = await criteria.revision(1);
  assert.deepEqual([news.isFiltered, news.isLayered, news.stepNames], [true, false, ['']]);
  assert.deepEqual(news.segments, [{ segmentId: anns.filterId, agentIds: ['ann'] }]);
  const leads = [
    await submit(service, link, { callerId: '+12125550001', firstName: 'Ann' }),
    await submit(service, link, { callerId: '+12125550002', firstName: 'Bea' }),
  ];
  const expected = [[anns.filterId], []];
  for (const [at, { leadId }] of leads.entries()) {
    const { event } = await events.until((each) => each.leadId === leadId);
    assert.ok(event?.$case === 'accepted');
    const [placement] = event.value.card?.placements ?? [];
    assert.deepEqual(placement?.segmentIds, expected[at]);
    assert.deepEqual([...(placement?.stepByLevel ?? [])], [1, 1, 1, 1, 1]);
  }
  const streamed = new Map(
    (await placedLeads(service)).map(({ leadId, segmentIds }) => [leadId, segmentIds]),
  );
  assert.deepEqual(
    leads.map(({ leadId }) => streamed.get(leadId.replaceAll('-', ''))),
    expected,
  );
  await changeCampaign(service, { agentIds: ['bob'] });
  const gone = await criteria.revision(2);
  assert.deepEqual([gone.isFiltered, gone.segments], [false, []]);
  assert.equal(criteria.seen.length, 2);
});

test('R-83 segments cut nothing of what filters leave', async () => {
  await using service = await startLeadStore();
  await configure(service, { campaign: { agentIds: ['ann'] } });
  await using criteria = watchCriteria(service);
  const filter = await firstNameFilter(service, 'bea');
  await changeCampaign(service, { filterIds: [filter.filterId] });
  await criteria.revision(1);
  const anns = await segment(service, 'Ann', { agentIds: ['ann'] });
  const both = await criteria.revision(2);
  assert.deepEqual([both.stepNames, both.segments.length], [['bea'], 1]);
  await segment(service, 'Ann', { ...anns, agentIds: [], version: anns.version });
  assert.deepEqual((await criteria.revision(3)).segments, []);
});

test('R-83 a segment by priority level, one too many, and the removal of one that agents have are refused in words', async () => {
  await using service = await startLeadStore();
  await configure(service, { campaign: { agentIds: ['ann'] } });
  const refused = (of: Promise<unknown>, reason: string) => assert.rejects(of, { reason });
  await refused(segment(service, 'fresh', { root: levelRoot(), agentIds: ['ann'] }), 'INVALID_ARGUMENT');
  await segment(service, 'fresh', { root: levelRoot() });
  const made: Filter[] = [];
  for (let number = 0; number < 100; number += 1)
    made.push(await segment(service, `n${number}`, { agentIds: ['ann'] }));
  await refused(segment(service, 'more', { agentIds: ['ann'] }), 'INVALID_ARGUMENT');
  const [first] = made;
  assert.ok(first);
  const changed = await segment(service, 'n0', { ...first, agentIds: ['bob'] });
  const remove = () =>
    service.filters.deleteFilter({
      requestId: requestId(),
      processId: PROCESS,
      filterId: first.filterId,
    });
  await refused(remove(), 'FILTER_IN_USE');
  await segment(service, 'n0', { ...changed, agentIds: [] });
  await remove();
});
