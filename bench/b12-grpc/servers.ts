/** What takes part in B12: servers of claim's proto, each a process of its own on a socket. */
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuMsOf } from '../process-cpu.ts';
import type { GoProgram } from './go-program.ts';

export type ServerName = 'go' | 'bare' | 'claim';

export interface Server {
  readonly socket: string;
  /** CPU since its start, ms. */
  cpuMs(): number;
}

export interface Servers extends AsyncDisposable {
  readonly of: Readonly<Record<ServerName, Server>>;
}

/** Go's server; ours with nothing behind it; and the claim service, each of whose answers is on the disk before it leaves. */
export async function startServers({ file }: GoProgram): Promise<Servers> {
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'b12-'));
  opened.defer(() => rm(folder, { recursive: true }));
  const socket = (name: ServerName): string => join(folder, `${name}.sock`);
  const started = async (name: ServerName, child: ChildProcess, ready: Promise<unknown>): Promise<Server> => {
    opened.defer(() => stop(child));
    const ended = once(child, 'exit').then(() => Promise.reject(new Error(`the server ${name} has ended`)));
    await Promise.race([ready, ended]);
    ended.catch((error: unknown) => error); // later it ends because it is told to
    return { socket: socket(name), cpuMs: () => cpuMsOf(child.pid ?? 0) };
  };
  const peer = spawn(file, ['serve', socket('go')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const bare = fork(new URL('bare-process.ts', import.meta.url), [`unix://${socket('bare')}`]);
  const claimArgs = [join(folder, 'data'), `unix://${socket('claim')}`, '', '0'];
  const claim = fork(new URL('../b3-claim/claim-process.ts', import.meta.url), claimArgs);
  const of = {
    go: await started('go', peer, once(peer.stdout, 'data')),
    bare: await started('bare', bare, once(bare, 'message')),
    claim: await started('claim', claim, once(claim, 'message')),
  };
  const close = opened.move();
  return { of, [Symbol.asyncDispose]: () => close[Symbol.asyncDispose]() };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
