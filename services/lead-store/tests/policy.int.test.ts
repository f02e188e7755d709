import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FilterLevel } from '@firstring/contracts/leads/filter';
import { CustomerProvider } from '@firstring/contracts/leads/campaign';
import { POLICY_TEXTS } from '../src/store/configuration.ts';
import { CAMPAIGN, changeCampaign, firstNameFilter, putGroup } from './_criteria.ts';
import {
  configure,
  PROCESS,
  requestId,
  startLeadStore,
  submission,
  type LeadStoreUnderTest,
} from './_harness.ts';

const REF = { processId: PROCESS, campaignId: CAMPAIGN };

async function activate({ policies }: LeadStoreUnderTest, text: string, change: object = {}) {
  const { campaignVersion } = await policies.getPolicy(REF);
  const request = { requestId: requestId(), ...REF, text, campaignVersion, userId: 'sue', reason: 'autumn' };
  return (await policies.activatePolicy({ ...request, ...change })).campaign;
}

async function withFair(service: LeadStoreUnderTest): Promise<void> {
  const list = { listId: 'list-1', processId: PROCESS, name: 'Fair' };
  await service.lists.putList({ requestId: requestId(), list });
}

test('a policy and the forms are two views of one document: what one changes the other shows', async () => {
  await using service = await startLeadStore();
  await configure(service);
  await withFair(service);
  const { text } = await service.policies.getPolicy(REF);
  assert.match(text, /calling_window: 08:00-21:00/);
  const written = `# of the autumn\n${text}
leads:
  provider: pace_based
  order: lists_first
  lists:
    - list: Fair
      priority: 2
      weight: 1
      attempts_per_hour: 40 # what the fair pays for
      time_slots: [mon 09:00-12:00]
`;
  const campaign = await activate(service, written);
  assert.equal(campaign?.customerProvider, CustomerProvider.CUSTOMER_PROVIDER_PACE_BASED);
  assert.equal(campaign?.listsBeforeLanes, true);
  const timeSlots = [{ weekday: 1, startMinute: 540, endMinute: 720 }];
  assert.deepEqual(campaign?.lists, [
    {
      listId: 'list-1',
      priority: 2,
      weight: 1,
      maxAttempts: 0,
      attemptsPerHour: 40,
      timeSlots,
      agentIds: [],
    },
  ]);
  assert.equal((await service.policies.getPolicy(REF)).text, written, 'with its comments');
  assert.deepEqual((await service.configuration.getCampaign(REF)).campaign, campaign);
  await changeCampaign(service, { name: 'Autumn' });
  assert.equal((await service.policies.getPolicy(REF)).text, written, 'a name is no part of it');
  await changeCampaign(service, { maxAttempts: 12 });
  const { text: after } = await service.policies.getPolicy(REF);
  assert.match(after, /attempts: 12/);
  assert.doesNotMatch(after, /#/);
});

test('a policy with an error is refused with the line, and changes nothing', async () => {
  await using service = await startLeadStore();
  const { campaign } = await configure(service);
  const bad = 'policy: 1\ncaps:\n  attempts: 0\n';
  await assert.rejects(activate(service, bad), {
    reason: 'POLICY_INVALID',
    message: 'line 3: "0" must be a whole number from 1 to 1000',
    details: { field: 'text', line: '3', column: '13', path: 'caps.attempts' },
  });
  await assert.rejects(activate(service, 'policy: 1\nleads:\n  filter_group: None\n'), {
    reason: 'POLICY_INVALID',
    message: 'line 3: there is no filter group "None"; there are "P1 to P4"',
  });
  const both = 'policy: 1\nleads:\n  filters: [P1]\n  filter_group: P1 to P4\n';
  await assert.rejects(activate(service, both), { reason: 'POLICY_INVALID', message: /^line 4: .*not both/ });
  await assert.rejects(activate(service, 'policy: 1', { campaignVersion: 9n }), {
    reason: 'VERSION_CONFLICT',
  });
  assert.deepEqual((await service.configuration.getCampaign(REF)).campaign, campaign);
  const { errors, changes } = await service.policies.checkPolicy({ ...REF, text: bad });
  assert.deepEqual(errors, [
    { line: 3, column: 13, path: 'caps.attempts', message: '"0" must be a whole number from 1 to 1000' },
  ]);
  assert.deepEqual(changes, []);
});

test('R-87 another process has no policy here, and the names of its filters and lists are not known', async () => {
  await using service = await startLeadStore();
  await configure(service);
  await configure(service, { processId: 'other' });
  const list = { listId: 'list-2', processId: 'other', name: 'Theirs' };
  await service.lists.putList({ requestId: requestId(), list });
  const foreign = { processId: 'other', campaignId: CAMPAIGN };
  await assert.rejects(service.policies.getPolicy(foreign), { reason: 'CAMPAIGN_NOT_FOUND' });
  await assert.rejects(service.policies.checkPolicy({ ...foreign, text: 'policy: 1' }), {
    reason: 'CAMPAIGN_NOT_FOUND',
  });
  for (const reference of ['Theirs', 'list-2']) {
    const { errors } = await service.policies.checkPolicy({
      ...REF,
      text: `policy: 1\nleads: { lists: [{ list: ${reference} }] }`,
    });
    assert.match(errors[0]?.message ?? '', /there is no lead list/);
  }
});

test('every change is kept with who, when and why; an old version is activated again to roll back', async () => {
  await using service = await startLeadStore();
  await configure(service);
  const first = 'policy: 1\ncaps:\n  attempts: 20 # enough\n';
  await activate(service, first);
  await changeCampaign(service, { maxAttempts: 9 });
  await changeCampaign(service, { name: 'Another' });
  const { versions } = await service.policies.listPolicyVersions(REF);
  assert.deepEqual(
    versions.map(({ campaignVersion, userId, reason, byForm }) => [campaignVersion, userId, reason, byForm]),
    [
      [3n, '', '', true],
      [2n, 'sue', 'autumn', false],
      [1n, '', '', true],
    ],
  );
  const old = await service.policies.getPolicyVersion({ ...REF, campaignVersion: 2n });
  assert.equal(old.text, first);
  const back = await activate(service, old.text, { reason: 'back' });
  assert.equal(back?.maxAttempts, 20);
  assert.equal(back?.name, 'Another', 'what is not of the policy stays');
  assert.equal((await service.policies.listPolicyVersions(REF)).versions.length, 4);
  await assert.rejects(service.policies.getPolicyVersion({ ...REF, campaignVersion: 4n }), {
    reason: 'POLICY_VERSION_NOT_FOUND',
  });
});

test('the last fifty changes are kept, and no text of an older one', async () => {
  await using service = await startLeadStore();
  await configure(service);
  for (let attempts = 1; attempts <= 52; attempts += 1) {
    await activate(service, `policy: 1\ncaps: { attempts: ${attempts} }`);
  }
  const { versions } = await service.policies.listPolicyVersions(REF);
  assert.deepEqual(
    [versions.length, versions[0]?.campaignVersion, versions.at(-1)?.campaignVersion],
    [50, 53n, 4n],
  );
  const oldest = await service.policies.getPolicyVersion({ ...REF, campaignVersion: 4n });
  assert.match(oldest.text, /attempts: 3 /);
  const texts = service.store.collection(POLICY_TEXTS);
  assert.equal(await texts.count({ index: 'id', limit: 100 }), 50);
});

test('the same request activates once; of two at one version one is told that somebody changed it meanwhile', async () => {
  await using service = await startLeadStore();
  await configure(service);
  const text = 'policy: 1\ncaps: { attempts: 20 }\n';
  const same = { requestId: requestId(), campaignVersion: 1n };
  const answers = await Promise.all([activate(service, text, same), activate(service, text, same)]);
  assert.deepEqual(answers[0], answers[1]);
  assert.equal((await service.policies.listPolicyVersions(REF)).versions.length, 2);
  const race = await Promise.allSettled(
    [7, 8, 9].map((attempts) =>
      activate(service, `policy: 1\ncaps: { attempts: ${attempts} }`, { campaignVersion: 2n }),
    ),
  );
  assert.equal(race.filter(({ status }) => status === 'fulfilled').length, 1);
});

test('R-115 what a policy would do is told before it holds: warnings, changes in words, and every lead that moves', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  const ann = await firstNameFilter(service, 'Ann');
  const bea = await firstNameFilter(service, 'Bea', { level: FilterLevel.FILTER_LEVEL_SYSTEM });
  const layers = [ann, bea, ann].map(({ filterId }) => ({ filterId, layers: [] }));
  await putGroup(service, { layers });
  const names = ['Ann', 'Ann', 'Bea', 'Cy'];
  for (const [index, firstName] of names.entries()) {
    const callerId = `+1212555013${index}`;
    await service.leads.upsertLeads({
      submissions: [{ ...submission(link, { callerId, firstName }), requestId: requestId() }],
    });
  }
  const text = 'policy: 1\ncaps: { attempts: 6 }\nleads:\n  filter_group: Layers\n';
  const checked = await service.policies.checkPolicy({ ...REF, text, countMoves: true });
  assert.deepEqual(checked.errors, []);
  assert.deepEqual(
    checked.warnings.map(({ line, message }) => `${line} ${message}`),
    [
      '2 no lead reaches P3 or P4: they begin after 6 attempts, and 6 end the lead',
      '4 step 3, "Ann", gets no lead: whoever meets it is taken by step 1, "Ann", before',
    ],
  );
  assert.ok(checked.changes.includes('caps › attempts: 30 → 6'));
  assert.ok(checked.changes.includes('leads › filter_group: not set → Layers'));
  assert.deepEqual(
    checked.moves.map(({ before, after, leads }) => [before, after, leads]),
    [
      ['P1', 'step 1, Ann', 2n],
      ['P1', 'step 2, Bea', 1n],
      ['P1', 'left out by the filters', 1n],
    ],
  );
  assert.ok(checked.movesAsOf !== undefined && !checked.movesStarting);
  await activate(service, text);
  const again = await service.policies.checkPolicy({ ...REF, text, countMoves: true });
  assert.deepEqual(again.changes, []);
  assert.ok(
    again.moves.every(({ before, after }) => before === after),
    'nobody moves twice',
  );
});
