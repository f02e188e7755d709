import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { pythonProgram } from '../stack/python-program.ts';
import {
  CHART,
  helm,
  podOf,
  render,
  template,
  VALUES_FILES,
  type Container,
  type Rendered,
} from './_chart.ts';

const run = promisify(execFile);
/** The oldest that Chart.yaml allows, and the newest whose schemas there are. */
const KUBERNETES = ['1.30', '1.37'];
/** Objects of operators, whose schemas Kubernetes does not have. */
const OF_OPERATORS = /^kind: (KafkaTopic|KafkaUser|PrometheusRule|ScaledObject|ServiceMonitor)$/m;

test('there are files with values to begin with', () => assert.ok(VALUES_FILES.length >= 4));

for (const file of VALUES_FILES) {
  test(`${basename(file)}: helm lint has nothing to say`, async () => {
    assert.match(await helm('lint', CHART, '--strict', '--values', file), /0 chart\(s\) failed/);
  });

  test(`${basename(file)}: every object is what Kubernetes 1.30 and 1.37 know, to the last key`, async () => {
    assert.equal(await problems(await template({ files: [file] })), '');
  });

  test(`${basename(file)}: names are used once, and every variable of a container too`, async () => {
    const { objects } = await render({ files: [file] });
    assertUnique(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`));
    for (const { container } of containersOf(objects))
      assertUnique((container.env ?? []).map(({ name }) => name));
  });

  test(`${basename(file)}: pods keep what *restricted* pod security asks, but for the node's own address where it is asked for`, async () => {
    const { objects } = await render({ files: [file] });
    for (const object of objects.filter((it) => it.spec?.template !== undefined)) assertRestricted(object);
  });
}

test('the schema check refuses a key that Kubernetes does not know, and a word that YAML takes for yes', async () => {
  const text = await template();
  assert.match(await problems(text.replace('  replicas: 2', '  replica: 2')), /'replica' was unexpected/);
  assert.match(await problems(text.replace('value: kafkajs', 'value: on')), /True is not of type 'string'/);
});

/** What kubernetes-validate says of helm's text, as it is: what reads it in a cluster is no younger than YAML 1.1 either. */
async function problems(text: string): Promise<string> {
  const program = await pythonProgram('kubernetes-validate', '1.37.0');
  const folder = await mkdtemp(join(tmpdir(), 'firstring-chart-'));
  const file = join(folder, 'rendered.yaml');
  const known = text.split(/^---$/m).filter((part) => !OF_OPERATORS.test(part));
  await writeFile(file, known.join('---\n'));
  let found = '';
  for (const version of KUBERNETES) {
    const args = ['--quiet', '--strict', '-k', version, file];
    found += await run(program, args).then(
      () => '',
      (error: Error & { stdout?: string }) => error.stdout ?? error.message,
    );
  }
  await rm(folder, { recursive: true });
  return found;
}

function assertUnique(names: readonly string[]): void {
  assert.deepEqual(
    names.filter((name, index) => names.indexOf(name) !== index),
    [],
  );
}

function containersOf(objects: readonly Rendered[]): { where: string; container: Container }[] {
  return objects
    .filter((object) => object.spec?.template !== undefined)
    .flatMap((object) => {
      const { containers, initContainers = [] } = podOf(object);
      return [...initContainers, ...containers].map((container) => ({
        where: `${object.metadata.name}/${container.name}`,
        container,
      }));
    });
}

/** https://kubernetes.io/docs/concepts/security/pod-security-standards, and that no pod has a way to the API. */
function assertRestricted(object: Rendered): void {
  const pod = podOf(object);
  assert.equal(pod.automountServiceAccountToken, false);
  assert.equal(pod.enableServiceLinks, false);
  assert.equal(pod.securityContext?.['runAsNonRoot'], true);
  assert.deepEqual(pod.securityContext?.['seccompProfile'], { type: 'RuntimeDefault' });
  for (const { where, container } of containersOf([object])) {
    assert.equal(container.securityContext?.['allowPrivilegeEscalation'], false, where);
    assert.deepEqual(container.securityContext?.['capabilities'], { drop: ['ALL'] }, where);
    if (container.image.includes('firstring/')) {
      assert.equal(container.securityContext?.['readOnlyRootFilesystem'], true, where);
    }
  }
}
