import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const VERSION = '4.32.5';
const INSTALL_MS = 300_000;
/** Beside other caches of this user: outside the tree, kept between runs. */
const FOLDER = join(homedir(), '.cache', 'firstring', `schemathesis-${VERSION}`);
const PROGRAM = join(FOLDER, 'bin', 'schemathesis');

/** The program's path, installed from the Python package index where it is not there yet; or why it cannot be had. */
export async function findSchemathesis(): Promise<
  { readonly program: string } | { readonly missing: string }
> {
  if (existsSync(PROGRAM)) return { program: PROGRAM };
  try {
    await mkdir(FOLDER, { recursive: true });
    await run('python3', ['-m', 'venv', FOLDER], { timeout: INSTALL_MS });
    const pip = ['install', '--quiet', '--disable-pip-version-check', `schemathesis==${VERSION}`];
    await run(join(FOLDER, 'bin', 'pip'), pip, { timeout: INSTALL_MS });
    return { program: PROGRAM };
  } catch (error) {
    await rm(FOLDER, { recursive: true, force: true });
    const [line = ''] = String(error).split('\n');
    return { missing: `schemathesis ${VERSION} is not here and could not be installed: ${line}` };
  }
}
