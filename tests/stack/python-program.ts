import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const INSTALL_MS_MAX = 300_000;

/** The path of a program of the Python package index, installed on the first use into an environment of its own in the user's cache. */
export async function pythonProgram(name: string, version: string): Promise<string> {
  const cache = join(homedir(), '.cache', 'firstring');
  const folder = join(cache, `${name}-${version}`);
  const program = join(folder, 'bin', name);
  if (existsSync(program)) return program;
  await mkdir(cache, { recursive: true });
  try {
    await run('python3', ['-m', 'venv', folder], { timeout: INSTALL_MS_MAX });
    const pip = ['install', '--quiet', '--disable-pip-version-check', `${name}==${version}`];
    await run(join(folder, 'bin', 'pip'), pip, { timeout: INSTALL_MS_MAX });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return program;
}
