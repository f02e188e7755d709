import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { silentLog, type Log } from '@firstring/kernel';
import { systemClock as clock, systemRandom as random } from '@firstring/kernel/system';
import { eventually } from '@firstring/kernel/testing';
import { formatRtpPacket } from '@firstring/rtp';
import { buildOffer, describeAudio, parseSdp } from '@firstring/rtp/sdp';
import type { Bencode } from './bencode.ts';
import { createNgClient } from './ng-client.ts';
import { formatNgMessage, parseNgMessage } from './ng-message.ts';
import { startMediaRelay } from './relay.ts';

/** A relay whose log keeps what went wrong inside of it. */
async function relayOf(t: TestContext) {
  const errors: string[] = [];
  const log: Log = {
    ...silentLog,
    error: (fields, message) => errors.push(`${message}: ${String(fields['err'])}`),
  };
  const listenNg = { host: '127.0.0.1', port: 0 };
  const ports = { interface: '127.0.0.1', portMin: 23_000, portMax: 23_199 };
  const relay = await startMediaRelay({ clock, random, log, listenNg, ...ports });
  const ng = createNgClient({ clock, random, host: '127.0.0.1', port: relay.ngPort, timeoutMs: 10_000 });
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  t.after(async () => {
    socket.close();
    await ng.close();
    await relay.close();
    assert.equal(relay.stats().portsLeased, 0);
  });
  return { relay, ng, socket, errors };
}

const sdp = buildOffer({ address: '127.0.0.1', port: 9, sessionId: 1, sessionVersion: 1 });
const name = fc.constantFrom('a', 'b', '', 'c'.repeat(300), '__proto__');
const value: fc.Arbitrary<Bencode> = fc.oneof(
  name,
  fc.integer({ min: -5, max: 1e6 }),
  fc.uint8Array({ maxLength: 20 }),
  fc.constantFrom<Bencode>(sdp, sdp.replace('127.0.0.1', '169.254.169.254'), [], {}, ['directional'], [1]),
);
const commands = [
  'offer',
  'answer',
  'delete',
  'query',
  'list',
  'ping',
  'play media',
  'stop media',
  'play DTMF',
  'block media',
  'unblock media',
  'silence media',
  'unsilence media',
  'block DTMF',
  'start recording',
  'stop recording',
  'dance',
];
const keys = [
  'call-id',
  'from-tag',
  'to-tag',
  'sdp',
  'flags',
  'blob',
  'file',
  'repeat-times',
  'code',
  'duration',
];
const fields = fc.dictionary(fc.constantFrom(...keys, 'limit', 'recording-file', 'metadata'), value, {
  noNullPrototype: true,
});

test('whatever is asked of the relay is answered, and never as an error of its own', async (t) => {
  const { socket, relay, errors } = await relayOf(t);
  let answered = 0;
  socket.on('message', (datagram) => {
    const result = parseNgMessage(datagram)?.body['result'];
    assert.ok(result === 'ok' || result === 'error' || result === 'pong', JSON.stringify(result));
    answered += 1;
  });
  let asked = 0;
  const request = fc.tuple(fc.constantFrom(...commands), fields);
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 8 }), async (requests) => {
      for (const [command, given] of requests) {
        asked += 1;
        const body = { 'call-id': 'a', 'from-tag': 'a', ...given, command };
        socket.send(formatNgMessage({ cookie: `n${asked}`, body }), relay.ngPort, '127.0.0.1');
      }
      await eventually(clock, 'every request is answered', () => answered === asked);
    }),
    { numRuns: 100 },
  );
  assert.deepEqual(errors, []);
});

test('sip/3 noise on a media port is survived, and never handed on as anything but noise of the same source', async (t) => {
  const { ng, socket, errors } = await relayOf(t);
  const call = { callId: 'a', fromTag: 'a', toTag: 'b' };
  const { port } = socket.address();
  const own = buildOffer({ address: '127.0.0.1', port, sessionId: 1, sessionVersion: 1 });
  await ng.offer({ ...call, sdp: own });
  // Both sides are this socket: whatever gets through comes back.
  const relayPort = describeAudio(parseSdp(await ng.answer({ ...call, sdp: own })))?.port ?? 0;
  let heard = 0;
  socket.on('message', () => (heard += 1));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (noise, looksReal) => {
      if (looksReal && noise.length > 0) noise[0] = 0x80 | ((noise[0] ?? 0) & 0x3f);
      socket.send(noise, relayPort, '127.0.0.1');
    }),
    { numRuns: 200 },
  );
  const good = { payloadType: 0, marker: false, sequenceNumber: 1, timestamp: 0, ssrc: 1 };
  const before = (await ng.query(call)).sides.find(({ tag }) => tag === 'a')?.packets ?? 0;
  socket.send(formatRtpPacket({ ...good, payload: new Uint8Array(160) }), relayPort, '127.0.0.1');
  await eventually(clock, 'a good packet passes', () => heard > 0);
  assert.ok(before <= 200);
  assert.deepEqual(errors, []);
});
