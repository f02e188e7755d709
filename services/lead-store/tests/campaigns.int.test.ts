import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CampaignState, CampaignType } from '@firstring/contracts/leads/campaign';
import { DialState } from '@firstring/contracts/leads/lead';
import { DispositionCategory } from '@firstring/contracts/leads/lead_events';
import { UpsertOutcome } from '@firstring/contracts/leads/lead_service';
import { systemClock } from '@firstring/kernel/system';
import {
  configure,
  createLink,
  DISPOSITIONS,
  PHONE,
  PROCESS,
  requestId,
  startLeadStore,
  submit,
} from './_harness.ts';

const { CAMPAIGN_STATE_ACTIVE, CAMPAIGN_STATE_CLOSED, CAMPAIGN_STATE_PAUSED } = CampaignState;

test('a campaign is paused, resumed and closed whatever its version; closed it can be read and nothing else', async () => {
  await using service = await startLeadStore();
  const { campaign } = await configure(service);
  assert.equal(campaign?.state, CAMPAIGN_STATE_ACTIVE);
  assert.equal(campaign?.type, CampaignType.CAMPAIGN_TYPE_OUTBOUND_PREVIEW);
  const ref = { processId: PROCESS, campaignId: campaign?.campaignId ?? '' };
  const pause = { requestId: requestId(), ...ref, state: CAMPAIGN_STATE_PAUSED };
  const paused = await service.configuration.setCampaignState(pause);
  assert.deepEqual([paused.campaign?.state, paused.campaign?.version], [CAMPAIGN_STATE_PAUSED, 2n]);
  assert.deepEqual(await service.configuration.setCampaignState(pause), paused, 'the same request again');
  const edited = await service.configuration.putCampaign({
    requestId: requestId(),
    campaign: { ...paused.campaign, name: 'Summer', state: CAMPAIGN_STATE_ACTIVE },
  });
  assert.equal(edited.campaign?.state, CAMPAIGN_STATE_PAUSED, 'an editor never resumes');
  await service.configuration.setCampaignState({
    ...ref,
    requestId: requestId(),
    state: CAMPAIGN_STATE_CLOSED,
  });
  const reopen = { ...ref, requestId: requestId(), state: CAMPAIGN_STATE_ACTIVE };
  await assert.rejects(service.configuration.setCampaignState(reopen), { reason: 'CAMPAIGN_CLOSED' });
  const { campaign: closed } = await service.configuration.getCampaign(ref);
  assert.deepEqual([closed?.state, closed?.name], [CAMPAIGN_STATE_CLOSED, 'Summer']);
  const edit = { requestId: requestId(), campaign: { ...closed, name: 'Autumn' } };
  await assert.rejects(service.configuration.putCampaign(edit), { reason: 'CAMPAIGN_CLOSED' });
  await assert.rejects(service.configuration.setCampaignState({ ...reopen, processId: 'other' }), {
    reason: 'CAMPAIGN_NOT_FOUND',
  });
});

type Service = Awaited<ReturnType<typeof startLeadStore>>;

/** The campaign as it is with these settings, once there is a list of the id `list-1`. */
async function withFair(service: Service, settings: object) {
  const { campaign: plain } = await configure(service);
  await service.lists.putList({
    requestId: requestId(),
    list: { listId: 'list-1', processId: PROCESS, name: 'Fair' },
  });
  const put = { requestId: requestId(), campaign: { ...plain, ...settings } };
  return (await service.configuration.putCampaign(put)).campaign;
}

test('R-102 R-103 R-104 R-105 R-130 R-147 a campaign keeps its lists with priority, weight, attempts, pace and time slots', async () => {
  await using service = await startLeadStore();
  const slot = { weekday: 1, startMinute: 540, endMinute: 1080 };
  const lists = [
    {
      listId: 'list-1',
      priority: 2,
      weight: 3,
      maxAttempts: 4,
      timeSlots: [slot],
      attemptsPerHour: 20,
      agentIds: [],
    },
  ];
  const campaign = await withFair(service, { lists });
  assert.deepEqual(campaign?.lists, lists);
  const put = (change: object) =>
    service.configuration.putCampaign({
      requestId: requestId(),
      campaign: { ...campaign, lists: [{ ...lists[0], ...change }] },
    });
  const { campaign: plain } = await put({ priority: 0, weight: 0, timeSlots: [] });
  assert.deepEqual([plain?.lists[0]?.priority, plain?.lists[0]?.weight], [1, 1], 'first, and an equal share');
  for (const [change, field] of [
    [{ listId: '../x' }, 'campaign.lists.list_id'],
    [{ priority: -1 }, 'campaign.lists.priority'],
    [{ weight: 1000 }, 'campaign.lists.weight'],
    [{ maxAttempts: 1_000_000_000 }, 'campaign.lists.max_attempts'],
    [{ attemptsPerHour: 3601 }, 'campaign.lists.attempts_per_hour'],
    [{ timeSlots: [{ ...slot, weekday: 0 }] }, 'campaign.lists.time_slots'],
    [{ timeSlots: [{ ...slot, endMinute: 1500 }] }, 'campaign.lists.time_slots'],
    [{ timeSlots: [{ ...slot, endMinute: 540 }] }, 'campaign.lists.time_slots'],
  ] as const) {
    await assert.rejects(put(change), { reason: 'INVALID_ARGUMENT', details: { field } }, field);
  }
});

test('R-145 a campaign keeps its cadence; pauses and caps out of range are refused with the field', async () => {
  await using service = await startLeadStore();
  const cadence = { firstDayAttempts: 4, firstDayGapSeconds: [600, 3600], followUpGapSeconds: 7200 };
  const { campaign } = await configure(service);
  const put = (change: object) =>
    service.configuration.putCampaign({
      requestId: requestId(),
      campaign: { ...campaign, cadence: { ...cadence, ...change } },
    });
  for (const [change, field] of [
    [{ firstDayAttempts: -1 }, 'campaign.cadence.first_day_attempts'],
    [{ firstDayGapSeconds: [90_000] }, 'campaign.cadence.first_day_gap_seconds'],
    [{ longTermDayMax: 1_000_000_000 }, 'campaign.cadence.long_term_day_max'],
  ] as const) {
    await assert.rejects(put(change), { reason: 'INVALID_ARGUMENT', details: { field } }, field);
  }
  const { campaign: stored } = await put({});
  assert.deepEqual(stored?.cadence?.firstDayGapSeconds, [600, 3600]);
  assert.equal(stored?.cadence?.followUpGapSeconds, 7200);
});

test('a new campaign starts with the dispositions of its process, which are changed by version', async () => {
  await using service = await startLeadStore();
  await configure(service);
  const { set } = await service.dispositions.getDispositions({ processId: PROCESS });
  assert.deepEqual([set?.version, set?.dispositions.length], [0n, 5]);
  const own = [
    { code: 'won', label: 'Won', category: DispositionCategory.DISPOSITION_CATEGORY_CONVERTED },
    {
      code: 'later',
      label: 'Later',
      category: DispositionCategory.DISPOSITION_CATEGORY_RETRY,
      retry: { gapSeconds: 3600, timesMax: 5 },
    },
  ];
  const put = (dispositions: object[], version = 0n) =>
    service.dispositions.putDispositions({
      requestId: requestId(),
      set: { processId: PROCESS, dispositions, version },
    });
  assert.equal((await put(own)).set?.version, 1n);
  await assert.rejects(put(own), { reason: 'VERSION_CONFLICT' });
  await assert.rejects(put([own[1] ?? {}], 1n), { reason: 'INVALID_ARGUMENT' }, 'nothing would ever end');
  await assert.rejects(put([...own, own[0] ?? {}], 1n), { reason: 'INVALID_ARGUMENT' }, 'a code twice');
  const { campaign } = await service.configuration.putCampaign({
    requestId: requestId(),
    campaign: { processId: PROCESS, name: 'Autumn' },
  });
  assert.deepEqual(
    campaign?.dispositions.map(({ code, retry }) => [code, retry?.gapSeconds]),
    [
      ['won', undefined],
      ['later', 3600],
    ],
  );
});

test('ingest-http/59 a closed campaign takes no leads and no links, unless it keeps them; a paused one takes all', async () => {
  await using service = await startLeadStore();
  const { campaign, link } = await configure(service);
  const setState = (state: CampaignState) =>
    service.configuration.setCampaignState({
      requestId: requestId(),
      processId: PROCESS,
      campaignId: campaign?.campaignId ?? '',
      state,
    });
  await setState(CAMPAIGN_STATE_PAUSED);
  assert.equal((await submit(service, link)).outcome, UpsertOutcome.UPSERT_OUTCOME_CREATED);
  await setState(CAMPAIGN_STATE_CLOSED);
  const refused = await submit(service, link, { callerId: '+12125550124' });
  assert.deepEqual(
    [refused.outcome, refused.reason],
    [UpsertOutcome.UPSERT_OUTCOME_REFUSED, 'CAMPAIGN_CLOSED'],
  );
  await assert.rejects(createLink(service), { reason: 'CAMPAIGN_CLOSED' });
  const keeping = await configure(service, { processId: 'process-2', campaign: { keepWhenClosed: true } });
  await service.configuration.setCampaignState({
    requestId: requestId(),
    processId: 'process-2',
    campaignId: keeping.campaign?.campaignId ?? '',
    state: CAMPAIGN_STATE_CLOSED,
  });
  assert.equal((await submit(service, keeping.link)).outcome, UpsertOutcome.UPSERT_OUTCOME_CREATED);
});

test('R-86 R-104 a lead is dialled by the campaigns of its list with the lower limit of attempts; by none that is paused', async () => {
  await using service = await startLeadStore();
  const lists = [
    {
      listId: 'list-1',
      priority: 1,
      weight: 1,
      maxAttempts: 3,
      timeSlots: [],
      attemptsPerHour: 0,
      agentIds: [],
    },
  ];
  const campaign = await withFair(service, { lists, maxAttempts: 20 });
  const { leadId } = await service.lists.addContact({
    requestId: requestId(),
    processId: PROCESS,
    listId: 'list-1',
    contact: { phones: [PHONE] },
  });
  const ref = { processId: PROCESS, leadId };
  await assert.rejects(service.leads.getDialFacts(ref), { reason: 'CAMPAIGN_NOT_FOUND' });
  const campaignId = campaign?.campaignId ?? '';
  const { facts } = await service.leads.getDialFacts({ ...ref, campaignId });
  assert.deepEqual([facts?.campaign?.campaignId, facts?.campaign?.maxAttempts], [campaignId, 3]);
  const outcome = {
    requestId: requestId(),
    ...ref,
    campaignId,
    agentId: 'ann',
    fencingToken: 1n,
    dispositionCode: 'no-answer',
  };
  assert.equal((await service.leads.recordOutcome(outcome)).version, 2n);
  const pause = { requestId: requestId(), processId: PROCESS, campaignId, state: CAMPAIGN_STATE_PAUSED };
  await service.configuration.setCampaignState(pause);
  await assert.rejects(service.leads.getDialFacts({ ...ref, campaignId }), { reason: 'CAMPAIGN_PAUSED' });
});

test('A-45 a disposition waits as long as its own rule says, and archives the lead when it was said often enough', async () => {
  await using service = await startLeadStore();
  const rule = {
    code: 'later',
    label: 'Later',
    category: DispositionCategory.DISPOSITION_CATEGORY_RETRY,
    retry: { gapSeconds: 7200, timesMax: 2 },
  };
  const { link } = await configure(service, { campaign: { dispositions: [...DISPOSITIONS, rule] } });
  const { leadId } = await submit(service, link);
  const say = (fencingToken: bigint) =>
    service.leads.recordOutcome({
      requestId: requestId(),
      processId: PROCESS,
      leadId,
      agentId: 'ann',
      attemptId: `attempt-${fencingToken}`,
      fencingToken,
      dispositionCode: 'later',
    });
  const fromAt = systemClock.now();
  const first = await say(1n);
  const retryAt = first.card?.callbackTime?.getTime() ?? 0;
  assert.equal(first.card?.dialState, DialState.DIAL_STATE_OPEN);
  assert.ok(retryAt >= fromAt + 7_200_000 && retryAt <= systemClock.now() + 7_200_000);
  const corrected = await say(1n);
  assert.equal(corrected.card?.dialState, DialState.DIAL_STATE_OPEN, 'said again of the same attempt');
  assert.equal((await say(2n)).card?.dialState, DialState.DIAL_STATE_ARCHIVED);
});

test('R-86 R-129 a campaign names only lists, filters and groups that are there; one deleted later is in nobody’s way', async () => {
  await using service = await startLeadStore();
  const lists = [
    {
      listId: 'list-1',
      priority: 1,
      weight: 1,
      maxAttempts: 3,
      timeSlots: [],
      attemptsPerHour: 0,
      agentIds: [],
    },
  ];
  const campaign = await withFair(service, { lists });
  assert.ok(campaign);
  await service.configuration.createProcess({
    requestId: requestId(),
    process: { processId: 'wind', name: 'Wind', timeZone: 'Europe/Berlin' },
  });
  const foreign = { listId: 'theirs', processId: 'wind', name: 'Theirs' };
  await service.lists.putList({ requestId: requestId(), list: foreign });
  const put = (change: object) =>
    service.configuration.putCampaign({ requestId: requestId(), campaign: { ...campaign, ...change } });
  const cases = [
    [{ lists: [...lists, { ...lists[0], listId: 'nowhere' }] }, 'campaign.lists'],
    [{ lists: [{ ...lists[0], listId: 'theirs' }] }, 'campaign.lists'],
    [{ filterIds: ['nowhere'] }, 'campaign.filter_ids'],
    [{ filterGroupIds: ['nowhere'] }, 'campaign.filter_group_ids'],
    [{ campaignId: '', version: 0n, lists: [{ ...lists[0], listId: 'nowhere' }] }, 'campaign.lists'],
  ] as const;
  for (const [change, field] of cases) {
    await assert.rejects(put(change), { reason: 'INVALID_ARGUMENT', details: { field } }, field);
  }
  await service.lists.deleteList({ requestId: requestId(), processId: PROCESS, listId: 'list-1' });
  const { campaign: renamed } = await put({ name: 'Summer' });
  assert.deepEqual([renamed?.name, renamed?.lists], ['Summer', lists]);
});
