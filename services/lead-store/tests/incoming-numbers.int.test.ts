import assert from 'node:assert/strict';
import { test } from 'node:test';
import { INCOMING_NUMBER_CONFIG } from '@firstring/contracts';
import { CampaignState } from '@firstring/contracts/leads/campaign';
import type { IncomingNumber } from '@firstring/contracts/leads/incoming_number';
import { IncomingNumberEvent } from '@firstring/contracts/leads/incoming_number_service';
import type { DeepPartial } from '@firstring/contracts/leads/lead_service';
import { configure, PROCESS, requestId, startLeadStore, type LeadStoreUnderTest } from './_harness.ts';

const CAMPAIGN = `${PROCESS}-spring`;
const NUMBER = { processId: PROCESS, phone: '+12125550199', name: 'Hotline', campaignIds: [CAMPAIGN] };

function put(service: LeadStoreUnderTest, incomingNumber: DeepPartial<IncomingNumber>) {
  return service.incomingNumbers.putIncomingNumber({ requestId: requestId(), incomingNumber });
}

test('R-67 what a number does not say gets its default, and each change goes out whole', async () => {
  await using service = await startLeadStore();
  await configure(service);
  const request = { requestId: requestId(), incomingNumber: { ...NUMBER, enabled: true } };
  const { incomingNumber: first } = await service.incomingNumbers.putIncomingNumber(request);
  assert.deepEqual((await service.incomingNumbers.putIncomingNumber(request)).incomingNumber, first);
  assert.equal(first?.openingHours?.timeZone, 'America/New_York', "the process's zone");
  assert.deepEqual(first?.dialback, {
    onHangUp: true,
    onTimeout: true,
    onNoAgent: true,
    timeLimitS: 3600,
    retryGapS: 300,
    attemptsMax: 3,
    ownerOnlyS: 0,
  });
  assert.deepEqual([first?.queue?.maxWaitS, first?.noLead], [120, 'NO_LEAD_ACTION_CONNECT_AS_NEW']);
  const rules = { ...first?.dialback, onHangUp: false, timeLimitS: 900, retryGapS: 0 };
  const { incomingNumber: second } = await put(service, { ...first, name: 'Callers', dialback: rules });
  assert.deepEqual([second?.version, second?.dialback], [2n, rules], 'no pause is a pause of nothing');
  const ref = { processId: PROCESS, incomingNumberId: first?.incomingNumberId ?? '' };
  assert.deepEqual((await service.incomingNumbers.getIncomingNumber(ref)).incomingNumber, second);
  await assert.rejects(put(service, { ...first }), { reason: 'VERSION_CONFLICT' });
  const { incomingNumbers } = await service.incomingNumbers.listIncomingNumbers({ processId: PROCESS });
  assert.deepEqual(incomingNumbers, [second]);
  await service.incomingNumbers.deleteIncomingNumber({ ...ref, requestId: requestId(), version: 2n });
  const told = await eventsOf(service, 3);
  assert.deepEqual(told, [
    { incomingNumber: first, deleted: false },
    { incomingNumber: second, deleted: false },
    { incomingNumber: { ...second, version: 3n }, deleted: true },
  ]);
});

test('R-67 a number is one of the installation, whatever the process; who frees it gives it to others', async () => {
  await using service = await startLeadStore();
  await configure(service);
  await configure(service, { processId: 'process-2' });
  const { incomingNumber } = await put(service, NUMBER);
  const theirs = { ...NUMBER, processId: 'process-2', campaignIds: ['process-2-spring'] };
  await assert.rejects(put(service, NUMBER), { reason: 'INCOMING_NUMBER_DUPLICATE' });
  await assert.rejects(put(service, theirs), { reason: 'INCOMING_NUMBER_DUPLICATE' });
  const { incomingNumber: other } = await put(service, { ...theirs, phone: '+12125550198' });
  await assert.rejects(put(service, { ...other, phone: NUMBER.phone }), {
    reason: 'INCOMING_NUMBER_DUPLICATE',
  });
  const incomingNumberId = incomingNumber?.incomingNumberId ?? '';
  const remove = (processId: string, version: bigint) =>
    service.incomingNumbers.deleteIncomingNumber({
      requestId: requestId(),
      processId,
      incomingNumberId,
      version,
    });
  await remove('process-2', 1n);
  await assert.rejects(remove(PROCESS, 7n), { reason: 'VERSION_CONFLICT' });
  assert.equal(
    (await service.incomingNumbers.listIncomingNumbers({ processId: PROCESS })).incomingNumbers.length,
    1,
  );
  await remove(PROCESS, 1n);
  await remove(PROCESS, 1n);
  await assert.rejects(service.incomingNumbers.getIncomingNumber({ processId: PROCESS, incomingNumberId }), {
    reason: 'INCOMING_NUMBER_NOT_FOUND',
  });
  assert.equal((await put(service, { ...other, phone: NUMBER.phone })).incomingNumber?.phone, NUMBER.phone);
});

test('R-87 a number of another process does not exist, and its campaigns are no place to search', async () => {
  await using service = await startLeadStore();
  await configure(service);
  await configure(service, { processId: 'process-2' });
  const { incomingNumber } = await put(service, NUMBER);
  const stolen = { ...incomingNumber, processId: 'process-2', campaignIds: ['process-2-spring'] };
  await assert.rejects(put(service, stolen), { reason: 'INCOMING_NUMBER_NOT_FOUND' });
  await assert.rejects(put(service, { ...incomingNumber, campaignIds: ['process-2-spring'] }), {
    reason: 'INVALID_ARGUMENT',
    details: { field: 'incoming_number.campaign_ids' },
  });
  await assert.rejects(put(service, { ...NUMBER, processId: 'nowhere' }), { reason: 'PROCESS_NOT_FOUND' });
});

test('R-67 a campaign that callers are searched in is paused, not closed in silence', async () => {
  await using service = await startLeadStore();
  await configure(service, { campaign: { agentIds: ['ann'] } });
  const { incomingNumber } = await put(service, { ...NUMBER, agentIds: ['ann'] });
  const set = (state: CampaignState) =>
    service.configuration.setCampaignState({
      requestId: requestId(),
      processId: PROCESS,
      campaignId: CAMPAIGN,
      state,
    });
  await assert.rejects(set(CampaignState.CAMPAIGN_STATE_CLOSED), { reason: 'CAMPAIGN_IN_USE' });
  await set(CampaignState.CAMPAIGN_STATE_PAUSED);
  await service.configuration.putCampaign({
    requestId: requestId(),
    campaign: { campaignId: 'autumn', processId: PROCESS, name: 'Autumn' },
  });
  const moved = await put(service, { ...incomingNumber, campaignIds: ['autumn'] });
  assert.deepEqual(moved.incomingNumber?.agentIds, ['ann'], 'an agent who was there may have left since');
  await set(CampaignState.CAMPAIGN_STATE_CLOSED);
  await assert.rejects(put(service, { ...moved.incomingNumber, campaignIds: [CAMPAIGN] }), {
    details: { field: 'incoming_number.campaign_ids' },
  });
});

test('R-67 nonsense is refused with the field', async () => {
  await using service = await startLeadStore();
  await configure(service, { campaign: { agentIds: ['ann'] } });
  const slot = (weekday: number, startMinute: number, endMinute: number) => ({
    weekday,
    startMinute,
    endMinute,
  });
  const nonsense: readonly (readonly [DeepPartial<IncomingNumber>, string])[] = [
    [{ phone: '112' }, 'phone'],
    [{ phone: '2125550199' }, 'phone'],
    [{ name: ' ' }, 'name'],
    [{ campaignIds: [] }, 'campaign_ids'],
    [{ agentIds: ['zoe'] }, 'agent_ids'],
    [{ openingHours: { timeZone: 'Mars/Phobos' } }, 'opening_hours.time_zone'],
    [{ openingHours: { slots: [slot(8, 0, 60)] } }, 'opening_hours.slots'],
    [{ openingHours: { slots: [slot(1, 600, 600)] } }, 'opening_hours.slots'],
    [{ openingHours: { slots: [slot(1, 700, 900), slot(1, 600, 701)] } }, 'opening_hours.slots'],
    [{ openingHours: { holidays: [{ date: '2026-02-30' }] } }, 'opening_hours.holidays'],
    [
      { openingHours: { holidays: [{ date: '2026-12-25' }, { date: '2026-12-25' }] } },
      'opening_hours.holidays',
    ],
    [{ queue: { maxWaitS: 3601 } }, 'queue.max_wait_s'],
    [{ queue: { callersMax: -1 } }, 'queue.callers_max'],
    [{ queue: { announcement: '../secret' } }, 'queue.announcement'],
    [{ queue: { agentRingS: 181 } }, 'queue.agent_ring_s'],
    [{ dialback: { timeLimitS: 59 } }, 'dialback.time_limit_s'],
    [{ dialback: { attemptsMax: 11 } }, 'dialback.attempts_max'],
    [{ dialback: { ownerOnlyS: 86_401 } }, 'dialback.owner_only_s'],
  ];
  for (const [change, field] of nonsense) {
    await assert.rejects(
      put(service, { ...NUMBER, ...change }),
      { reason: 'INVALID_ARGUMENT', details: { field: `incoming_number.${field}` } },
      JSON.stringify(change),
    );
  }
  const good = { slots: [slot(1, 720, 1440), slot(1, 540, 720)], holidays: [{ date: '2028-02-29' }] };
  const { incomingNumber } = await put(service, { ...NUMBER, openingHours: good });
  assert.deepEqual(incomingNumber?.openingHours?.slots, [slot(1, 540, 720), slot(1, 720, 1440)]);
});

async function eventsOf({ bus }: LeadStoreUnderTest, count: number): Promise<IncomingNumberEvent[]> {
  const seen: IncomingNumberEvent[] = [];
  const ended = new AbortController();
  const { promise, resolve } = Promise.withResolvers<void>();
  const tail = bus.tail({
    topics: [INCOMING_NUMBER_CONFIG.name],
    from: 'beginning',
    signal: ended.signal,
    handler: async (batch) => {
      seen.push(...batch.map(({ payload }) => IncomingNumberEvent.decode(payload)));
      if (seen.length >= count) resolve();
    },
  });
  await Promise.race([promise, tail.closed]);
  ended.abort();
  await tail.closed;
  return seen;
}
