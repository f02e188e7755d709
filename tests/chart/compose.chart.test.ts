import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { claimConfigSchema } from '@firstring/claim-service/config';
import { consoleConfigSchema } from '@firstring/console-service/config';
import { dialbackConfigSchema } from '@firstring/dialback-service/config';
import { ingestConfigSchema } from '@firstring/ingest-service/config';
import { leadStoreConfigSchema } from '@firstring/lead-store-service/config';
import { schedulerConfigSchema } from '@firstring/scheduler-service/config';
import { serviceProcessConfigSchema } from '@firstring/service-kit/process-config';
import { sipConfigSchema } from '@firstring/sip-service/config';
import { DRACHTIO_IMAGE, KAFKA_IMAGE, MONGODB_IMAGE } from '@firstring/testkit/servers';
import { parse } from 'yaml';
import type { z } from 'zod';

const FILE = 'deploy/compose.yaml';

interface Service {
  readonly image: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: object;
  readonly read_only?: boolean;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, object>>;
}

const { services, volumes } = parse(readFileSync(FILE, 'utf8'), { merge: true }) as Compose; // what we look at of it
const OURS: Readonly<Record<string, z.ZodObject>> = {
  ingest: ingestConfigSchema,
  'lead-store': leadStoreConfigSchema,
  claim: claimConfigSchema,
  scheduler: schedulerConfigSchema,
  dialback: dialbackConfigSchema,
  console: consoleConfigSchema,
  sip: sipConfigSchema,
};

for (const [name, schema] of Object.entries(OURS)) {
  test(`compose: ${name} can read its settings, and finds every service that it asks under its own address`, () => {
    const { environment = {} } = services[name] ?? assert.fail(`there is no ${name}`);
    const filled = Object.fromEntries(
      Object.entries(environment).map(([key, value]) => [
        key,
        value.startsWith('${') ? 's'.repeat(32) : value,
      ]),
    );
    assert.equal(schema.safeParse(filled).error?.message, undefined);
    assert.equal(serviceProcessConfigSchema.safeParse(filled).error?.message, undefined);
    for (const key of Object.keys(schema.shape).filter((it) => it.endsWith('_ADDRESS'))) {
      const asked = key.replace('_ADDRESS', '').toLowerCase().replaceAll('_', '-');
      const { GRPC_LISTEN: listen } = services[asked]?.environment ?? {};
      assert.equal(filled[key], `dns:///${asked}:${listen?.split(':').at(-1)}`);
    }
  });

  test(`compose: ${name} waits for the migration, says when it is ready, and writes nowhere but in /tmp`, () => {
    const service = services[name];
    assert.equal(service?.depends_on?.['migrate']?.condition, 'service_completed_successfully');
    assert.ok(service.healthcheck);
    assert.equal(service.read_only, true);
  });
}

test('compose: no secret is in the file, and without one it does not start', () => {
  for (const { environment = {} } of Object.values(services)) {
    for (const [key, value] of Object.entries(environment)) {
      if (/SECRET|PASSWORD|PERMIT_KEY/.test(key)) assert.match(value, /^\$\{\w+:\?/, key);
    }
  }
});

test('compose: Kafka, MongoDB and the control ports are not offered outside', () => {
  for (const name of ['kafka', 'mongo', 'collector', 'prometheus'])
    assert.equal(services[name]?.ports, undefined);
  const published = Object.values(services).flatMap(({ ports = [] }) => ports);
  assert.ok(!published.some((port) => /9022|22222|9464|:70\d\d/.test(port)), published.join());
});

test('compose: every file and volume that is mounted is there', () => {
  const mounted = Object.values(services).flatMap((service) => service.volumes ?? []);
  for (const [source = ''] of mounted.map((mount) => mount.split(':'))) {
    if (source.startsWith('.')) assert.ok(existsSync(join(dirname(FILE), source)), source);
    else assert.ok(source in volumes, source);
  }
});

test('tests run on the servers that compose installs', () => {
  const images = ['drachtio', 'kafka', 'mongo'].map((name) => services[name]?.image);
  assert.deepEqual(images, [DRACHTIO_IMAGE, KAFKA_IMAGE, MONGODB_IMAGE]);
});
