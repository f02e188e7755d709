import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DIALBACK_EVENTS } from '@firstring/contracts';
import { Dialback, DialbackEvent, DialbackState } from '@firstring/contracts/dialback/dialback_service';
import { CallDirection, EndCause } from '@firstring/contracts/common/call_record';
import { DialState, LeadStatus, type LeadCard } from '@firstring/contracts/leads/lead';
import { systemClock } from '@firstring/kernel/system';
import { eventually } from '@firstring/kernel/testing';
import {
  configure,
  ended,
  PROCESS,
  publishCall,
  requestId,
  startLeadStore,
  submit,
  watchLeadEvents,
  type LeadStoreUnderTest,
} from './_harness.ts';

const HOUR_MS = 3_600_000;

function cardOf(event: { event?: { $case: string; value: object } | undefined }): LeadCard | undefined {
  return event.event !== undefined && 'card' in event.event.value
    ? (event.event.value.card as LeadCard)
    : undefined;
}

const outcome = (service: LeadStoreUnderTest, leadId: string, change: object = {}) =>
  service.leads.recordOutcome({
    requestId: requestId(),
    processId: PROCESS,
    leadId,
    agentId: 'ann',
    attemptId: 'attempt-1',
    fencingToken: 1n,
    dispositionCode: 'no-answer',
    ...change,
  });

async function readCard(service: LeadStoreUnderTest, leadId: string): Promise<LeadCard | undefined> {
  return (await service.leads.getLead({ processId: PROCESS, leadId })).lead?.card;
}

test('R-34 a bridged call makes the lead Contacted; an attempt that nobody answers leaves it New and counts', async () => {
  await using service = await startLeadStore();
  await using events = watchLeadEvents(service);
  const { link } = await configure(service);
  const { leadId } = await submit(service, link);
  const first = { leadId, attemptId: 'attempt-1' };
  await publishCall(service, first, { $case: 'leadDialled', value: { trunkId: 'trunk-1' } });
  await publishCall(service, first, ended(first));
  const counted = cardOf(await events.until((event) => cardOf(event)?.totalAttempts === 1));
  assert.equal(counted?.status, LeadStatus.LEAD_STATUS_NEW);
  assert.deepEqual(
    [counted?.cadenceAttempts, counted?.dayAttempts, counted?.lastAttemptResult],
    [1, 1, 'no_answer'],
  );
  await publishCall(service, { leadId, attemptId: 'attempt-2' }, { $case: 'bridged', value: {} });
  await events.until((event) => cardOf(event)?.status === LeadStatus.LEAD_STATUS_CONTACTED);
});

test('R-34 a lead that calls and is connected is Contacted; its call is in the log and counts as no attempt of ours', async () => {
  await using service = await startLeadStore();
  await using events = watchLeadEvents(service);
  const { link } = await configure(service);
  const { leadId } = await submit(service, link);
  const call = { leadId, attemptId: 'call-1' };
  await publishCall(service, call, { $case: 'agentRinging', value: {} });
  await publishCall(service, call, { $case: 'bridged', value: {} });
  const inbound = {
    direction: CallDirection.CALL_DIRECTION_INBOUND,
    incomingNumberId: 'number-1',
    counted: false,
    endCause: EndCause.END_CAUSE_LEAD_HUNG_UP,
    answerTime: new Date(systemClock.now()),
    bridgeTime: new Date(systemClock.now()),
  };
  await publishCall(service, call, ended(call, inbound));
  const card = cardOf(await events.until((event) => cardOf(event)?.lastAttemptResult === 'answered'));
  assert.equal(card?.status, LeadStatus.LEAD_STATUS_CONTACTED);
  assert.deepEqual([card?.totalAttempts, card?.cadenceAttempts, card?.dayAttempts], [0, 0, 0]);
  const { calls } = await service.callLog.listCalls({ processId: PROCESS, leadId });
  assert.deepEqual(
    calls.map(({ record }) => [record?.attemptId, record?.direction, record?.incomingNumberId]),
    [['call-1', CallDirection.CALL_DIRECTION_INBOUND, 'number-1']],
  );
});

test('R-41 R-47 one row an attempt, however often its record comes, and it outlives the lead unchanged', async () => {
  await using service = await startLeadStore();
  await using events = watchLeadEvents(service);
  const { link } = await configure(service);
  const { leadId } = await submit(service, link);
  const call = { leadId, attemptId: 'attempt-1' };
  await publishCall(service, call, ended(call));
  await publishCall(service, call, ended(call, { endCause: EndCause.END_CAUSE_BUSY }));
  const second = { leadId, attemptId: 'attempt-2' };
  await publishCall(service, second, ended(second, { endCause: EndCause.END_CAUSE_BUSY }));
  await events.until((event) => cardOf(event)?.totalAttempts === 2);
  const list = async () => (await service.callLog.listCalls({ processId: PROCESS, leadId })).calls;
  const before = await list();
  assert.deepEqual(
    new Set(before.map(({ record }) => record?.attemptId)),
    new Set(['attempt-1', 'attempt-2']),
  );
  assert.equal(
    (await service.callLog.listCalls({ processId: PROCESS, attemptId: 'attempt-1' })).calls[0]?.record
      ?.endCause,
    EndCause.END_CAUSE_NO_ANSWER,
  );
  await service.leads.deleteLead({ requestId: requestId(), processId: PROCESS, leadId });
  assert.deepEqual(await list(), before);
  assert.deepEqual((await service.callLog.listCalls({ processId: 'process-2', leadId })).calls, []);
});

test('an attempt that never left the house is in the log and counts for nothing', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  const { leadId } = await submit(service, link);
  const call = { leadId, attemptId: 'attempt-1' };
  const event = ended(call, { endCause: EndCause.END_CAUSE_AGENT_UNREACHABLE, counted: false });
  if (event.$case === 'ended' && event.value.record !== undefined) delete event.value.record.inviteTime;
  await publishCall(service, call, event);
  const logged = async () =>
    (await service.callLog.listCalls({ processId: PROCESS, agentId: 'ann' })).calls.length;
  await eventually(systemClock, 'the call is in the log', async () => (await logged()) > 0);
  const card = await readCard(service, leadId);
  assert.deepEqual(
    [card?.totalAttempts, card?.lastAttemptEndTime, card?.lastAttemptResult],
    [0, undefined, ''],
  );
});

test('grpc/31 an outcome is stored on the lead and on the row, whichever comes first: until its record is there no call is shown', async () => {
  for (const recordFirst of [true, false]) {
    await using service = await startLeadStore();
    await using events = watchLeadEvents(service);
    const { link } = await configure(service);
    const { leadId } = await submit(service, link);
    const call = { leadId, attemptId: 'attempt-1' };
    const record = async () => {
      await publishCall(service, call, ended(call));
      await events.until((event) => cardOf(event)?.totalAttempts === 1);
    };
    if (recordFirst) await record();
    const answer = await outcome(service, leadId, {
      dispositionCode: 'not-interested',
      note: 'has a roof already',
    });
    assert.equal(answer.card?.dialState, DialState.DIAL_STATE_LOSER);
    if (!recordFirst) {
      assert.deepEqual((await service.callLog.listCalls({ processId: PROCESS })).calls, []);
      await record();
    }
    const calls = await eventually(systemClock, 'the call is in the log', async () => {
      const { calls: logged } = await service.callLog.listCalls({ processId: PROCESS, leadId });
      return logged.length > 0 && logged;
    });
    assert.deepEqual(
      calls.map(({ dispositionCode, dispositionLabel, note }) => [dispositionCode, dispositionLabel, note]),
      [['not-interested', 'Not interested', 'has a roof already']],
    );
  }
});

test('grpc/29 the highest fencing token wins, a lower one is STALE_TOKEN, and the event carries the version answered', async () => {
  await using service = await startLeadStore();
  await using events = watchLeadEvents(service);
  const { link } = await configure(service);
  const { leadId } = await submit(service, link);
  const big = 2n ** 60n;
  const answer = await outcome(service, leadId, { fencingToken: big + 1n });
  await assert.rejects(outcome(service, leadId, { fencingToken: big }), { reason: 'STALE_TOKEN' });
  await outcome(service, leadId, { fencingToken: big + 1n, dispositionCode: 'sale' });
  const event = await events.until(({ version }) => version === answer.version);
  assert.equal(event.event?.$case, 'updated');
  assert.equal((await readCard(service, leadId))?.dialState, DialState.DIAL_STATE_WINNER);
});

test('a token seen in a call record also makes older outcomes stale', async () => {
  await using service = await startLeadStore();
  await using events = watchLeadEvents(service);
  const { link } = await configure(service);
  const { leadId } = await submit(service, link);
  const call = { leadId, attemptId: 'attempt-9' };
  await publishCall(service, call, ended(call, { fencingToken: 5n }));
  await events.until((event) => cardOf(event)?.totalAttempts === 1);
  await assert.rejects(outcome(service, leadId, { fencingToken: 4n }), { reason: 'STALE_TOKEN' });
});

test('grpc/30 an outcome repeated with its request id is answered alike and changes nothing', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  const { leadId } = await submit(service, link);
  const id = requestId();
  const first = await outcome(service, leadId, { requestId: id });
  assert.deepEqual(await outcome(service, leadId, { requestId: id }), first);
  assert.equal((await readCard(service, leadId))?.version, first.version);
});

test('R-35 A-11 a conversion makes a New lead Converted; an unknown code is refused', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  const { leadId } = await submit(service, link);
  await assert.rejects(outcome(service, leadId, { dispositionCode: 'maybe' }), {
    reason: 'DISPOSITION_UNKNOWN',
  });
  const { card } = await outcome(service, leadId, { dispositionCode: 'sale' });
  assert.deepEqual(
    [card?.status, card?.dialState],
    [LeadStatus.LEAD_STATUS_CONVERTED, DialState.DIAL_STATE_WINNER],
  );
});

test('R-78 A-3 an agreed callback is kept by a call that counts for the caps and not for the cadence', async () => {
  await using service = await startLeadStore();
  await using events = watchLeadEvents(service);
  const { link } = await configure(service);
  const { leadId } = await submit(service, link);
  const callbackTime = new Date(systemClock.now() - HOUR_MS);
  const { card } = await outcome(service, leadId, {
    dispositionCode: 'callback',
    callbackTime,
    attemptId: '',
  });
  assert.deepEqual([card?.dialState, card?.callbackAgentId], [DialState.DIAL_STATE_CALLBACK, 'ann']);
  const call = { leadId, attemptId: 'attempt-2' };
  await publishCall(service, call, { $case: 'agentRinging', value: {} });
  // The agent says "no answer" before the record is here: the attempt was a callback all the same.
  await eventually(
    systemClock,
    'the attempt is on the card',
    async () => (await readCard(service, leadId))?.version !== card?.version,
  );
  await outcome(service, leadId, { attemptId: 'attempt-2', fencingToken: 2n });
  await publishCall(service, call, ended(call, { fencingToken: 2n }));
  const after = cardOf(await events.until((event) => cardOf(event)?.totalAttempts === 1));
  assert.deepEqual(
    [after?.cadenceAttempts, after?.dayAttempts, after?.dialState],
    [0, 1, DialState.DIAL_STATE_OPEN],
  );
});

test('a message that is no call event is set aside and the next one is followed', async () => {
  await using service = await startLeadStore();
  await using events = watchLeadEvents(service);
  const { link } = await configure(service);
  const { leadId } = await submit(service, link);
  const payload = Uint8Array.from([0xff, 0xff, 0xff]);
  await service.bus.publish([
    { id: 'poison', topic: 'calls.call.events.v1', key: PROCESS, type: 'Ended', payload, occurredAt: 0 },
  ]);
  const call = { leadId, attemptId: 'attempt-1' };
  await publishCall(service, call, ended(call));
  await events.until((event) => cardOf(event)?.totalAttempts === 1);
});

test('R-66 R-62 R-56 a dial-back that closes puts its lead into Automatic Redial; one that ends otherwise changes nothing', async () => {
  await using service = await startLeadStore();
  await using events = watchLeadEvents(service);
  const { link } = await configure(service);
  const [expired, closed] = [
    await submit(service, link),
    await submit(service, link, { callerId: '+12125550199' }),
  ];
  for (const [leadId, state] of [
    [expired.leadId, DialbackState.DIALBACK_STATE_EXPIRED],
    [closed.leadId, DialbackState.DIALBACK_STATE_CLOSED],
  ] as const) {
    const dialback = Dialback.fromPartial({ processId: PROCESS, leadId, state });
    await service.bus.publish([
      {
        id: `event-${leadId}`,
        topic: DIALBACK_EVENTS.name,
        key: PROCESS,
        type: 'DialbackChanged',
        payload: DialbackEvent.encode({ dialback }).finish(),
        occurredAt: systemClock.now(),
      },
    ]);
  }
  await events.until((event) => cardOf(event)?.dialState === DialState.DIAL_STATE_AUTOMATIC_REDIAL);
  assert.equal((await readCard(service, expired.leadId))?.dialState, DialState.DIAL_STATE_OPEN);
  const card = await readCard(service, closed.leadId);
  assert.deepEqual(
    [card?.dialState, card?.status],
    [DialState.DIAL_STATE_AUTOMATIC_REDIAL, LeadStatus.LEAD_STATUS_NEW],
  );
});
