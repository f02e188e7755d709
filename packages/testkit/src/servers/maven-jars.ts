import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const FETCH_MS_MAX = 180_000;
const COPY_DEPENDENCIES = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';

/**
 * The folder with the jars that a pom.xml names, brought by Maven on the first use and kept in the user's cache. Each must be the
 * one that `jars.sha256` beside the pom lists, no more and no fewer: else it throws, and nothing is run.
 */
export async function mavenJars(name: string, definition: URL): Promise<string> {
  const sums = await expectedSums(new URL('jars.sha256', definition));
  const cache = join(homedir(), '.cache', 'firstring');
  const folder = join(cache, `${name}-${digest(Buffer.from([...sums].join())).slice(0, 12)}`);
  if (await holds(folder, sums)) return folder;
  await mkdir(cache, { recursive: true });
  const fetched = `${folder}.${process.pid}`;
  const pom = new URL('pom.xml', definition).pathname;
  const goal = [COPY_DEPENDENCIES, '-DincludeScope=runtime', `-DoutputDirectory=${fetched}`];
  await run('mvn', ['-q', '-B', '-ntp', '-f', pom, ...goal], { timeout: FETCH_MS_MAX });
  if (!(await holds(fetched, sums))) throw new Error(`the jars of ${name} are not those of jars.sha256`);
  await rm(folder, { recursive: true, force: true });
  // Another run may have been quicker; its jars are as good.
  await rename(fetched, folder).catch(() => rm(fetched, { recursive: true }));
  return folder;
}

async function expectedSums(file: URL): Promise<ReadonlyMap<string, string>> {
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  return new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
}

async function holds(folder: string, sums: ReadonlyMap<string, string>): Promise<boolean> {
  const files = await readdir(folder).catch(() => []);
  if (files.length !== sums.size) return false;
  for (const file of files) {
    if (digest(await readFile(join(folder, file))) !== sums.get(file)) return false;
  }
  return true;
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
