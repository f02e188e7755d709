import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { claimConfigSchema } from '@firstring/claim-service/config';
import { consoleConfigSchema } from '@firstring/console-service/config';
import { dialbackConfigSchema } from '@firstring/dialback-service/config';
import { ingestConfigSchema } from '@firstring/ingest-service/config';
import { leadStoreConfigSchema } from '@firstring/lead-store-service/config';
import { schedulerConfigSchema } from '@firstring/scheduler-service/config';
import { sipConfigSchema } from '@firstring/sip-service/config';
import { parse } from 'yaml';
import type { z } from 'zod';
import { CHART, environmentOf, podOf, render, type Container, type Rendered } from './_chart.ts';

interface Facts {
  readonly http?: number;
  readonly grpc?: number;
  readonly calls: readonly string[];
  readonly secrets?: Readonly<Record<string, string>>;
  readonly stateful?: boolean;
}

const SCHEMAS: Readonly<Record<string, z.ZodObject>> = {
  ingest: ingestConfigSchema,
  leadStore: leadStoreConfigSchema,
  claim: claimConfigSchema,
  scheduler: schedulerConfigSchema,
  dialback: dialbackConfigSchema,
  console: consoleConfigSchema,
  sip: sipConfigSchema,
};
const COMPONENTS = parse(readFileSync(`${CHART}/files/components.yaml`, 'utf8')) as Record<string, Facts>; // each is held against its schema

const kebab = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const addressOf = (key: string): string => `${kebab(key).replaceAll('-', '_').toUpperCase()}_ADDRESS`;

function mainContainer(object: Rendered): Container {
  const [container] = podOf(object).containers;
  assert.ok(container);
  return container;
}

test('the chart knows every service, and no other', () => {
  assert.deepEqual(Object.keys(COMPONENTS).toSorted(), Object.keys(SCHEMAS).toSorted());
});

for (const [key, facts] of Object.entries(COMPONENTS)) {
  const settings = Object.keys(SCHEMAS[key]?.shape ?? {});
  const kind = facts.stateful === true ? 'StatefulSet' : 'Deployment';

  test(`${key}: it is told the address of every service that it asks, and of no other`, () => {
    const asked = settings.filter((name) => name.endsWith('_ADDRESS'));
    assert.deepEqual(facts.calls.map(addressOf).toSorted(), asked.toSorted());
  });

  test(`${key}: with what the chart sets, its settings can be read`, async () => {
    const { find } = await render();
    const environment = environmentOf(mainContainer(find(kind, kebab(key))));
    const given = Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [
        name,
        typeof value === 'string'
          ? value
          : name === 'SIP_INSTANCE'
            ? 'release-firstring-sip-0'
            : 's'.repeat(32),
      ]),
    );
    const read = SCHEMAS[key]?.safeParse(given);
    assert.equal(read?.error?.message, undefined);
    if (facts.grpc !== undefined) assert.equal(environment['GRPC_LISTEN'], `0.0.0.0:${facts.grpc}`);
    if (facts.http !== undefined) assert.equal(environment['HTTP_LISTEN'], `0.0.0.0:${facts.http}`);
  });

  test(`${key}: no secret is written where everybody reads it`, async () => {
    const { find } = await render({ files: [`${CHART}/ci/secured-values.yaml`] });
    for (const container of [mainContainer(find(kind, kebab(key)))]) {
      for (const [name, value] of Object.entries(environmentOf(container))) {
        if (/SECRET|PASSWORD|PERMIT_KEY|MONGODB_URL/.test(name)) assert.equal(typeof value, 'object', name);
      }
    }
  });
}

test('addresses of services are names with every pod behind them', async () => {
  const { find } = await render();
  const { LEAD_STORE_ADDRESS } = environmentOf(mainContainer(find('Deployment', 'dialback')));
  assert.equal(LEAD_STORE_ADDRESS, 'dns:///release-firstring-lead-store-grpc.calls:7001');
  assert.equal(JSON.parse(JSON.stringify(find('Service', 'lead-store-grpc').spec)).clusterIP, 'None');
});

test('a large number in a setting stays a number without an exponent', async () => {
  const { find } = await render({ files: [`${CHART}/ci/secured-values.yaml`] });
  assert.equal(environmentOf(mainContainer(find('Deployment', 'ingest')))['INGEST_RECORD_MS'], '2592000000');
});

test('a value of one component goes before the one of all', async () => {
  const { find } = await render({
    set: ['defaults.terminationGracePeriodSeconds=50', 'claim.terminationGracePeriodSeconds=70'],
  });
  assert.equal(podOf(find('Deployment', 'claim')).terminationGracePeriodSeconds, 70);
  assert.equal(podOf(find('Deployment', 'ingest')).terminationGracePeriodSeconds, 50);
});

test('the process ends by itself before the cluster ends it', async () => {
  const { find } = await render({
    set: ['claim.terminationGracePeriodSeconds=60', 'claim.drainNoticeSeconds=7'],
  });
  const environment = environmentOf(mainContainer(find('Deployment', 'claim')));
  assert.equal(environment['DRAIN_NOTICE_MS'], '7000');
  assert.equal(environment['STOP_MS_MAX'], '57000');
});

test('where something scales a component, nothing says how many pods it has', async () => {
  const { find, objects } = await render({ files: [`${CHART}/ci/scaled-values.yaml`] });
  for (const name of ['ingest', 'console', 'dialback']) {
    assert.equal(find('Deployment', name).spec.replicas, undefined, name);
  }
  assert.equal(find('Deployment', 'claim').spec.replicas, 3);
  assert.deepEqual(
    objects.filter(({ kind }) => kind === 'ScaledObject').map(({ metadata }) => metadata.name),
    ['release-firstring-dialback'],
  );
});

test('what keeps in memory what others would change is one pod, never two at once', async () => {
  const { find } = await render();
  assert.equal(find('Deployment', 'lead-store').spec.replicas, 1);
  assert.equal(find('Deployment', 'lead-store').spec.strategy?.type, 'Recreate');
  assert.equal(find('Service', 'console').spec.sessionAffinity, 'ClientIP');
  for (const more of ['leadStore.replicaCount=2', 'sip.replicaCount=2', 'leadStore.autoscaling.enabled=true'])
    await assert.rejects(render({ set: [more] }), /runs as one pod/);
});

test('a component that is off leaves nothing behind', async () => {
  const { objects } = await render({ set: ['dialback.enabled=false'] });
  assert.deepEqual(
    objects.filter(({ metadata }) => metadata.labels['app.kubernetes.io/component'] === 'dialback'),
    [],
  );
});

test('labels by which a workload finds its pods are the same with other labels, versions and images', async () => {
  const [plain, other] = await Promise.all([
    render(),
    render({ set: ['commonLabels.team=x', 'claim.image.tag=v9', 'claim.podLabels.a=b'] }),
  ]);
  const selector = (object: Rendered): string =>
    JSON.stringify(JSON.parse(JSON.stringify(object.spec)).selector);
  assert.equal(selector(plain.find('Deployment', 'claim')), selector(other.find('Deployment', 'claim')));
});
