import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { systemClock as clock, systemRandom as random } from '@firstring/kernel/system';
import { kafkaForTests, mongodbForTests } from '@firstring/testkit/servers';
import { ServiceProcess } from '../stack/service-process.ts';

const kafka = await kafkaForTests(process.env);
after(() => kafka[Symbol.asyncDispose]());
const mongodb = await mongodbForTests(process.env);
after(() => mongodb[Symbol.asyncDispose]());

const START_MS_MAX = 60_000;
const name = `s${random.uuid().slice(-10)}`;
const installed = {
  KAFKA_BROKERS: kafka.brokers.join(','),
  KAFKA_TOPIC_PREFIX: `${name}.`,
  KAFKA_REPLICATION: '1',
  MONGODB_URL: mongodb.url,
  MONGODB_DATABASE_PREFIX: `${name}-`,
  LOG_LEVEL: 'silent',
};
const claim = { ...installed, GRPC_LISTEN: '127.0.0.1:0', CLAIM_PERMIT_KEY: random.uuid() };

async function ended(service: string, env: Readonly<Record<string, string>>) {
  const lines: string[] = [];
  const startMs = clock.monotonicMs();
  const exitCode = await ServiceProcess.run({ service, name: service, env }, (line) => lines.push(line));
  return { exitCode, lines, tookMs: clock.monotonicMs() - startMs };
}

before(async () => {
  const { exitCode, lines } = await ended('migrate', installed);
  assert.equal(exitCode, 0, lines.join('\n'));
});

test('the migration may run again: what is there stays', async () => {
  assert.equal((await ended('migrate', installed)).exitCode, 0);
});

const nobody = '127.0.0.1:1';
const weak = new URL(mongodb.url);
weak.searchParams.set('w', '1');
for (const [why, env, sentence] of [
  ['a broker that is not there', { KAFKA_BROKERS: nobody }, /no Kafka broker answers at 127\.0\.0\.1:1/],
  ['topics that nobody has made', { KAFKA_TOPIC_PREFIX: 'nobody.' }, /topic.*migrat/],
  ['a MongoDB that is not there', { MONGODB_URL: `mongodb://${nobody}` }, /MongoDB|127\.0\.0\.1:1/],
  ['a weak write concern', { MONGODB_URL: weak.href }, /w=1|majority/],
  ['indexes that nobody has made', { MONGODB_DATABASE_PREFIX: 'nobody-' }, /migrat/],
  ['one seam without the other', { MONGODB_URL: '' }, /KAFKA_BROKERS is set/],
  ['a misspelt setting', { CLAIM_SWEEP_MX: '5' }, /CLAIM_SWEEP_MX: no such setting/],
  ['a secret that is too short', { CLAIM_PERMIT_KEY: 'short' }, /CLAIM_PERMIT_KEY/],
] as const) {
  test(`${why} stops a start with one clear sentence`, async () => {
    const { exitCode, lines, tookMs } = await ended('claim', { ...claim, ...env });
    assert.equal(exitCode, 2, lines.join('\n'));
    const told = lines.join(' ');
    assert.match(told, /^claim cannot start: /);
    assert.match(told, sentence);
    assert.ok(!told.includes(claim.CLAIM_PERMIT_KEY), 'no secret is shown');
    assert.doesNotMatch(told, /\n {4}at /, 'no stack');
    assert.ok(tookMs < START_MS_MAX, `it took ${tookMs} ms`);
  });
}
