import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { FakeDocker, type FakeDockerOptions } from './_fake-docker.ts';
import { DRACHTIO_IMAGE } from './drachtio.ts';
import { KAFKA_IMAGE } from './kafka-container.ts';
import { MONGODB_IMAGE } from './mongodb-container.ts';

const OFFER = fileURLToPath(new URL('_offer.ts', import.meta.url));

test('a Kafka in a container tells its clients the address it has outside, and is stopped at the end', async () => {
  const { offer, docker } = await offered('kafka', { images: [KAFKA_IMAGE], log: 'Kafka Server started' });
  assert.equal(offer.type, 'here', offer.why);
  const [broker = ''] = offer.server?.brokers ?? [];
  const { Env = [], HostConfig } = docker.created ?? {};
  assert.equal(broker, `127.0.0.1:${HostConfig?.PortBindings['9092/tcp']?.[0]?.HostPort}`);
  assert.ok(Env.includes(`KAFKA_ADVERTISED_LISTENERS=OPEN://${broker},INSIDE://localhost:9094`));
  assert.ok(Env.includes('KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS=1000'), 'as the local process');
  assert.deepEqual(docker.did, ['start', 'stop', 'remove']);
});

test('a MongoDB in a container is a replica set, reached without the name its member has inside', async () => {
  const { offer, docker } = await offered('mongodb', { images: [MONGODB_IMAGE] });
  assert.equal(offer.type, 'here', offer.why);
  assert.match(offer.server?.url ?? '', /^mongodb:\/\/127\.0\.0\.1:\d+\/\?directConnection=true$/);
  assert.deepEqual(docker.created?.Cmd, ['--replSet', 'rs0']);
  assert.deepEqual(docker.did, ['start', 'stop', 'remove']);
});

test('an image that is not there is had first', async () => {
  const { offer, docker } = await offered('mongodb', { registry: [MONGODB_IMAGE] });
  assert.equal(offer.type, 'here', offer.why);
  assert.deepEqual(docker.did, [`pull ${MONGODB_IMAGE}`, 'start', 'stop', 'remove']);
});

test('an image that cannot be had: nothing is started, and the reason is told', async () => {
  const { offer, docker } = await offered('kafka', {});
  assert.match(offer.why ?? '', /^apache\/kafka:4\.1\.0 cannot be had \(.*no route to host/);
  assert.deepEqual(docker.did, [`pull ${KAFKA_IMAGE}`]);
});

test('a Docker that hangs is waited for a few seconds', async () => {
  const { offer } = await offered('kafka', { hangs: true });
  assert.equal(offer.why, 'no Docker answers (nothing within 5 s)');
});

test('drachtio-server runs in the network of this machine, on loopback alone', async () => {
  const { offer, docker } = await offered('drachtio', { images: [DRACHTIO_IMAGE] });
  assert.equal(offer.type, 'here', offer.why);
  const args = docker.created?.Cmd?.join(' ') ?? '';
  const control = /^drachtio --address 127\.0\.0\.1 --port (\d+) /.exec(args)?.[1];
  assert.match(offer.server?.controlUrl ?? '', new RegExp(`^tcp://:[^@]+@127\\.0\\.0\\.1:${control}$`));
  assert.match(args, / --contact sip:127\.0\.0\.1:\d+;transport=udp,tcp$/);
  assert.equal(docker.created?.HostConfig.NetworkMode, 'host');
  assert.deepEqual(docker.did, ['start', 'stop', 'remove']);
});

interface Offered {
  readonly type: string;
  readonly why?: string;
  readonly server?: {
    readonly brokers?: readonly string[];
    readonly url?: string;
    readonly controlUrl?: string;
  };
}

/** In a process of its own: testcontainers looks for a Docker once. */
async function offered(
  what: string,
  options: FakeDockerOptions,
): Promise<{ offer: Offered; docker: FakeDocker }> {
  await using docker = await FakeDocker.start(options);
  const env = {
    PATH: process.env['PATH'],
    HOME: tmpdir(), // without anybody's own settings of Docker
    DOCKER_HOST: `unix://${docker.socket}`,
    TESTCONTAINERS_HOST_OVERRIDE: '127.0.0.1',
    TESTCONTAINERS_RYUK_DISABLED: 'true',
  };
  const { stdout } = await promisify(execFile)(process.execPath, [OFFER, what], { env });
  return { offer: JSON.parse(stdout) as Offered, docker }; // by _offer.ts
}
