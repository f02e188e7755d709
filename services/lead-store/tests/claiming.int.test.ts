import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLAIM_EVENTS, toTime } from '@firstring/contracts';
import { ClaimEvent } from '@firstring/contracts/claim/claim_events';
import type { ClaimingSettings } from '@firstring/contracts/leads/claiming_service';
import { DialState } from '@firstring/contracts/leads/lead';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import {
  configure,
  PROCESS,
  requestId,
  startLeadStore,
  submit,
  watchLeadEvents,
  type LeadStoreUnderTest,
} from './_harness.ts';

const HOUR_MS = 3_600_000;

async function put({ claiming }: LeadStoreUnderTest, change: Partial<ClaimingSettings>) {
  const { settings } = await claiming.getClaiming({ processId: PROCESS });
  assert.ok(settings);
  return (await claiming.putClaiming({ requestId: requestId(), settings: { ...settings, ...change } }))
    .settings;
}

function dispose({ leads }: LeadStoreUnderTest, leadId: string, change: object) {
  const said = { requestId: requestId(), processId: PROCESS, leadId, agentId: 'ann', fencingToken: 1n };
  return leads.recordOutcome({ ...said, dispositionCode: 'callback', ...change });
}

const inAnHour = () => toTime(Math.round(systemClock.now()) + HOUR_MS);

test('R-80 claiming settings are built in until they are changed, and then against the version that was read', async () => {
  await using service = await startLeadStore();
  await configure(service);
  const { claiming } = service;
  const { settings: builtIn } = await claiming.getClaiming({ processId: PROCESS });
  assert.deepEqual(builtIn, {
    processId: PROCESS,
    onWinner: false,
    onScheduled: true,
    onPostponed: false,
    releaseAfterDays: 0,
    version: 0n,
  });
  const request = { requestId: requestId(), settings: { ...builtIn, onWinner: true, releaseAfterDays: 7 } };
  const first = await claiming.putClaiming(request);
  assert.equal(first.settings?.version, 1n);
  assert.deepEqual(await claiming.putClaiming(request), first, 'the same request is the same answer');
  await assert.rejects(claiming.putClaiming({ ...request, requestId: requestId() }), {
    reason: 'VERSION_CONFLICT',
  });
  assert.deepEqual((await claiming.getClaiming({ processId: PROCESS })).settings, first.settings);
});

test('R-80 settings that cannot be are refused with their field, and a process nobody knows is not found', async () => {
  await using service = await startLeadStore();
  await configure(service);
  for (const releaseAfterDays of [-1, 3651]) {
    await assert.rejects(put(service, { releaseAfterDays }), {
      reason: 'INVALID_ARGUMENT',
      details: { field: 'settings.release_after_days' },
    });
  }
  await assert.rejects(put(service, { version: -1n }), { reason: 'INVALID_ARGUMENT' });
  await assert.rejects(service.claiming.getClaiming({ processId: 'nowhere' }), {
    reason: 'PROCESS_NOT_FOUND',
  });
});

test('R-76 R-78 R-80 outcomes claim as the process says: scheduling, postponing, winners, and for how long', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  const { leadId } = await submit(service, link);
  const callbackTime = inAnHour();
  const first = await dispose(service, leadId, { callbackTime });
  assert.deepEqual(first.claim, { reason: 'callback', dueTime: callbackTime, releaseAfterMs: 0n });
  assert.equal((await dispose(service, leadId, {})).claim, undefined, 'a callback without a time');
  assert.equal((await dispose(service, leadId, { dispositionCode: 'sale' })).claim, undefined, 'a winner');
  await put(service, { onWinner: true, onPostponed: true, releaseAfterDays: 2 });
  const postponed = await dispose(service, leadId, {});
  assert.deepEqual([postponed.claim?.reason, postponed.claim?.releaseAfterMs], ['postponed', 172_800_000n]);
  assert.equal((await dispose(service, leadId, { dispositionCode: 'sale' })).claim?.reason, 'winner');
});

test('R-80 A-24 where scheduling claims nothing, a callback with a time is anybody’s, one without goes to the end of the queue', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  await put(service, { onScheduled: false });
  const { leadId } = await submit(service, link);
  const timed = await dispose(service, leadId, { callbackTime: inAnHour() });
  assert.equal(timed.claim, undefined);
  assert.deepEqual(
    [timed.card?.dialState, timed.card?.callbackAgentId],
    [DialState.DIAL_STATE_CALLBACK, ''],
    'it goes where the cadence says, to whoever is Ready then',
  );
  const untimed = await dispose(service, leadId, {});
  assert.equal(untimed.card?.dialState, DialState.DIAL_STATE_POSTPONED);
});

test('a callback that is said to be anybody’s gives up the claim of whoever had it', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  const { leadId } = await submit(service, link);
  const common = await dispose(service, leadId, { callbackTime: inAnHour(), callbackCommon: true });
  assert.deepEqual([common.claim, common.givesUpClaim], [undefined, true]);
});

test('R-74 an agreed time goes with the claim: to the next owner, and to everybody when it is released', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  const { leadId } = await submit(service, link);
  await dispose(service, leadId, { callbackTime: inAnHour() });
  await using events = watchLeadEvents(service);
  const say = (event: NonNullable<ClaimEvent['event']>) =>
    service.bus.publish([
      {
        id: systemRandom.uuid(),
        topic: CLAIM_EVENTS.name,
        key: PROCESS,
        type: event.$case === 'leadClaimed' ? 'LeadClaimed' : 'ClaimReleased',
        payload: ClaimEvent.encode(ClaimEvent.fromPartial({ processId: PROCESS, leadId, event })).finish(),
        occurredAt: systemClock.now(),
      },
    ]);
  const callbackOf = (agentId: string) =>
    events.until(({ event }) => event?.$case === 'updated' && event.value.card?.callbackAgentId === agentId);
  await say({ $case: 'leadClaimed', value: { agentId: 'bob', reason: 'callback', actorId: 'sue' } });
  await callbackOf('bob');
  // Of an owner before: it was agreed with somebody else meanwhile.
  await say({ $case: 'claimReleased', value: { agentId: 'ann', actorId: 'sue' } });
  await say({ $case: 'claimReleased', value: { agentId: 'bob', actorId: 'sue' } });
  await callbackOf('');
});
