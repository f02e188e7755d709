import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TOPICS } from '@firstring/contracts';
import { serviceProcessConfigSchema } from '@firstring/service-kit/process-config';
import { CHART, environmentOf, podOf, render, type Rendered } from './_chart.ts';

const SECURED = { files: [`${CHART}/ci/secured-values.yaml`] };

test('the migration runs before an install and an upgrade, with the same Kafka and MongoDB as the services', async () => {
  const { find } = await render(SECURED);
  const job = find('Job', 'migrate');
  assert.equal(job.metadata.annotations?.['helm.sh/hook'], 'pre-install,pre-upgrade');
  const seams = (object: Rendered): object =>
    Object.fromEntries(
      Object.entries(environmentOf(podOf(object).containers[0] ?? assert.fail('no container'))).filter(
        ([name]) => /^(KAFKA|MONGODB)_/.test(name),
      ),
    );
  assert.deepEqual(seams(job), seams(find('Deployment', 'claim')));
});

test('settings of a process that every service has can be read as the chart writes them', async () => {
  const { find } = await render(SECURED);
  const [claim] = podOf(find('Deployment', 'claim')).containers;
  assert.ok(claim);
  const given = Object.entries(environmentOf(claim)).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : name === 'MONGODB_URL' ? 'mongodb://host/?replicaSet=rs' : 'secret',
  ]);
  const { error } = serviceProcessConfigSchema.safeParse(Object.fromEntries(given));
  assert.equal(error?.message, undefined);
});

test('in an evaluation the servers come along, so the migration is no hook before them', async () => {
  const { find } = await render({ files: [`${CHART}/ci/evaluation-values.yaml`] });
  assert.equal(find('Job', 'migrate-1').metadata.annotations, undefined);
  find('StatefulSet', 'kafka');
  find('StatefulSet', 'mongo');
  find('Secret', 'evaluation');
});

test('without an evaluation the chart makes no secret, no broker and no store', async () => {
  const { objects } = await render();
  assert.deepEqual(
    objects.filter(({ kind, metadata }) => kind === 'Secret' || /-(kafka|mongo)$/.test(metadata.name)),
    [],
  );
});

test('Strimzi gets every topic of the catalogue, with its prefix, partitions and retention', async () => {
  const { objects } = await render(SECURED);
  const topics = objects.filter(({ kind }) => kind === 'KafkaTopic');
  assert.deepEqual(
    topics.map(({ metadata }) => metadata.name).toSorted(),
    TOPICS.map(({ name }) => `calls.${name}`).toSorted(),
  );
  assert.ok(objects.some(({ kind }) => kind === 'KafkaUser'));
});

test('dashboards and alerts come along where they are asked for', async () => {
  const { objects, has } = await render(SECURED);
  assert.ok(has('PrometheusRule'));
  const dashboards = objects.filter(({ metadata }) => metadata.labels['grafana_dashboard'] === '1');
  assert.ok(dashboards.length >= 3);
  assert.ok(!(await render()).has('PrometheusRule'));
});
