import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toTime } from '@firstring/contracts';
import { DialbackState, MissedCause } from '@firstring/contracts/dialback/dialback_service';
import type { LeadPage, LeadView } from '../src/app/views/leads.ts';
import type {
  ActivityPage,
  CallersEvent,
  DialbacksEvent,
  MissedCallPage,
} from '../src/app/views/missed-calls.ts';
import { Client, DeskStream, newRequestId } from './_client.ts';
import { startConsole } from './_harness.ts';

const MINUTE_MS = 60_000;
const LISTED = {
  state: DialbackState.DIALBACK_STATE_MISSED_ONLY,
  missedCause: MissedCause.MISSED_CAUSE_CLOSED_HOURS,
};

async function callersOf(client: Client): Promise<DeskStream> {
  const stop = new AbortController();
  const headers = { Cookie: client.cookie };
  const path = `${client.url}/api/callers/events?processId=p1&tabId=t`;
  return new DeskStream(await fetch(path, { headers, signal: stop.signal }), stop);
}

test('R-54 who waits and who is to be dialled back is streamed with names; a service that is away is said for its part only', async () => {
  await using harness = await startConsole();
  const { callers, missedCalls, incomingNumbers, leadStore } = harness;
  incomingNumbers.add({ incomingNumberId: 'n1', phone: '+12125550199', name: 'Hotline' });
  leadStore.add({ leadId: 'lea', phone: '+12025550123', firstName: 'Lea', lastName: 'Lindqvist' });
  callers.add('c2', { position: 2, phone: '' });
  callers.add('c1', { position: 1, leadId: 'lea', incomingNumberId: 'n1', ringingAgentId: 'ann' });
  missedCalls.add('d1', 5 * MINUTE_MS, { leadId: 'lea', ownerAgentId: 'bob', incomingNumberId: 'n1' });
  const sue = await Client.signedIn(harness, 'sue');
  await using stream = await callersOf(sue);
  const waiting = (await stream.until(({ name }) => name === 'callers')).data as CallersEvent;
  assert.deepEqual(
    waiting.callers.map(({ position, leadName, phone, numberName, campaignName, ringingName }) => [
      position,
      leadName,
      phone,
      numberName,
      campaignName,
      ringingName,
    ]),
    [
      [1, 'Lea Lindqvist', '+12025550198', 'Hotline', 'Solar roofs', 'Ann Adams'],
      [2, '', '', '', 'Solar roofs', ''],
    ],
  );
  const open = (await stream.until(({ name }) => name === 'dialbacks')).data as DialbacksEvent;
  assert.deepEqual(
    open.dialbacks.map(({ leadName, ownerName, numberName, state }) => [
      leadName,
      ownerName,
      numberName,
      state,
    ]),
    [['Lea Lindqvist', 'Bob Brown', 'Hotline', 'queued']],
  );
  callers.remove('c1');
  const after = (await stream.until(({ name }) => name === 'callers')).data as CallersEvent;
  assert.deepEqual(
    after.callers.map(({ attemptId }) => attemptId),
    ['c2'],
  );
  missedCalls.down = true;
  await stream.until(({ name }) => name === 'dialbacks-trouble');
  missedCalls.down = false;
  await stream.until(({ name }) => name === 'dialbacks');
});

test('A-16 a supervisor lets others serve an owner’s dial-back, or ends it; both are audited under their name', async () => {
  await using harness = await startConsole();
  harness.missedCalls.add('d1', MINUTE_MS, { ownerAgentId: 'bob' });
  const sue = await Client.signedIn(harness, 'sue');
  const command = () => ({ requestId: newRequestId() });
  const released = await sue.post<{ commonAt: number }>('/api/missed-calls/d1/release', command());
  assert.ok(released.body.commonAt > 0);
  const withdrawn = await sue.post<{ state: string }>('/api/missed-calls/d1/withdraw', command());
  assert.equal(withdrawn.body.state, 'cancelled');
  assert.deepEqual(
    harness.missedCalls.asked.map(({ rpc, by }) => [rpc, by]),
    [
      ['release', 'sue'],
      ['withdraw', 'sue'],
    ],
  );
  assert.equal(
    (await sue.post('/api/missed-calls/none/release', command())).body.reason,
    'DIALBACK_NOT_FOUND',
  );
  const adam = await Client.signedIn(harness, 'adam');
  const { body } = await adam.get('/api/audit?processId=p1');
  assert.match(JSON.stringify(body), /dialback\.release/);
  assert.match(JSON.stringify(body), /dialback\.withdraw/);
});

test('R-52 A-13 missed calls are filtered; agents get those of their campaigns to call back by hand, without names, and tick them off', async () => {
  await using harness = await startConsole();
  const { missedCalls, leadStore } = harness;
  leadStore.add({ leadId: 'lea', phone: '+12025550123', firstName: 'Lea', lastName: 'Lindqvist' });
  missedCalls.add('d1', 3 * MINUTE_MS, { ...LISTED, leadId: 'lea', phone: '+12025550123' });
  missedCalls.add('d2', 2 * MINUTE_MS, { ...LISTED, campaignId: 'other' });
  missedCalls.add('d3', MINUTE_MS, { missedCause: MissedCause.MISSED_CAUSE_QUEUE_TIMEOUT });
  const sue = await Client.signedIn(harness, 'sue');
  const idsOf = async (query: string): Promise<string[]> => {
    const { body } = await sue.get<MissedCallPage>(`/api/missed-calls?${query}`);
    return body.calls.map(({ dialbackId }) => dialbackId);
  };
  assert.deepEqual(await idsOf(''), ['d3', 'd2', 'd1']);
  assert.deepEqual(await idsOf('state=missed_only&missedCause=closed_hours'), ['d2', 'd1']);
  assert.deepEqual(await idsOf('phone=%2B12025550123'), ['d1']);
  assert.equal((await sue.get('/api/missed-calls?state=nonsense')).status, 422);
  const ann = await Client.signedIn(harness, 'ann');
  const own = (await ann.get<MissedCallPage>('/api/desk/missed-calls')).body.calls;
  assert.deepEqual(
    own.map(({ dialbackId, leadId, leadName }) => [dialbackId, leadId, leadName]),
    [['d1', 'lea', '']],
  );
  const done = await ann.post('/api/missed-calls/d1/handle', { requestId: newRequestId() });
  assert.equal(done.status, 200);
  assert.deepEqual((await ann.get<MissedCallPage>('/api/desk/missed-calls')).body.calls, []);
  assert.equal(missedCalls.asked[0]?.by, 'ann');
});

test('A-13 a busy campaign of others pushes nothing off an agent’s list, and nothing of it is theirs to tick off', async () => {
  await using harness = await startConsole();
  const { missedCalls } = harness;
  missedCalls.add('own', 30 * MINUTE_MS, LISTED);
  missedCalls.add('any', 20 * MINUTE_MS, { ...LISTED, campaignId: '' });
  for (let at = 0; at < 20; at += 1) missedCalls.add(`b${at}`, MINUTE_MS, { ...LISTED, campaignId: 'other' });
  const ann = await Client.signedIn(harness, 'ann');
  const { body } = await ann.get<MissedCallPage>('/api/desk/missed-calls?pageSize=20');
  assert.deepEqual(
    body.calls.map(({ dialbackId }) => dialbackId),
    ['any', 'own'],
  );
  const command = () => ({ requestId: newRequestId() });
  const refused = await ann.post('/api/missed-calls/b0/handle', command());
  assert.deepEqual([refused.status, refused.body.reason], [404, 'DIALBACK_NOT_FOUND']);
  assert.equal((await ann.post('/api/missed-calls/any/handle', command())).status, 200);
  const sue = await Client.signedIn(harness, 'sue');
  assert.equal((await sue.post('/api/missed-calls/b0/handle', command())).status, 200);
});

test('R-53 A-14 a lead with an open dial-back says so beside its own status, and its missed calls are in its activity', async () => {
  await using harness = await startConsole();
  const { missedCalls, leadStore } = harness;
  leadStore.add({ leadId: 'lea', phone: '+12025550123' }, { leadId: 'mo', phone: '+12025550124' });
  missedCalls.add('d0', 9 * MINUTE_MS, { leadId: 'lea', state: DialbackState.DIALBACK_STATE_CANCELLED });
  missedCalls.add('d1', MINUTE_MS, { leadId: 'lea', handledTime: toTime(1) });
  const sue = await Client.signedIn(harness, 'sue');
  const { leads } = (await sue.get<LeadPage>('/api/leads')).body;
  const marks = new Map(leads.map((lead) => [lead.leadId, `${lead.status} ${lead.dialbackQueued}`]));
  assert.deepEqual([marks.get('lea'), marks.get('mo')], ['new true', 'new false']);
  assert.equal((await sue.get<LeadView>('/api/leads/lea')).body.dialbackQueued, true);
  const { missed } = (await sue.get<ActivityPage>('/api/leads/lea/activity')).body;
  assert.deepEqual(
    missed.map(({ dialbackId, state }) => [dialbackId, state]),
    [
      ['d1', 'queued'],
      ['d0', 'cancelled'],
    ],
  );
  missedCalls.down = true;
  const without = await sue.get<LeadView>('/api/leads/lea');
  assert.deepEqual([without.status, without.body.dialbackQueued], [200, false]);
  assert.deepEqual((await sue.get<ActivityPage>('/api/leads/lea/activity')).body.missed, []);
});
