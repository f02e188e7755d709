import assert from 'node:assert/strict';
import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { AuditPage } from '../src/app/views/audit.ts';
import type { LiveCallsView } from '../src/app/views/telephony.ts';
import type { CallPage } from '../src/app/views/leads.ts';
import { Client, newRequestId } from './_client.ts';
import { startConsole, type Harness } from './_harness.ts';
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

test('a supervisor hears a recording of their process, whole or a range of it; each hearing is in the audit', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'recordings-'));
  await writeFile(join(folder, 'a2-1.wav'), 'RIFF-sound');
  await using harness = await startConsole({ config: { CONSOLE_RECORDINGS_FOLDER: folder } });
  record(harness, ['a2-1.wav']);
  const sue = await Client.signedIn(harness, 'sue');
  const hear = (path: string, client = sue, headers: Record<string, string> = {}) =>
    fetch(`${harness.url}/api/calls/${path}`, { headers: { Cookie: client.cookie, ...headers } });
  const whole = await hear('a2/recordings/1');
  assert.deepEqual(
    [whole.status, whole.headers.get('content-type'), whole.headers.get('cache-control'), await whole.text()],
    [200, 'audio/wav', 'no-store', 'RIFF-sound'],
  );
  const range = await hear('a2/recordings/1', sue, { Range: 'bytes=5-' });
  assert.deepEqual(
    [range.status, range.headers.get('content-range'), await range.text()],
    [206, 'bytes 5-9/10', 'sound'],
  );
  assert.equal((await hear('a2/recordings/1', sue, { Range: 'bytes=99-' })).status, 416);
  for (const path of ['a2/recordings/2', 'a9/recordings/1', 'a2/recordings/1?processId=p9']) {
    assert.equal((await hear(path)).status, 404, path);
  }
  assert.equal((await hear('a2/recordings/..%2Fx')).status, 422);
  for (const name of ['ann', 'vera', 'alan']) {
    assert.equal((await hear('a2/recordings/1', await Client.signedIn(harness, name))).status, 403, name);
  }
  const adam = await Client.signedIn(harness, 'adam');
  const { records } = (await adam.get<AuditPage>('/api/audit?action=recording.listen')).body;
  const heard = records.filter(({ outcome }) => outcome === 'done');
  assert.ok(heard.length >= 2);
  assert.ok(heard.every(({ who, resourceId }) => who.userId === 'sue' && resourceId === 'a2'));
});

test('whatever a record names, nothing outside of the folder is read: neither by path nor by link', async () => {
  const outside = await mkdtemp(join(tmpdir(), 'outside-'));
  await writeFile(join(outside, 'secret.wav'), 'secret');
  const folder = join(outside, 'recordings');
  await mkdir(join(folder, 'sub.wav'), { recursive: true });
  await symlink(join(outside, 'secret.wav'), join(folder, 'link.wav'));
  await using harness = await startConsole({ config: { CONSOLE_RECORDINGS_FOLDER: folder } });
  const names = ['../secret.wav', join(outside, 'secret.wav'), 'link.wav', 'gone.wav', '', '.', 'sub.wav'];
  record(harness, names);
  const sue = await Client.signedIn(harness, 'sue');
  for (const [at, name] of names.entries()) {
    const answer = await sue.get<{ reason: string }>(`/api/calls/a2/recordings/${at + 1}`);
    assert.deepEqual([answer.status, answer.body.reason], [404, 'NOT_FOUND'], name);
  }
});

test('without the folder the page is told that recordings cannot be heard here', async () => {
  await using harness = await startConsole();
  record(harness, ['a2-1.wav']);
  const sue = await Client.signedIn(harness, 'sue');
  const answer = await sue.get<{ title: string }>('/api/calls/a2/recordings/1');
  assert.equal(answer.status, 404);
  assert.match(answer.body.title, /cannot be heard here/);
});

function record(harness: Harness, names: readonly string[]): void {
  furnish(harness);
  const entry = harness.leadStore.calls.find((call) => call.record?.attemptId === 'a2');
  assert.ok(entry?.record);
  entry.record.recordings = names.map((name) => ({
    name,
    startTime: new Date(1000),
    durationMs: 4000n,
    failure: '',
  }));
}
