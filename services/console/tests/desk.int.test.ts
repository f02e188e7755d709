import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DialAnswer } from '../src/app/views/desk.ts';
import { Client, newRequestId } from './_client.ts';
import { startConsole } from './_harness.ts';
import { furnish } from './_scene.ts';

const ATTEMPT = { attemptId: 'attempt-lea', fencingToken: '7' };

test('R-1 the desk stream begins with a snapshot and joins the previewed lead, its campaign and its history', async () => {
  await using harness = await startConsole();
  furnish(harness);
  const ann = await Client.signedIn(harness, 'ann');
  await using stream = await ann.desk();
  assert.equal((await stream.desk()).presence, 'not_ready');
  await ann.post('/api/desk/presence', { requestId: newRequestId(), ready: true });
  await stream.desk((desk) => desk.presence === 'ready');
  harness.scheduler.present('ann', { leadId: 'lea' });
  const { details, preview } = await stream.desk((desk) => desk.preview !== undefined);
  assert.equal(preview?.level, 'P1');
  assert.equal(details?.lead.firstName, 'Lea');
  assert.deepEqual(
    details?.lead.custom.map(({ label, value }) => `${label}: ${value}`),
    ['Monthly bill: $210', 'Age of the roof: 12 years'],
  );
  assert.deepEqual(
    details?.calls.map(({ agentName, cause }) => `${agentName} ${cause}`),
    ['Ann Adams lead_hung_up', 'Bob Brown no_answer'],
  );
  assert.equal(details?.campaign?.dispositions.length, 5);
  assert.equal(details?.claimed, 'nobody');
});

test('R-19 the desk tells how many leads wait in each lane', async () => {
  await using harness = await startConsole();
  const ann = await Client.signedIn(harness, 'ann');
  await using stream = await ann.desk();
  assert.deepEqual((await stream.desk()).waiting, [
    { lane: 'p1', count: 3 },
    { lane: 'p2', count: 12 },
    { lane: 'p4', count: 40 },
  ]);
});

test('R-20 R-21 R-22 an empty desk carries the reason, the next due time and the idle gap', async () => {
  await using harness = await startConsole();
  const ann = await Client.signedIn(harness, 'ann');
  await using stream = await ann.desk();
  const nextDueTime = harness.scheduler.inMs(90_000);
  harness.scheduler.change('ann', {
    presence: 'PRESENCE_READY',
    emptyReason: 'RETRY_GAP',
    nextDueTime,
    idleGap: true,
    heldBack: [{ reason: 'RETRY_GAP', text: 'too soon', clearsTime: nextDueTime }],
  });
  const desk = await stream.desk((next) => next.presence === 'ready');
  assert.equal(desk.emptyReason, 'RETRY_GAP');
  assert.equal(desk.nextDueAt, nextDueTime.getTime());
  assert.equal(desk.idleGap, true);
  assert.deepEqual(desk.heldBack, [
    { reason: 'RETRY_GAP', text: 'too soon', clearsAt: nextDueTime.getTime() },
  ]);
});

test('console/12 a double click on Dial is one call: both requests carry one id and get one answer', async () => {
  await using harness = await startConsole();
  furnish(harness);
  harness.scheduler.present('ann', { leadId: 'lea' });
  const ann = await Client.signedIn(harness, 'ann');
  const requestId = newRequestId();
  const answers = await Promise.all(
    [1, 2, 3].map(() => ann.post<DialAnswer>('/api/desk/dial', { requestId, ...ATTEMPT })),
  );
  assert.deepEqual(
    answers.map(({ status, body }) => [status, body.dialling]),
    [
      [200, true],
      [200, true],
      [200, true],
    ],
  );
  assert.equal(harness.scheduler.dialled.size, 1);
  const sent = harness.scheduler.calls.map(({ request }) => request['requestId']);
  assert.deepEqual(new Set(sent), new Set([requestId]));
});

test('console/11 an outcome after the lock has gone is refused with 409 and words for people', async () => {
  await using harness = await startConsole();
  furnish(harness);
  harness.scheduler.present('ann', { leadId: 'lea' });
  const ann = await Client.signedIn(harness, 'ann');
  for (const [reason, words] of [
    ['STALE_TOKEN', 'the lead was handed to somebody else meanwhile'],
    ['LOCK_EXPIRED', 'the lock on this lead has run out'],
  ] as const) {
    harness.scheduler.refuseWith = reason;
    const answer = await ann.post('/api/desk/dispose', {
      requestId: newRequestId(),
      ...ATTEMPT,
      dispositionCode: 'sale',
      note: '',
    });
    assert.deepEqual([answer.status, answer.body.reason, answer.body.title], [409, reason, words]);
  }
});

test('R-76 R-78 an outcome carries note, callback time and who may call, exactly as the page sent them', async () => {
  await using harness = await startConsole();
  furnish(harness);
  harness.scheduler.present('ann', { leadId: 'lea' });
  const ann = await Client.signedIn(harness, 'ann');
  const callbackAt = 1_800_000_000_000;
  const note = 'Zoë said: "<b>later</b>"\nmornings';
  await ann.post('/api/desk/dispose', {
    requestId: newRequestId(),
    ...ATTEMPT,
    dispositionCode: 'callback',
    note,
    callbackAt,
    callbackCommon: true,
  });
  const [call] = harness.scheduler.calls;
  assert.equal(call?.request['note'], note);
  assert.deepEqual(call?.request['callbackTime'], new Date(callbackAt));
  assert.equal(call?.request['callbackCommon'], true);
  assert.equal(call?.request['agentId'], 'ann');

  harness.scheduler.present('ann', { leadId: 'lea' });
  await ann.post('/api/desk/dispose', { requestId: newRequestId(), ...ATTEMPT, dispositionCode: 'callback' });
  assert.equal(harness.scheduler.calls.at(-1)?.request['callbackTime'], undefined);
});

test('R-77 "Claim now" makes the agent the owner, and the open desk shows it without being asked', async () => {
  await using harness = await startConsole();
  furnish(harness);
  harness.scheduler.present('ann', { leadId: 'lea' });
  const ann = await Client.signedIn(harness, 'ann');
  await using stream = await ann.desk();
  await stream.desk((desk) => desk.details?.claimed === 'nobody');
  const claim = { requestId: newRequestId(), processId: 'p1', leadId: 'lea', fencingToken: '7' };
  assert.equal((await ann.post('/api/desk/claim', claim)).status, 200);
  await stream.desk((desk) => desk.details?.claimed === 'me');
  assert.equal(harness.claim.guards.get('+12025550123')?.claimedByLead['lea'], 'ann');
  const stale = await ann.post('/api/desk/claim', { ...claim, requestId: newRequestId(), fencingToken: '6' });
  assert.deepEqual([stale.status, stale.body.reason], [409, 'STALE_TOKEN']);
});

test('commands name no agent: the session does, and fields that do not belong are refused', async () => {
  await using harness = await startConsole();
  const ann = await Client.signedIn(harness, 'ann');
  const answer = await ann.post('/api/desk/presence', {
    requestId: newRequestId(),
    ready: true,
    agentId: 'bob',
  });
  assert.equal(answer.status, 422);
  for (const body of [
    { requestId: 'no uuid', ready: true },
    { requestId: newRequestId(), ready: 'yes' },
    { requestId: newRequestId(), ready: false, reason: 'nap' },
    { ready: true },
  ]) {
    assert.equal((await ann.post('/api/desk/presence', body)).status, 422);
  }
  const note = await ann.post('/api/desk/dispose', {
    requestId: newRequestId(),
    ...ATTEMPT,
    dispositionCode: 'sale',
    note: 'x'.repeat(4001),
  });
  assert.deepEqual([note.status, note.body.field], [422, 'note']);
  assert.deepEqual(harness.scheduler.calls, []);
});

test("the desk tells when the agent's phone stops being registered, and gives its settings but no password", async () => {
  await using harness = await startConsole();
  harness.phones.register('ann');
  const ann = await Client.signedIn(harness, 'ann');
  await using stream = await ann.desk();
  await stream.desk((desk) => desk.phone?.registered === true);
  harness.phones.register('ann', false);
  const desk = await stream.desk((next) => next.phone?.registered === false);
  assert.deepEqual(desk.phone, {
    registered: false,
    username: 'phone-ann',
    userAgent: '',
    registrar: 'sip:127.0.0.1:5060',
  });
  const answer = await ann.get('/api/phones');
  assert.ok(!JSON.stringify(answer.body).includes('never shown'));
});
