import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secret, silentLog } from '@firstring/kernel';
import { ScriptedPeer } from './testing/scripted-peer.ts';
import { connectApp, SECRET, within } from './testing/test-bed.ts';
import { startSipEngineThread } from './worker.ts';

const options = (port: number) => ({
  log: silentLog,
  listeners: [{ protocol: 'udp', address: '127.0.0.1', port }] as const,
  control: { host: '127.0.0.1', port: 0, secret: new Secret(SECRET) },
});

test('an engine in its own thread serves an app, tells its counters and closes', async () => {
  const engine = await startSipEngineThread(options(0));
  const app = await connectApp(engine);
  app.options((_req, res) => res.send(200));
  await using peer = await ScriptedPeer.open(engine.listeningOn[0]?.port ?? 0);
  peer.send(peer.request('OPTIONS'));
  await peer.takeResponse(200, 'OPTIONS');
  assert.equal((await engine.stats()).requestsReceived, 1);
  await engine.close();
  await engine.close();
  assert.equal(await within(10_000, engine.ended, 'the thread to end'), undefined);
  await assert.rejects(engine.stats(), /has ended/);
});

test('a thread that cannot open its sockets says so', async () => {
  await using first = await startSipEngineThread(options(0));
  const second = startSipEngineThread(options(first.listeningOn[0]?.port ?? 0));
  await assert.rejects(second, (error: { reason?: string }) => error.reason === 'SIP_UNAVAILABLE');
});
