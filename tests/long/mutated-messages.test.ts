import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Secret, silentLog } from '@firstring/kernel';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { seededRandom } from '@firstring/kernel/testing';
import { createSipEngine } from '@firstring/sip-engine';
import { connectApp, mutate, validRequest } from '@firstring/sip-engine/testing';
import { RawClient } from '../conformance/_raw-client.ts';

const MESSAGES = 1_000_000;
/** Between two good requests; fewer than a socket's buffer holds. */
const BATCH = 50;
/** From here on the process must not grow. */
const WARM = 200_000;
const GROWTH_MAX_BYTES = 64 * 1024 * 1024;
const LOOPBACK = '127.0.0.1';
const SECRET = 'mutations';
const METHODS = [
  'OPTIONS',
  'MESSAGE',
  'REGISTER',
  'INVITE',
  'SUBSCRIBE',
  'NOTIFY',
  'INFO',
  'REFER',
  'PUBLISH',
];

test(
  `sip/3 ${MESSAGES} mutated messages: no fault, a good request answered after every ${BATCH}, no growth`,
  { timeout: 1_200_000 },
  async (t) => {
    await using engine = await createSipEngine({
      clock: systemClock,
      random: systemRandom,
      log: silentLog,
      listeners: [{ protocol: 'udp', address: LOOPBACK, port: 0 }],
      control: { host: LOOPBACK, port: 0, secret: new Secret(SECRET) },
      // Transactions are forgotten after half a second, or there would be more of them than the engine takes.
      timers: { t1Ms: 8, t2Ms: 32, t4Ms: 40, pendingMs: 500 },
    });
    const app = await connectApp(engine, { secret: SECRET });
    for (const method of METHODS)
      app.use(method.toLowerCase(), (_req, res) => res.send(method === 'OPTIONS' ? 200 : 486));
    const port = engine.listeningOn[0]?.port ?? 0;
    await using client = await RawClient.open(port);

    const options = { sentBy: `${LOOPBACK}:${client.port}`, methods: METHODS };
    const originals = fc
      .sample(validRequest(options), { numRuns: 500, seed: 1 })
      .map(({ text }) => Buffer.from(text));
    const random = seededRandom('a million');
    let warmBytes = 0;
    for (let sent = 0; sent < MESSAGES; sent += BATCH) {
      for (let left = BATCH; left > 0; left -= 1) {
        const original = originals[random.int(originals.length)];
        assert.ok(original);
        client.send(mutate(random, original));
      }
      await client.answers();
      if (sent === WARM) warmBytes = process.memoryUsage().rss;
    }
    app.disconnect();
    const grown = process.memoryUsage().rss - warmBytes;
    const { faults, requestsReceived, parseErrors, dialogs } = engine.stats();
    t.diagnostic(
      `${requestsReceived} were requests, ${parseErrors} could not be read; grown by ${Math.round(grown / 1024)} KB`,
    );
    assert.deepEqual([faults, dialogs], [0, 0]);
    assert.ok(requestsReceived + parseErrors > MESSAGES * 0.8, 'they arrived');
    assert.ok(grown < GROWTH_MAX_BYTES, `grown by ${grown} bytes`);
  },
);
