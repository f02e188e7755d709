import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '@firstring/kernel';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { createNgClient } from './ng-client.ts';
import { startMediaRelayThread } from './thread.ts';

const options = {
  log: silentLog,
  listenNg: { host: '127.0.0.1', port: 0 },
  interface: '127.0.0.1',
  portMin: 28_000,
  portMax: 28_099,
};

test('the relay answers from its own thread, gives its figures, and ends with it', async () => {
  const relay = await startMediaRelayThread(options);
  const client = { clock: systemClock, random: systemRandom, host: '127.0.0.1', timeoutMs: 10_000 };
  const ng = createNgClient({ ...client, port: relay.ngPort });
  await ng.ping();
  assert.equal((await relay.stats()).requests, 1);
  await relay.close();
  await relay.close();
  assert.equal(await relay.ended, undefined);
  await assert.rejects(relay.stats(), { reason: 'MEDIA_UNAVAILABLE' });
  await assert.rejects(ng.ping(), { reason: 'MEDIA_UNAVAILABLE', retry: 'later' });
  await ng.close();
});

test('a control port that is taken makes the start fail', async (t) => {
  const first = await startMediaRelayThread(options);
  t.after(() => first.close());
  const listenNg = { host: '127.0.0.1', port: first.ngPort };
  await assert.rejects(startMediaRelayThread({ ...options, listenNg }), { code: 'EADDRINUSE' });
});
