import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecordingState } from '@firstring/contracts/common/call_record';
import { LegState, LivePhase } from '@firstring/contracts/sip/monitor_service';
import { BanScope } from '@firstring/contracts/sip/registration_service';
import { systemClock } from '@firstring/kernel/system';
import type { AuditPage } from '../src/app/views/audit.ts';
import type {
  BanView,
  LadderView,
  LiveCallsView,
  PhoneSecret,
  PhonesView,
  TestNumbersView,
  TrunksView,
} from '../src/app/views/telephony.ts';
import { Client, newRequestId } from './_client.ts';
import { aLadder, aTrunk } from './_fake-telephony.ts';
import { startConsole, type Harness } from './_harness.ts';

const PHONE = '+12025550123';

function aLiveCall(processId: string, attemptId: string) {
  const now = new Date(systemClock.now());
  return {
    attemptId,
    processId,
    campaignId: 'solar',
    leadId: 'lea',
    agentId: 'ann',
    phone: PHONE,
    phase: LivePhase.LIVE_PHASE_RINGING_LEAD,
    phaseTime: now,
    startTime: now,
    trunkId: 'carrier-east',
    recording: RecordingState.RECORDING_STATE_OFF,
    agentLeg: LegState.LEG_STATE_UP,
    leadLeg: LegState.LEG_STATE_CALLING,
    test: false,
  };
}

test('live calls of the own process, with the agent’s name; the number is whole only for those who may read the call log', async () => {
  await using harness = await startConsole();
  harness.telephony.calls.push(aLiveCall('p1', 'c1'), aLiveCall('p2', 'c2'));
  const seenBy = async (username: string) => {
    const client = await Client.signedIn(harness, username);
    return (await client.get<LiveCallsView>('/api/telephony/calls')).body.calls;
  };
  const [call, ...more] = await seenBy('sue');
  assert.deepEqual(more, []);
  assert.deepEqual(
    [call?.attemptId, call?.agentName, call?.phone, call?.phase, call?.trunkId],
    ['c1', 'Ann Adams', PHONE, 'ringing_lead', 'carrier-east'],
  );
  assert.equal((await seenBy('vera'))[0]?.phone, '+1202555••••');
});

test('R-87 a test call to an agent of another process is not seen', async () => {
  await using harness = await startConsole();
  await aStranger(harness);
  const test = { processId: '', phone: '', test: true };
  const ours = { ...aLiveCall('p1', 'test-1'), ...test };
  harness.telephony.calls.push(ours, { ...ours, attemptId: 'test-2', agentId: 'fay' });
  const sue = await Client.signedIn(harness, 'sue');
  const { calls } = (await sue.get<LiveCallsView>('/api/telephony/calls')).body;
  assert.deepEqual(
    calls.map(({ attemptId, agentName }) => [attemptId, agentName]),
    [['test-1', 'Ann Adams']],
  );
});

test('a ladder is shown with its messages; those who may not read numbers get it masked throughout', async () => {
  await using harness = await startConsole();
  harness.telephony.ladders.set('c1', aLadder('c1'));
  const path = '/api/telephony/calls/c1/ladder';
  const sue = await (await Client.signedIn(harness, 'sue')).get<LadderView>(path);
  assert.equal(sue.body.agentName, 'Ann Adams');
  assert.deepEqual(
    sue.body.legs.map(({ name, side }) => [name, side]),
    [
      ['a1', 'agent'],
      ['l1', 'trunk'],
    ],
  );
  assert.deepEqual(
    sue.body.messages.slice(0, 4).map(({ leg, sent, method, status }) => [leg, sent, method, status]),
    [
      ['a1', true, 'INVITE', 0],
      ['a1', false, 'INVITE', 180],
      ['a1', false, 'INVITE', 200],
      ['a1', true, 'ACK', 0],
    ],
  );
  assert.ok(JSON.stringify(sue.body).includes('5550123'));
  const vera = await (await Client.signedIn(harness, 'vera')).get<LadderView>(path);
  assert.ok(!JSON.stringify(vera.body).includes('5550123'));
  assert.ok(vera.body.messages[0]?.raw.startsWith('INVITE sip:+1202555••••@'));
});

test('R-87 the ladder of another process does not exist, nor does one that is no longer kept', async () => {
  await using harness = await startConsole();
  harness.telephony.ladders.set('far', aLadder('far', { processId: 'p2' }));
  await aStranger(harness);
  harness.telephony.ladders.set('far-test', aLadder('far-test', { processId: '', agentId: 'fay' }));
  const sue = await Client.signedIn(harness, 'sue');
  for (const attemptId of ['far', 'far-test', 'never']) {
    const answer = await sue.get(`/api/telephony/calls/${attemptId}/ladder`);
    assert.deepEqual([answer.status, answer.body.reason], [404, 'LADDER_NOT_KEPT'], attemptId);
  }
  const ask = { requestId: newRequestId(), agentId: 'fay' };
  assert.equal((await sue.post('/api/telephony/test-calls', ask)).status, 404);
  const ended = await sue.post('/api/telephony/test-calls/far-test/end', {});
  assert.equal(ended.status, 404);
  assert.deepEqual(harness.telephony.endedTests, []);
});

test('a test call is placed and ended; a phone that is not registered is told', async () => {
  await using harness = await startConsole();
  const sue = await Client.signedIn(harness, 'sue');
  const ask = { requestId: newRequestId(), agentId: 'ann' };
  const placed = await sue.post<{ attemptId: string }>('/api/telephony/test-calls', ask);
  assert.equal(placed.body.attemptId, `test-${ask.requestId}`);
  const { attemptId } = placed.body;
  const ladder = await sue.get<LadderView>(`/api/telephony/calls/${attemptId}/ladder`);
  assert.deepEqual(ladder.body.testResult, {
    phase: 'done',
    sipStatus: 200,
    packetsHeard: 412,
    rang: true,
    refusal: '',
  });
  assert.equal((await sue.post(`/api/telephony/test-calls/${attemptId}/end`, {})).status, 204);
  assert.deepEqual(harness.telephony.endedTests, [attemptId]);
  harness.telephony.refusal = 'AGENT_NOT_REGISTERED';
  const refused = await sue.post('/api/telephony/test-calls', ask);
  assert.deepEqual([refused.status, refused.body.reason], [409, 'AGENT_NOT_REGISTERED']);
});

test('trunks are listed, changed with all their settings and deleted; a refused field is named; passwords never come back', async () => {
  await using harness = await startConsole();
  harness.telephony.trunks.set('carrier-east', aTrunk('carrier-east'));
  const vera = await Client.signedIn(harness, 'vera');
  const list = async () => (await vera.get<TrunksView>('/api/telephony/trunks')).body.trunks;
  const [trunk] = await list();
  assert.ok(trunk);
  assert.deepEqual(
    [trunk.settings.targets[0]?.address, trunk.settings.numberFormat.calledStyle, trunk.state],
    ['sip.carrier.example:5060;transport=udp', 'e164_plus', undefined],
  );
  const settings = {
    ...trunk.settings,
    name: 'Carrier West',
    account: { username: 'acme', realm: '' },
    numberFormat: { ...trunk.settings.numberFormat, calledStyle: 'national', countryCode: '49' },
    identity: { ...trunk.settings.identity, attestation: 'b', header: 'none' },
    media: { ...trunk.settings.media, direct: true, delayedOffer: true },
  };
  const put = (body: object) =>
    vera.send('PUT', '/api/telephony/trunks/west', { requestId: newRequestId(), ...body });
  assert.equal((await put({ settings, password: 'hush hush' })).status, 200);
  assert.equal(harness.telephony.trunks.get('west')?.numberFormat?.calledStyle, 'NUMBER_STYLE_NATIONAL');
  const west = (await list()).find(({ trunkId }) => trunkId === 'west');
  assert.deepEqual(west?.settings, { ...settings });
  assert.ok(!JSON.stringify(await list()).includes('hush'));
  const refused = await put({ settings: { ...settings, callerIds: [{ number: '555', processIds: [] }] } });
  assert.deepEqual([refused.status, refused.body.field], [422, 'caller_ids.number']);
  const unknown = await put({ settings: { ...settings, surprise: true } });
  assert.equal(unknown.status, 422);
  const odd = await vera.send('PUT', '/api/telephony/trunks/a%20b', { requestId: newRequestId(), settings });
  assert.equal(odd.status, 422);
  const gone = await vera.send('DELETE', `/api/telephony/trunks/west?requestId=${newRequestId()}`);
  assert.equal(gone.status, 204);
  assert.deepEqual(
    (await list()).map(({ trunkId }) => trunkId),
    ['carrier-east'],
  );
});

test('phones: every agent with account and registrations; a new secret is shown once and is long', async () => {
  await using harness = await startConsole();
  harness.phones.register('ann');
  const adam = await Client.signedIn(harness, 'adam');
  const list = async () => (await adam.get<PhonesView>('/api/telephony/phones')).body;
  const before = await list();
  assert.deepEqual(
    before.phones.map(({ agentName, username, registrations }) => [
      agentName,
      username,
      registrations.length,
    ]),
    [
      ['Ann Adams', 'phone-ann', 1],
      ['Bob Brown', '', 0],
    ],
  );
  const secretOf = async (requestId: string) =>
    adam.post<PhoneSecret>('/api/telephony/phones/bob/secret', { requestId, username: 'phone-bob' });
  const [first, second] = [await secretOf(newRequestId()), await secretOf(newRequestId())];
  assert.match(first.body.password, /^[A-Za-z0-9]{20}$/);
  assert.notEqual(first.body.password, second.body.password);
  assert.ok(!JSON.stringify(await list()).includes(second.body.password));
  const stored = harness.phones.accounts.get('bob');
  assert.ok(stored);
  harness.phones.accounts.set('bob', {
    ...stored,
    codecs: ['PCMA'],
    packetMs: 30,
    directMedia: true,
  });
  await secretOf(newRequestId());
  const { codecs, packetMs, directMedia } = harness.phones.accounts.get('bob') ?? {};
  assert.deepEqual([codecs, packetMs, directMedia], [['PCMA'], 30, true]);
  const taken = await adam.post('/api/telephony/phones/bob/secret', {
    requestId: newRequestId(),
    username: 'phone-ann',
  });
  assert.deepEqual([taken.status, taken.body.reason], [422, 'PHONE_ACCOUNT_INVALID']);
  const query = `requestId=${newRequestId()}`;
  assert.equal(
    (await adam.send('DELETE', `/api/telephony/phones/ann/registrations/ann-1?${query}`)).status,
    204,
  );
  assert.equal((await adam.send('DELETE', `/api/telephony/phones/bob?${query}`)).status, 204);
  assert.deepEqual(
    (await list()).phones.map(({ username, registrations }) => [username, registrations.length]),
    [
      ['phone-ann', 0],
      ['', 0],
    ],
  );
});

test('bans are listed and lifted', async () => {
  await using harness = await startConsole();
  await ban(harness);
  const vera = await Client.signedIn(harness, 'vera');
  const list = async () => (await vera.get<{ bans: BanView[] }>('/api/telephony/bans')).body.bans;
  assert.deepEqual(
    (await list()).map(({ scope, address, times }) => [scope, address, times]),
    [['address', '203.0.113.66', 2]],
  );
  const lifted = await vera.post('/api/telephony/bans/lift', { requestId: newRequestId(), banId: 'b1' });
  assert.equal(lifted.status, 204);
  assert.deepEqual(await list(), []);
});

/** An agent of another process. */
async function aStranger(harness: Harness): Promise<void> {
  await harness.service.users.ensure({
    userId: 'fay',
    username: 'fay',
    name: 'Fay',
    password: 'correct horse battery',
    roles: ['agent'],
    processIds: ['p2'],
  });
}

async function ban({ phones }: Harness): Promise<void> {
  const expireTime = new Date(systemClock.now() + 60_000);
  const scope = BanScope.BAN_SCOPE_ADDRESS;
  phones.bans.push({ banId: 'b1', scope, address: '203.0.113.66', username: '', expireTime, times: 2 });
}

test('a trunk is tried with listed numbers only; the permit is claim’s, and the audit knows who called and who listed', async () => {
  await using harness = await startConsole();
  const vera = await Client.signedIn(harness, 'vera');
  const sue = await Client.signedIn(harness, 'sue');
  const call = () => ({ requestId: newRequestId(), phone: PHONE, callerId: '+12025550100' });
  const path = '/api/telephony/trunks/carrier-east/test-calls';
  const unlisted = await sue.post<{ reason: string; title: string }>(path, call());
  assert.deepEqual([unlisted.status, unlisted.body.reason], [403, 'TEST_NUMBER_NOT_LISTED']);
  const number = { requestId: newRequestId(), phone: PHONE, name: 'the lab' };
  assert.equal((await sue.post('/api/telephony/test-numbers', number)).status, 403);
  assert.equal((await vera.post('/api/telephony/test-numbers', number)).status, 200);
  assert.equal(harness.testNumbers.numbers.get(PHONE)?.createdBy, 'vera');
  const { numbers } = (await sue.get<TestNumbersView>('/api/telephony/test-numbers')).body;
  assert.deepEqual(numbers, [{ phone: PHONE, name: 'the lab', trunkId: '', createdBy: 'vera' }]);
  const { attemptId } = (await sue.post<{ attemptId: string }>(path, call())).body;
  const ladder = (await vera.get<LadderView>(`/api/telephony/calls/${attemptId}/ladder`)).body;
  const { testResult, phone, agentName, trunkId } = ladder;
  assert.deepEqual(
    [testResult?.phase, phone, agentName, trunkId],
    ['done', PHONE, '', 'carrier-east'],
    'whole for her too: it is no lead’s',
  );
  const adam = await Client.signedIn(harness, 'adam');
  const { records } = (await adam.get<AuditPage>('/api/audit?action=trunk.test')).body;
  assert.deepEqual(
    records.map(({ who, outcome, resourceId }) => [who.userId, outcome, resourceId]),
    [
      ['sue', 'done', 'carrier-east'],
      ['sue', 'refused', 'carrier-east'],
    ],
  );
  const query = `phone=${encodeURIComponent(PHONE)}&requestId=${newRequestId()}`;
  assert.equal((await vera.send('DELETE', `/api/telephony/test-numbers?${query}`)).status, 204);
  assert.equal(harness.testNumbers.numbers.size, 0);
});
