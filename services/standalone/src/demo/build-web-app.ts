import { spawnSync } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Log } from '@firstring/kernel';

const CONSOLE = fileURLToPath(new URL('../../../console/', import.meta.url));

/** Builds the console's pages when they are missing or older than their sources; a failed build leaves the API working. */
export function buildWebApp(log: Log): void {
  const built = `${CONSOLE}web/dist/index.html`;
  const builtAt = existsSync(built) ? statSync(built).mtimeMs : 0;
  const sources = globSync('web/{index.html,src/**/*}', { cwd: CONSOLE });
  if (sources.every((path) => statSync(CONSOLE + path).mtimeMs <= builtAt)) return;
  const { status, stderr } = spawnSync('npm', ['run', '--silent', 'build:web'], {
    cwd: CONSOLE,
    encoding: 'utf8',
  });
  if (status !== 0) log.error({ output: stderr }, 'the console’s pages could not be built');
}
