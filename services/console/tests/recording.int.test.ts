import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LiveCallsView } from '../src/app/views/telephony.ts';
import type { CallPage } from '../src/app/views/leads.ts';
import { Client, newRequestId } from './_client.ts';
import { startConsole } from './_harness.ts';
import { furnish } from './_scene.ts';
import { aLiveCall } from './_telephony-scene.ts';

const RECORDING = '/api/telephony/calls/c1/recording';

test('a supervisor has a call written down within their process; live calls show it', async () => {
  await using harness = await startConsole();
  harness.telephony.calls.push(aLiveCall('c1'));
  const sue = await Client.signedIn(harness, 'sue');
  const set = (on: boolean) => sue.post(RECORDING, { requestId: newRequestId(), on });
  assert.equal((await set(true)).status, 204);
  const { calls } = (await sue.get<LiveCallsView>('/api/telephony/calls')).body;
  assert.equal(calls[0]?.recording, 'running');
  await set(false);
  assert.deepEqual(harness.telephony.recorded, ['start p1 c1', 'stop p1 c1']);
  const foreign = await sue.post(RECORDING, { requestId: newRequestId(), on: true, processId: 'p9' });
  assert.equal(foreign.status, 404);
});

test('a recording that is refused says why in the relay’s words', async () => {
  await using harness = await startConsole();
  harness.telephony.recordingProblem =
    'the recording could not be started: the folder for recordings is full';
  const sue = await Client.signedIn(harness, 'sue');
  const answer = await sue.post<{ title: string }>(RECORDING, { requestId: newRequestId(), on: true });
  assert.match(answer.body.title, /the folder for recordings is full/);
});

test('an agent pauses and resumes their own call, whoever’s name the request bears, and starts none', async () => {
  await using harness = await startConsole();
  const ann = await Client.signedIn(harness, 'ann');
  const pause = (body: object) => ann.post('/api/desk/recording', { requestId: newRequestId(), ...body });
  assert.equal((await pause({ attemptId: 'c1', paused: true })).status, 204);
  assert.equal((await pause({ attemptId: 'c1', paused: false })).status, 204);
  assert.equal((await pause({ attemptId: 'c1', paused: true, agentId: 'bob' })).status, 422);
  assert.equal((await ann.post(RECORDING, { requestId: newRequestId(), on: true })).status, 403);
  assert.deepEqual(harness.telephony.recorded, ['pause ann c1', 'resume ann c1']);
});

test('the call log names the files with their lengths', async () => {
  await using harness = await startConsole();
  furnish(harness);
  const entry = harness.leadStore.calls[0];
  assert.ok(entry?.record);
  entry.record.recordings = [
    { name: 'a2-1.wav', startTime: new Date(1000), durationMs: 4000n, failure: '' },
    { name: 'a2-2.wav', startTime: new Date(9000), durationMs: 1000n, failure: 'DISK_FULL' },
  ];
  const sue = await Client.signedIn(harness, 'sue');
  const { calls } = (await sue.get<CallPage>('/api/calls')).body;
  assert.deepEqual(calls.find(({ attemptId }) => attemptId === 'a2')?.recordings, [
    { name: 'a2-1.wav', startedAt: 1000, durationMs: 4000, failure: '' },
    { name: 'a2-2.wav', startedAt: 9000, durationMs: 1000, failure: 'DISK_FULL' },
  ]);
});
