/** PostgreSQL as Debian has it, for the length of one benchmark: a folder of its own, a socket in it, every commit on the disk. */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '@firstring/kernel/system';
import { Client, type ClientConfig } from 'pg';
import { cpuMsOf } from '../process-cpu.ts';

const START_MS = 30_000;
const RETRY_MS = 100;
const run = promisify(execFile);

export interface Postgres extends AsyncDisposable {
  readonly connect: ClientConfig;
  readonly version: string;
  /** Of all its processes, those that have ended among them. */
  cpuMs(): number;
}

/** Starts a server; installs it first where it is missing and that is allowed. Undefined where it cannot be had. */
export async function startPostgres(): Promise<Postgres | undefined> {
  const programs = await findPrograms();
  if (programs === undefined) return undefined;
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'postgres-'));
  opened.defer(() => rm(folder, { recursive: true }));
  const user = serverUser();
  await chmod(folder, 0o700);
  if (user !== undefined) await chown(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  // The socket lies in a folder nobody else may enter, so nobody is asked for a password.
  const init = ['-D', data, '-U', 'bench', '--auth=trust', '--no-sync', '-E', 'UTF8', '--locale=C'];
  await run(join(programs, 'initdb'), init, { ...user, cwd: folder });
  const settings = {
    listen_addresses: '',
    max_connections: '200',
    shared_buffers: '256MB',
    fsync: 'on',
    synchronous_commit: 'on',
    // Each contender vacuums its own tables before its round; else one would pay for another's.
    autovacuum: 'off',
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(join(programs, 'postgres'), ['-D', data, '-k', folder, ...args], {
    ...user,
    cwd: folder,
    stdio: 'ignore',
  });
  opened.defer(async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.kill('SIGINT'); // ends its sessions and itself
    await once(server, 'exit');
  });
  const connect = { host: folder, user: 'bench', database: 'postgres' };
  const version = await answered(connect);
  const close = opened.move();
  return {
    connect,
    version,
    cpuMs: () => cpuOfFamily(server.pid ?? 0),
    [Symbol.asyncDispose]: () => close[Symbol.asyncDispose](),
  };
}

async function answered(connect: ClientConfig): Promise<string> {
  const untilMs = systemClock.monotonicMs() + START_MS;
  for (;;) {
    const client = new Client(connect);
    try {
      await client.connect();
      const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
      return rows[0]?.server_version ?? '';
    } catch (error) {
      if (systemClock.monotonicMs() > untilMs) throw error;
      await systemClock.sleep(RETRY_MS);
    } finally {
      await client.end();
    }
  }
}

async function findPrograms(): Promise<string | undefined> {
  const find = (): string | undefined => globSync('/usr/lib/postgresql/*/bin').toSorted().at(-1);
  const found = find();
  if (found !== undefined || process.getuid?.() !== 0) return found;
  try {
    console.log('installing postgresql …');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-qq'], { env });
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'postgresql'], { env });
  } catch (error) {
    console.log(`postgresql could not be installed: ${String(error)}`);
  }
  return find();
}

/** PostgreSQL does not run as root. */
function serverUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** Of a server, its living sessions and those that have ended. */
function cpuOfFamily(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  return [String(pid), ...children]
    .filter((each) => each !== '')
    .reduce((sum, each) => sum + cpuOrNone(Number(each)), cpuMsOf(pid, 'ended children'));
}

/** A session may end while one looks. */
function cpuOrNone(pid: number): number {
  try {
    return cpuMsOf(pid);
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ESRCH'].includes(String(error.code)))
      return 0;
    throw error;
  }
}
