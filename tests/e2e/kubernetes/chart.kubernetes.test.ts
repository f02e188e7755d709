import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { systemClock as clock } from '@firstring/kernel/system';
import { LeadStream } from '../../stack/lead-stream.ts';
import { notYet } from '../../stack/main-job.ts';
import { helm, kubectl, list, NAMESPACE, RELEASE } from './_kubernetes.ts';
import { residentMemory } from './_memory.ts';
import { Office } from './_office.ts';

const IS_HERE = (process.env['KUBECONFIG'] ?? '') !== '';
/** Times may not be judged on a machine that has none: far above what was measured, 9 to 20 s. */
const INSTALL_MS_MAX = 170_000;
const PUSH_EVERY_MS = 500;

interface Pod {
  readonly metadata: { readonly name: string; readonly uid: string };
}

if (IS_HERE) describe('the chart in a real cluster', theChart);
else test('the chart in a real cluster', { skip: 'there is none here' });

function theChart(): void {
  let office: Office;
  before(async () => {
    office = await Office.prepare();
  });
  after(() => office[Symbol.asyncDispose]());

  test('it installs where only restricted pods are admitted, and every pod gets ready', async (context) => {
    const tookMs = await office.release('install');
    context.diagnostic(
      `helm install --wait: ${seconds(tookMs)} [60 s with images loaded, on a machine at rest]`,
    );
    assert.ok(tookMs < INSTALL_MS_MAX, `it took ${tookMs} ms`);
    context.diagnostic(`resident while idle: ${await residentMemory()}`);
    const objects = await kubectl('get', 'all', '--output=name');
    for (const kind of ['deployment.apps/firstring-ingest', 'statefulset.apps/firstring-sip']) {
      assert.match(objects, new RegExp(kind));
    }
  });

  test('R-1 R-2 R-34 a lead comes in over the Service of ingest, the phone rings, both talk, the call log has it', async () => {
    await office.open();
    await office.works();
  });

  test('helm test places a lead and reads it back', async () => {
    const said = await helm('test', RELEASE, '--logs', '--timeout=120s');
    assert.match(said, /lead .* is read back/);
  });

  test('the cluster itself finds no key in the chart that it does not know', async () => {
    const manifest = await helm('get', 'manifest', RELEASE);
    assert.match(manifest, /kind: NetworkPolicy/);
    // Strict field validation on the server: an unknown key is an error there.
    await helm('upgrade', RELEASE, 'charts/firstring', '--reuse-values', '--dry-run=server');
  });

  test('an upgrade under a steady stream of leads and calls loses none', async (context) => {
    const before = await pods();
    // Phones are not people: they register again where their server went, and once more where it refuses them while it starts.
    const follow = async (): Promise<void> => void (await office.followSip().catch(notYet));
    await using stream = new LeadStream(office, PUSH_EVERY_MS, follow);
    const tookMs = await office.release('upgrade', 'defaults.podAnnotations.rolled=yes');
    context.diagnostic(`helm upgrade --wait under load: ${seconds(tookMs)}`);
    const leads = await stream.end();
    assert.ok(leads.length >= 10, `only ${leads.length} leads came in meanwhile`);
    for (const leadId of leads) await office.done(leadId);
    const after = await pods();
    const stayed = before.filter((old) => after.some(({ metadata }) => metadata.uid === old.metadata.uid));
    assert.deepEqual(
      stayed.map(({ metadata }) => metadata.name),
      [],
      'every pod is a new one',
    );
    assertOnceEach(office);
  });

  for (const component of ['ingest', 'lead-store', 'claim', 'scheduler', 'dialback', 'console', 'sip']) {
    test(`F01-F13 the pods of ${component} are killed while leads come in: the job goes on, no lead is lost`, async () => {
      const leadId = await office.push();
      const selector = `--selector=app.kubernetes.io/component=${component}`;
      await kubectl('delete', 'pods', selector, '--grace-period=0', '--force', '--wait=true');
      const pushed = office.push();
      const { kind } = (await list<{ kind: string }>('deployments,statefulsets', selector))[0] ?? {
        kind: '',
      };
      await kubectl('rollout', 'status', `${kind.toLowerCase()}/${RELEASE}-${component}`, '--timeout=120s');
      await office.done(leadId);
      await office.done(await pushed);
    });
  }

  test('a rollback brings the release before, and the job goes on', async (context) => {
    const leadId = await office.push();
    const startMs = clock.monotonicMs();
    await helm('rollback', RELEASE, '1', '--wait', '--timeout=170s');
    context.diagnostic(`helm rollback --wait: ${seconds(clock.monotonicMs() - startMs)}`);
    await office.done(leadId);
    await office.works();
    assertOnceEach(office);
  });

  test('uninstalled, it leaves nothing behind', async () => {
    await helm('uninstall', RELEASE, '--wait', '--timeout=120s');
    const selector = `--selector=app.kubernetes.io/instance=${RELEASE}`;
    await kubectl('wait', '--for=delete', 'pods', selector, '--timeout=120s');
    const kinds = (
      await kubectl('api-resources', '--namespaced', '--verbs=list,delete', '--output=name')
    ).trim();
    const ofCluster = /^(events|bindings|leases|pods\.metrics|endpoints|endpointslices)/;
    const ours = kinds.split('\n').filter((kind) => !ofCluster.test(kind));
    let left = 'not asked yet';
    for (const untilMs = clock.monotonicMs() + 60_000; left !== '' && clock.monotonicMs() < untilMs;) {
      left = await kubectl('get', ours.join(), selector, '--output=name');
      if (left !== '') await clock.sleep(500);
    }
    assert.equal(left, '');
    await kubectl('delete', 'namespace', NAMESPACE, '--wait=false');
  });
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function pods(): Promise<readonly Pod[]> {
  return list<Pod>('pods', `--selector=app.kubernetes.io/instance=${RELEASE}`);
}

/** whatever was killed, nobody was called twice for one lead. */
function assertOnceEach(office: Office): void {
  const numbers = office.telephones.carrier.ledger.entries
    .filter(({ end }) => end !== undefined)
    .map(({ number }) => number);
  const often = numbers.filter((number, index) => numbers.indexOf(number) !== index);
  assert.deepEqual(often, [], 'called more than once');
}
