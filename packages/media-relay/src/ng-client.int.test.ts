import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { test, type TestContext } from 'node:test';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import type { BencodeDictionary } from './bencode.ts';
import { createNgClient, type NgClient } from './ng-client.ts';
import { formatNgMessage, parseNgMessage, type NgMessage } from './ng-message.ts';

/** A relay that answers what the test says, or not at all; and a client for it. */
async function scripted(
  t: TestContext,
  answer: (message: NgMessage, count: number) => BencodeDictionary | undefined,
  timeoutMs = 1000,
) {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const received: NgMessage[] = [];
  socket.on('message', (datagram, from) => {
    const message = parseNgMessage(datagram);
    assert.ok(message);
    received.push(message);
    const body = answer(message, received.length);
    if (body !== undefined)
      socket.send(formatNgMessage({ cookie: message.cookie, body }), from.port, from.address);
  });
  const { port } = socket.address();
  const ng: NgClient = createNgClient({
    clock: systemClock,
    random: systemRandom,
    host: '127.0.0.1',
    port,
    timeoutMs,
  });
  t.after(async () => {
    await ng.close();
    socket.close();
  });
  return { ng, received };
}

test('a request that is lost is sent again with the same cookie', async (t) => {
  const { ng, received } = await scripted(t, (_message, count) =>
    count < 3 ? undefined : { result: 'pong' },
  );
  await ng.ping();
  assert.equal(received.length, 3);
  assert.equal(new Set(received.map(({ cookie }) => cookie)).size, 1);
});

test('two requests have two cookies', async (t) => {
  const { ng, received } = await scripted(t, () => ({ result: 'pong' }));
  await Promise.all([ng.ping(), ng.ping()]);
  assert.equal(new Set(received.map(({ cookie }) => cookie)).size, 2);
});

test('a silent relay is unavailable after the deadline, and may be asked later', async (t) => {
  const { ng, received } = await scripted(t, () => undefined, 250);
  const startedMs = systemClock.monotonicMs();
  await assert.rejects(ng.ping(), { reason: 'MEDIA_UNAVAILABLE', code: 'unavailable', retry: 'later' });
  const tookMs = systemClock.monotonicMs() - startedMs;
  assert.ok(tookMs >= 245 && tookMs < 10_000, `took ${tookMs} ms`);
  // 0, 100 and, when the timer is as early as the deadline, 250 ms.
  assert.ok(received.length === 2 || received.length === 3);
});

test("a refusal carries the relay's words and is not worth another try", async (t) => {
  const { ng } = await scripted(t, () => ({ result: 'error', 'error-reason': 'no' }));
  await assert.rejects(ng.query({ callId: 'x' }), {
    reason: 'MEDIA_UNAVAILABLE',
    retry: 'never',
    details: { command: 'query', why: 'no' },
  });
});

test('an answer without a description is a refusal', async (t) => {
  const { ng } = await scripted(t, () => ({ result: 'ok' }));
  await assert.rejects(ng.offer({ callId: 'x', fromTag: 'a', sdp: 'v=0' }), {
    reason: 'MEDIA_UNAVAILABLE',
    retry: 'never',
  });
});

test('ending a call the relay does not know succeeds', async (t) => {
  const { ng } = await scripted(t, () => ({ result: 'error', 'error-reason': 'Unknown call-id' }));
  await ng.delete({ callId: 'x' });
});

test('a sound that does not fit into a datagram is refused here', async (t) => {
  const { ng, received } = await scripted(t, () => ({ result: 'ok' }));
  const source = { type: 'blob', bytes: new Uint8Array(66_000) } as const;
  await assert.rejects(ng.playMedia({ callId: 'x', fromTag: 'a', source }), { retry: 'never' });
  assert.equal(received.length, 0);
});

test('closing fails what is under way, and what comes after', async (t) => {
  const { ng } = await scripted(t, () => undefined, 5000);
  const pending = assert.rejects(ng.ping(), { reason: 'MEDIA_UNAVAILABLE' });
  await ng.close();
  await pending;
  await assert.rejects(ng.ping(), { reason: 'MEDIA_UNAVAILABLE' });
});
