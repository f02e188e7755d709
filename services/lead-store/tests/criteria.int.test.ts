import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CampaignType } from '@firstring/contracts/leads/campaign';
import { SortDirection } from '@firstring/contracts/leads/filter';
import { FILTERS, type FilterDoc } from '../src/store/filters.ts';
import {
  CAMPAIGN,
  changeCampaign,
  firstNameFilter,
  placedLeads,
  putGroup,
  watchCriteria,
} from './_criteria.ts';
import {
  configure,
  newFolder,
  openLeadStore,
  PROCESS,
  requestId,
  startLeadStore,
  submit,
  watchLeadEvents,
  type LeadStoreUnderTest,
} from './_harness.ts';
import { makeList, sendFile, start } from './_uploads.ts';

async function placed(service: LeadStoreUnderTest) {
  return new Map((await placedLeads(service)).map((lead) => [lead.leadId, lead]));
}

function hex(leadId: string): string {
  return leadId.replaceAll('-', '');
}

for (const type of [
  CampaignType.CAMPAIGN_TYPE_OUTBOUND_PREVIEW,
  CampaignType.CAMPAIGN_TYPE_PARALLEL_PREDICTIVE,
  CampaignType.CAMPAIGN_TYPE_VOICE_BLAST,
]) {
  test(`R-111 A-34 filters cut what a campaign of type ${CampaignType[type]} chooses from`, async () => {
    await using service = await startLeadStore();
    const { link } = await configure(service, { campaign: { type } });
    await using events = watchLeadEvents(service);
    await using criteria = watchCriteria(service);
    const before = await submit(service, link, { callerId: '+12125550001', firstName: 'Ann' });
    const ann = await firstNameFilter(service, 'ann');
    await changeCampaign(service, { filterIds: [ann.filterId] });
    const first = await criteria.revision(1);
    assert.deepEqual(
      [first.campaignId, first.isFiltered, first.isLayered, first.stepNames],
      [CAMPAIGN, true, false, ['ann']],
    );
    assert.equal((await placed(service)).size, 1);
    const bea = await submit(service, link, { callerId: '+12125550002', firstName: 'Bea' });
    const event = await events.until(({ leadId }) => leadId === bea.leadId);
    assert.ok(event.event?.$case === 'accepted');
    const [placement] = event.event.value.card?.placements ?? [];
    assert.deepEqual([placement?.campaignId, placement?.criteriaRevision], [CAMPAIGN, 1n]);
    assert.deepEqual([...(placement?.stepByLevel ?? [])], [0, 0, 0, 0, 0]);
    const leads = await placed(service);
    assert.deepEqual(leads.get(hex(before.leadId))?.steps, [1, 1, 1, 1, 1]);
    assert.deepEqual(leads.get(hex(bea.leadId))?.steps, [0, 0, 0, 0, 0]);
  });
}

test('R-111 a change of an attached filter is a new revision; disabled it counts as not attached', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  await using criteria = watchCriteria(service);
  const ann = await firstNameFilter(service, 'ann');
  await changeCampaign(service, { filterIds: [ann.filterId] });
  await criteria.revision(1);
  const bea = await firstNameFilter(service, 'bea', { filterId: ann.filterId, version: 1n });
  assert.deepEqual((await criteria.revision(2)).stepNames, ['bea']);
  const { leadId } = await submit(service, link, { firstName: 'Bea' });
  assert.deepEqual((await placed(service)).get(hex(leadId))?.steps, [1, 1, 1, 1, 1]);
  await firstNameFilter(service, 'bea', { ...bea, enabled: false });
  assert.equal((await criteria.revision(3)).isFiltered, false);
  assert.equal((await placed(service)).size, 0);
  // What changes nothing of them is no revision.
  await changeCampaign(service, { name: 'Autumn' });
  await changeCampaign(service, { filterIds: [] });
  await changeCampaign(service, { filterGroupIds: ['p1-p4'] });
  assert.equal((await criteria.revision(4)).isLayered, true);
  assert.equal(criteria.seen.length, 4);
});

test('R-115 R-120 a group ranks the leads of a list by its layers and orders them by its policies', async () => {
  await using service = await startLeadStore();
  await configure(service);
  const { listId } = await makeList(service);
  await using criteria = watchCriteria(service);
  const [ann, bea, cy] = [
    await firstNameFilter(service, 'ann'),
    await firstNameFilter(service, 'bea', { enabled: false }),
    await firstNameFilter(service, 'cy'),
  ];
  const group = await putGroup(service, {
    layers: [
      { filterId: cy.filterId, layers: [{ filterId: 'p2', layers: [] }] },
      { filterId: bea.filterId, layers: [{ filterId: ann.filterId, layers: [] }] },
      { filterId: ann.filterId, layers: [] },
    ],
    policies: [
      { policy: { $case: 'natural', value: true } },
      {
        policy: {
          $case: 'customerField',
          value: { attribute: 'custom.city', direction: SortDirection.SORT_DIRECTION_ASC },
        },
      },
    ],
  });
  const lists = [
    { listId, priority: 1, weight: 1, maxAttempts: 0, timeSlots: [], attemptsPerHour: 0, agentIds: [] },
  ];
  await changeCampaign(service, { filterGroupIds: [group.filterGroupId], lists });
  const news = await criteria.revision(1);
  assert.deepEqual(
    [news.isFiltered, news.isLayered, news.stepNames, news.policies.length],
    [true, true, ['cy › P2', 'cy', 'ann'], 2],
  );
  assert.equal((await placed(service)).size, 0);
  await using events = watchLeadEvents(service);
  const content = 'phone1,first name,city\n2125550001,Ann,ÉPINAL\n2125550002,Bea,Metz\n2125550003,Cy,\n';
  await start(service, await sendFile(service, { listId, content }));
  const imported = await events.until(({ event }) => event?.$case === 'imported');
  assert.ok(imported.event?.$case === 'imported');
  const inCards = imported.event.value.cards.map(({ leadId, placements }) => {
    const [placement] = placements;
    const sort = placement?.sortValues.map(({ value }) => value?.value);
    return [hex(leadId), { steps: [...(placement?.stepByLevel ?? [])], sort }] as const;
  });
  assert.deepEqual(
    inCards.map(([, each]) => each).toSorted((l, r) => Number(l.sort?.[0]) - Number(r.sort?.[0])),
    [
      { steps: [3, 3, 3, 3, 3], sort: [1, 'épinal'] },
      { steps: [0, 0, 0, 0, 0], sort: [2, 'metz'] },
      { steps: [2, 1, 2, 2, 2], sort: [3, undefined] },
    ],
  );
  const streamed = [...(await placed(service))].map(
    ([id, { steps, sort }]) => [id, { steps, sort }] as const,
  );
  assert.deepEqual(new Map(streamed), new Map(inCards));
});

test('P1 to P4 cut nothing: the steps are the levels, and a lead that waits for its day is not out', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  await using criteria = watchCriteria(service);
  await changeCampaign(service, { filterGroupIds: ['p1-p4'] });
  assert.deepEqual((await criteria.revision(1)).stepNames, ['P1', 'P2', 'P3', 'P4']);
  const { leadId } = await submit(service, link);
  assert.deepEqual((await placed(service)).get(hex(leadId))?.steps, [1, 2, 3, 4, 1]);
});

test('R-116 A-36 R-120 while groups are switched off, one that is attached orders and cuts nothing', async () => {
  await using service = await startLeadStore();
  await configure(service);
  await using criteria = watchCriteria(service);
  await changeCampaign(service, { filterGroupIds: ['p1-p4'] });
  await criteria.revision(1);
  const allow = (allowed: boolean) =>
    service.filters.setFilterGroupsAllowed({ requestId: requestId(), processId: PROCESS, allowed });
  await allow(false);
  assert.deepEqual(
    [(await criteria.revision(2)).isFiltered, (await criteria.revision(2)).policies],
    [false, []],
  );
  await allow(true);
  assert.equal((await criteria.revision(3)).isFiltered, true);
});

test('a crash between a filter and what it comes to heals at the next start', async () => {
  const folder = newFolder();
  let filterId = '';
  {
    await using service = await startLeadStore({ folder });
    await configure(service);
    ({ filterId } = await firstNameFilter(service, 'ann'));
    await using criteria = watchCriteria(service);
    await changeCampaign(service, { filterIds: [filterId] });
    await criteria.revision(1);
    // As a crash leaves it: the filter is another, and nobody has been told.
    const filters = service.store.collection<FilterDoc>(FILTERS);
    const stored = await filters.get(filterId);
    assert.ok(stored);
    const doc = { ...stored.doc, name: 'anna' };
    const put = await filters.put({ id: filterId, doc, expectedVersion: stored.version });
    assert.equal(put.type, 'stored');
  }
  await using service = await openLeadStore({ folder });
  await using criteria = watchCriteria(service);
  assert.deepEqual((await criteria.revision(2)).stepNames, ['anna']);
});
