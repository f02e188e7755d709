import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { runCommand } from '../../scripts/run-command.ts';

const folder = await mkdtemp(join(tmpdir(), 'firstring-image-'));
after(() => rm(folder, { recursive: true }));

test('an image has what its service needs to start, and nothing for developers', async () => {
  const common = join(folder, 'common');
  const own = join(folder, 'own');
  await mustRun(['node', 'scripts/assemble-image.ts', 'packages/service-kit', common]);
  await mustRun(['node', 'scripts/assemble-image.ts', 'services/claim', own, common]);
  for (const path of ['node_modules/kafkajs', 'node_modules/mongoose', 'packages/store/src']) {
    assert.ok(existsSync(join(common, path)), path);
    assert.ok(!existsSync(join(own, path)), `${path} is there twice`);
  }
  for (const path of [
    'node_modules/vite',
    'node_modules/typescript',
    'services/ingest',
    'packages/testkit',
  ]) {
    assert.ok(!existsSync(join(common, path)) && !existsSync(join(own, path)), path);
  }
  // As the Dockerfile lays one over the other.
  await mustRun(['cp', '-r', `${own}/.`, common]);
  const { exitCode, output } = await runCommand(['node', 'src/main.ts'], {
    cwd: join(common, 'services/claim'),
  });
  assert.equal(exitCode, 2);
  assert.match(output, /claim cannot start: its configuration cannot be used:\s+CLAIM_PERMIT_KEY/);
});

test('an image has compiled whatever a start on Kafka and MongoDB loads', async () => {
  const cache = join(folder, 'compiled');
  const start = (...args: string[]) => ({
    with: (env: Readonly<Record<string, string>>) =>
      runCommand(['node', ...args], { cwd: 'services/claim', env: { ...env, NODE_COMPILE_CACHE: cache } }),
  });
  // As the Dockerfile does.
  await start('../../packages/service-kit/src/load-lazily.ts').with({});
  await start('src/main.ts').with({ LOG_LEVEL: 'none' });
  const compiled = compiledIn(cache);
  const nobody = '127.0.0.1:1';
  const { exitCode, output } = await start('src/main.ts').with({
    CLAIM_PERMIT_KEY: 'k'.repeat(32),
    GRPC_LISTEN: '127.0.0.1:0',
    ADMIN_LISTEN: '127.0.0.1:0',
    KAFKA_BROKERS: nobody,
    MONGODB_URL: `mongodb://${nobody}/?serverSelectionTimeoutMS=1000`,
  });
  assert.equal(exitCode, 2, output);
  assert.deepEqual(compiledIn(cache), compiled);
});

test('a bill of materials names what runs, with versions and sums, and no tool', async () => {
  const output = await mustRun(['node', 'scripts/sbom.ts', 'claim']);
  const { bomFormat, components } = JSON.parse(output) as { bomFormat: string; components: Component[] }; // CycloneDX 1.5
  assert.equal(bomFormat, 'CycloneDX');
  const kafkajs = components.find(({ name }) => name === 'kafkajs');
  assert.match(kafkajs?.version ?? '', /^\d+\.\d+\.\d+$/);
  assert.ok((kafkajs?.hashes ?? []).length > 0);
  for (const needed of ['zod', 'libphonenumber-js'])
    assert.ok(
      components.some(({ name }) => name === needed),
      needed,
    );
  assert.equal(
    components.find(({ name }) => name === 'vite'),
    undefined,
  );
});

/** One file a module. */
function compiledIn(cache: string): string[] {
  return readdirSync(cache, { recursive: true, encoding: 'utf8' }).toSorted();
}

interface Component {
  readonly name: string;
  readonly version: string;
  readonly hashes?: readonly object[];
}

async function mustRun(command: readonly string[]): Promise<string> {
  const { exitCode, output } = await runCommand(command);
  assert.equal(exitCode, 0, output);
  return output;
}
