import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
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
