/** Generates packages/contracts/src/gen from proto/. `--check` lints and fails when the committed code differs. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './run-command.ts';

const GENERATED = 'packages/contracts/src/gen';

async function step(command: readonly string[]): Promise<void> {
  const { exitCode, output } = await runCommand(command);
  if (exitCode === 0) return;
  console.log(output.trimEnd());
  process.exit(1);
}

await step(['buf', 'lint']);
if (process.argv.includes('--check')) {
  const committed = mkdtempSync(join(tmpdir(), 'firstring-gen-'));
  cpSync(GENERATED, committed, { recursive: true });
  await step(['buf', 'generate']);
  const { exitCode, output } = await runCommand(['diff', '-rq', committed, GENERATED]);
  rmSync(GENERATED, { recursive: true });
  cpSync(committed, GENERATED, { recursive: true });
  rmSync(committed, { recursive: true });
  if (exitCode !== 0) {
    console.log(`generated code is not what proto/ says:\n${output}`);
    process.exit(1);
  }
} else {
  await step(['buf', 'generate']);
}
