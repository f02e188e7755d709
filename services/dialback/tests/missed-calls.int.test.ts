import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toTime } from '@firstring/contracts';
import { DialbackOutcome, DialbackState, MissedCause } from '@firstring/contracts/dialback/dialback_service';
import { systemClock } from '@firstring/kernel/system';
import { KNOWN, MISSED, OTHER_PHONE, PHONE, start, until } from './_harness.ts';

const PROCESS = { processId: 'process-1' };
const CLOSED = { ...MISSED, cause: MissedCause.MISSED_CAUSE_CLOSED_HOURS };

test('R-63 R-64 a lead that calls from two numbers has one open dial-back, to the number of the last call', async () => {
  await using harness = await start();
  await harness.dialback.reportMissedCall({ ...MISSED, requestId: 'm1' });
  // Nobody has matched this one: it is found by its number.
  await harness.dialback.reportMissedCall({ ...MISSED, requestId: 'm2', phone: OTHER_PHONE, leadId: '' });
  const { dialbacks, total } = await harness.missedCalls.listOpenDialbacks(PROCESS);
  assert.deepEqual(
    dialbacks.map(({ dialbackId, phone, leadId }) => [dialbackId, phone, leadId]),
    [['m2', OTHER_PHONE, 'lead-1']],
  );
  assert.equal(total, 1);
});

test('F65 one call reported by two trunks, and three calls in a minute, leave one open entry; the others are superseded', async () => {
  await using harness = await start();
  const missedTime = toTime(systemClock.now());
  const reports = ['trunk-1', 'trunk-2', 'second', 'third'].map((requestId) =>
    harness.dialback.reportMissedCall({ ...MISSED, missedTime, requestId }),
  );
  await Promise.all(reports);
  const { dialbacks } = await harness.dialback.listDialbacks(PROCESS);
  assert.deepEqual(dialbacks.map(({ cause }) => cause).toSorted(), [
    'no_agent',
    'superseded',
    'superseded',
    'superseded',
  ]);
});

test('A-14 which leads are called back is told of many at once, with who has it', async () => {
  await using harness = await start();
  harness.neighbours.owners['lead-1'] = 'agent-7';
  await harness.dialback.reportMissedCall({ ...MISSED, requestId: 'm1' });
  await harness.dialback.presentDialback({ requestId: 'p', dialbackId: 'm1', agentId: 'agent-7' });
  const { dialbacks } = await harness.missedCalls.findOpenDialbacks({
    ...PROCESS,
    leadIds: ['nobody', 'lead-1', 'recent'],
  });
  assert.deepEqual(
    dialbacks.map(({ leadId, state, agentId, ownerAgentId }) => [leadId, state, agentId, ownerAgentId]),
    [['lead-1', DialbackState.DIALBACK_STATE_PRESENTED, 'agent-7', 'agent-7']],
  );
});

test('A-13 the log has every missed call by number, cause, state and day, newest first, page by page', async () => {
  await using harness = await start();
  const startAt = systemClock.now() - 10_000;
  const report = (requestId: string, at: number, more = {}) =>
    harness.dialback.reportMissedCall({ ...MISSED, requestId, missedTime: toTime(startAt + at), ...more });
  await report('m1', 1000);
  await report('m2', 2000, { incomingNumberId: 'number-1' });
  await report('m3', 3000, { phone: KNOWN, leadId: '', cause: MissedCause.MISSED_CAUSE_CLOSED_HOURS });
  await report('m4', 4000, { phone: '', leadId: '' });
  const list = async (filter: object) => {
    const { dialbacks } = await harness.missedCalls.listMissedCalls({ ...PROCESS, ...filter });
    return dialbacks.map(({ dialbackId }) => dialbackId);
  };
  await until(
    () => list({}),
    (ids) => ids.length === 4,
  );
  await until(
    () => list({ states: [DialbackState.DIALBACK_STATE_CANCELLED] }),
    (ids) => ids.join() === 'm1',
  );
  assert.deepEqual(await list({}), ['m4', 'm3', 'm2', 'm1']);
  assert.deepEqual(await list({ phone: PHONE }), ['m2', 'm1']);
  assert.deepEqual(await list({ leadId: 'recent' }), ['m3']);
  assert.deepEqual(await list({ incomingNumberId: 'number-1' }), ['m2']);
  assert.deepEqual(await list({ missedCauses: [MissedCause.MISSED_CAUSE_CLOSED_HOURS] }), ['m3']);
  assert.deepEqual(await list({ fromTime: toTime(startAt + 2000), toTime: toTime(startAt + 4000) }), [
    'm3',
    'm2',
  ]);
  const first = await harness.missedCalls.listMissedCalls({ ...PROCESS, page: { pageSize: 3 } });
  const page = { pageSize: 3, pageToken: first.nextPageToken };
  const rest = await harness.missedCalls.listMissedCalls({ ...PROCESS, page });
  assert.deepEqual([first.dialbacks.length, rest.dialbacks.length, rest.nextPageToken], [3, 1, '']);
});

test('A-13 pages of a filter that one call in ten passes hold each of them once, whole pages of them', async () => {
  await using harness = await start();
  const [wanted, others] = ['+12025550177', PHONE];
  for (let serial = 0; serial < 60; serial += 1) {
    await harness.dialback.reportMissedCall({
      ...MISSED,
      requestId: `m${serial}`,
      cause: serial % 10 === 0 ? MissedCause.MISSED_CAUSE_REFUSED : MissedCause.MISSED_CAUSE_CLOSED_HOURS,
      phone: serial % 10 === 0 ? wanted : others,
    });
  }
  const page = (pageToken: string) =>
    harness.missedCalls.listMissedCalls({
      ...PROCESS,
      missedCauses: ['MISSED_CAUSE_REFUSED'],
      page: { pageSize: 4, pageToken },
    });
  const first = await until(
    () => page(''),
    ({ dialbacks }) => dialbacks.length === 4,
  );
  const second = await until(
    () => page(first.nextPageToken),
    ({ dialbacks }) => dialbacks.length === 2,
  );
  const ids = [...first.dialbacks, ...second.dialbacks].map(({ dialbackId }) => dialbackId);
  assert.deepEqual(ids.toSorted(), ['m0', 'm10', 'm20', 'm30', 'm40', 'm50']);
});

test('R-52 A-13 a call outside opening hours waits to be called back by hand until somebody has', async () => {
  await using harness = await start();
  await harness.dialback.reportMissedCall({ ...CLOSED, requestId: 'm1' });
  await harness.dialback.reportMissedCall({ ...CLOSED, requestId: 'm2', phone: '', leadId: '' });
  const waiting = async () =>
    (await harness.missedCalls.listMissedCalls({ ...PROCESS, toHandle: true })).dialbacks;
  const [listed] = await until(waiting, ({ length }) => length > 0);
  assert.equal(listed?.dialbackId, 'm1');
  const { dialback } = await harness.missedCalls.handleMissedCall({
    requestId: 'h',
    ...PROCESS,
    dialbackId: 'm1',
    agentId: 'agent-1',
  });
  assert.equal(dialback?.handledAgentId, 'agent-1');
  await until(waiting, ({ length }) => length === 0);
});

test('R-52 A-13 calls to return are those of the campaigns asked for, however busy others are, and only these are ticked off', async () => {
  await using harness = await start();
  const startAt = systemClock.now() - 60_000;
  await harness.dialback.reportMissedCall({ ...CLOSED, requestId: 'own', missedTime: toTime(startAt) });
  const phoneOf = (at: number) => `+1202555${String(2000 + at)}`;
  for (let at = 0; at < 5; at += 1) {
    const busy = { ...CLOSED, phone: phoneOf(at), leadId: '', campaignId: 'busy' };
    const missedTime = toTime(startAt + 1000 + at);
    await harness.dialback.reportMissedCall({ ...busy, requestId: `b${at}`, missedTime });
  }
  const any = { ...CLOSED, phone: phoneOf(9), leadId: '', campaignId: '' };
  await harness.dialback.reportMissedCall({ ...any, requestId: 'any', missedTime: toTime(startAt + 500) });
  const list = async (campaignIds: string[]) => {
    const asked = { ...PROCESS, toHandle: true, page: { pageSize: 2 }, campaignIds };
    const { dialbacks } = await harness.missedCalls.listMissedCalls(asked);
    return dialbacks.map(({ dialbackId }) => dialbackId);
  };
  await until(
    async () => (await harness.missedCalls.listMissedCalls({ ...PROCESS, toHandle: true })).dialbacks,
    ({ length }) => length === 7,
  );
  assert.deepEqual(await list(['', MISSED.campaignId]), ['any', 'own']);
  assert.deepEqual(await list([MISSED.campaignId]), ['own']);
  assert.deepEqual(await list([]), ['b4', 'b3']);
  const handle = (dialbackId: string, campaignIds: string[]) =>
    harness.missedCalls.handleMissedCall({
      requestId: `h${dialbackId}`,
      ...PROCESS,
      dialbackId,
      agentId: 'agent-1',
      campaignIds,
    });
  await assert.rejects(handle('b0', ['', MISSED.campaignId]), { reason: 'DIALBACK_NOT_FOUND' });
  await handle('any', ['', MISSED.campaignId]);
  await handle('b0', []);
});

test('A-16 a supervisor lets others serve an entry, or ends it; neither once it is over, nor from another process', async () => {
  await using harness = await start();
  await harness.dialback.reportMissedCall({ ...MISSED, requestId: 'm1' });
  const named = { ...PROCESS, requestId: 'r', dialbackId: 'm1', actorId: 'sam' };
  const { dialback: released } = await harness.missedCalls.releaseDialback(named);
  assert.ok(released?.commonTime !== undefined);
  await assert.rejects(harness.missedCalls.withdrawDialback({ ...named, processId: 'process-2' }), {
    reason: 'DIALBACK_NOT_FOUND',
  });
  const { dialback: withdrawn } = await harness.missedCalls.withdrawDialback(named);
  assert.deepEqual(
    [withdrawn?.state, withdrawn?.cause],
    [DialbackState.DIALBACK_STATE_CANCELLED, 'withdrawn'],
  );
  // The same wish again is the same answer.
  await harness.missedCalls.withdrawDialback(named);
  await assert.rejects(harness.missedCalls.releaseDialback(named), { reason: 'DIALBACK_CLOSED' });
});

test('R-55 R-61 what was not called back in time leaves the queue as expired', async () => {
  await using harness = await start();
  const missedTime = toTime(systemClock.now() - 3_600_000 + 100);
  await harness.dialback.reportMissedCall({ ...MISSED, requestId: 'm1', missedTime });
  const { dialbacks } = await until(
    () => harness.dialback.listDialbacks(PROCESS),
    ({ dialbacks: [entry] }) => entry?.state === DialbackState.DIALBACK_STATE_EXPIRED,
  );
  assert.equal(dialbacks[0]?.cause, 'time_limit');
  assert.equal((await harness.missedCalls.listOpenDialbacks(PROCESS)).total, 0);
});

test('R-66 a lead made for the call is not dialled back twice', async () => {
  await using harness = await start();
  await harness.dialback.reportMissedCall({ ...MISSED, requestId: 'm1', leadCreated: true });
  await harness.dialback.presentDialback({ dialbackId: 'm1', agentId: 'a' });
  const settle = (outcome: DialbackOutcome) => harness.dialback.settleDialback({ dialbackId: 'm1', outcome });
  await settle(DialbackOutcome.DIALBACK_OUTCOME_DIALING);
  const { dialback } = await settle(DialbackOutcome.DIALBACK_OUTCOME_UNANSWERED);
  assert.deepEqual(
    [dialback?.state, dialback?.cause],
    [DialbackState.DIALBACK_STATE_CLOSED, 'automatic_redial'],
  );
});

test('R-60 a missed call that is heard of after its caller was spoken to is not dialled back', async () => {
  await using harness = await start();
  const missedAt = systemClock.now() - 60_000;
  harness.neighbours.spokenTo['lead-1'] = missedAt + 30_000;
  const report = { ...MISSED, missedTime: toTime(missedAt) };
  const { dialback } = await harness.dialback.reportMissedCall({ ...report, requestId: 'm1' });
  assert.deepEqual(
    [dialback?.state, dialback?.cause],
    [DialbackState.DIALBACK_STATE_CANCELLED, 'caller_reached'],
  );
  harness.neighbours.spokenTo['lead-1'] = missedAt - 30_000;
  const { dialback: open } = await harness.dialback.reportMissedCall({ ...report, requestId: 'm2' });
  assert.equal(open?.state, DialbackState.DIALBACK_STATE_QUEUED);
});
