import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLAIM_EVENTS, INCOMING_NUMBER_CONFIG } from '@firstring/contracts';
import { ClaimEvent } from '@firstring/contracts/claim/claim_events';
import { DialbackState } from '@firstring/contracts/dialback/dialback_service';
import { IncomingNumberEvent } from '@firstring/contracts/leads/incoming_number_service';
import { systemClock } from '@firstring/kernel/system';
import { MISSED_CALLS } from '../src/store/missed-calls.ts';
import { MISSED, OTHER_PHONE, PHONE, start, until } from './_harness.ts';

const PROCESS = { processId: 'process-1' };

test('R-67 R-51 what the called number says of dial-backs holds: no trigger, its own limits, the owner alone for so long', async () => {
  await using harness = await start();
  const tell = (version: bigint, onNoAgent: boolean) => {
    const limits = { timeLimitS: 600, retryGapS: 60, attemptsMax: 1, ownerOnlyS: 120 };
    const dialback = { onNoAgent, onHangUp: true, onTimeout: true, ...limits };
    const incomingNumber = { ...PROCESS, incomingNumberId: 'number-1', version, dialback };
    const event = IncomingNumberEvent.fromPartial({ incomingNumber });
    return harness.tell(
      INCOMING_NUMBER_CONFIG,
      'IncomingNumberChanged',
      IncomingNumberEvent.encode(event).finish(),
    );
  };
  let serial = 0;
  const report = async () => {
    const requestId = `m${(serial += 1)}`;
    const { dialback } = await harness.dialback.reportMissedCall({
      ...MISSED,
      requestId,
      incomingNumberId: 'number-1',
    });
    return dialback;
  };
  await tell(2n, false);
  await until(report, (dialback) => dialback?.cause === 'not_by_rule');
  await tell(1n, true);
  await tell(3n, true);
  const queued = await until(report, (dialback) => dialback?.state === DialbackState.DIALBACK_STATE_QUEUED);
  const missedAt = queued?.missedTime?.getTime() ?? 0;
  assert.equal((queued?.expireTime?.getTime() ?? 0) - missedAt, 600_000);
  assert.equal((queued?.commonTime?.getTime() ?? 0) - missedAt, 120_000);
});

test('A-42 numbers that go on the do-not-call list end the entries that would be dialled there', async () => {
  await using harness = await start();
  await harness.dialback.reportMissedCall({ ...MISSED, requestId: 'm1', phone: OTHER_PHONE });
  const excluded = ClaimEvent.fromPartial({
    ...PROCESS,
    event: { $case: 'numbersExcluded', value: { phones: [PHONE, OTHER_PHONE] } },
  });
  await harness.tell(CLAIM_EVENTS, 'NumbersExcluded', ClaimEvent.encode(excluded).finish());
  const { dialbacks } = await until(
    () => harness.dialback.listDialbacks(PROCESS),
    (list) => list.dialbacks.some(({ cause }) => cause === 'number_excluded'),
  );
  assert.deepEqual(
    dialbacks.map(({ state }) => state),
    [DialbackState.DIALBACK_STATE_CANCELLED],
  );
});

test('R-58 who owns the lead is told as claim tells it', async () => {
  await using harness = await start();
  await harness.dialback.reportMissedCall({ ...MISSED, requestId: 'm1' });
  const owner = async () =>
    (await harness.missedCalls.listOpenDialbacks(PROCESS)).dialbacks.map(({ ownerAgentId }) => ownerAgentId);
  assert.deepEqual(await owner(), ['']);
  const tell = (type: string, event: ClaimEvent['event']) => {
    const content = ClaimEvent.fromPartial({ ...PROCESS, phone: PHONE, leadId: 'lead-1' });
    return harness.tell(CLAIM_EVENTS, type, ClaimEvent.encode({ ...content, event }).finish());
  };
  const value = { agentId: 'agent-7', reason: 'callback', dueTime: undefined, actorId: 'agent-7' };
  await tell('LeadClaimed', { $case: 'leadClaimed', value });
  await until(owner, ([id]) => id === 'agent-7');
  await tell('ClaimReleased', { $case: 'claimReleased', value: { agentId: 'agent-7', actorId: '' } });
  await until(owner, ([id]) => id === '');
});

test('R-63 an entry that version 1 of the store has left open is found, superseded and keeps its place', async () => {
  const missedAt = systemClock.now() - 1000;
  const entry = {
    dialbackId: 'old',
    campaignId: 'campaign-1',
    leadId: 'lead-1',
    state: 'queued',
    attempts: 0,
  };
  const times = { orderAt: missedAt, missedAt, expiresAt: missedAt + 3_600_000, notBeforeAt: missedAt };
  await using harness = await start(async (store) => {
    const old = { ...PROCESS, phone: PHONE, entries: [{ ...entry, ...times, cause: 'no_agent' }] };
    const doc = { ...old, sweepAt: times.expiresAt };
    const kept = store.collection<typeof doc>({ ...MISSED_CALLS });
    await store.ready();
    await kept.put({ id: `process-1|${PHONE}`, doc, expectedVersion: 0 });
  });
  const { dialbacks: found } = await harness.missedCalls.findOpenDialbacks({
    ...PROCESS,
    leadIds: ['lead-1'],
  });
  assert.deepEqual(
    found.map(({ dialbackId, phone }) => [dialbackId, phone]),
    [['old', PHONE]],
  );
  const { dialback } = await harness.dialback.reportMissedCall({
    ...MISSED,
    requestId: 'm2',
    phone: OTHER_PHONE,
  });
  assert.equal(dialback?.orderTime?.getTime(), missedAt);
  const { total } = await harness.missedCalls.listOpenDialbacks(PROCESS);
  assert.equal(total, 1);
});
