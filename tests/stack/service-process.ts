import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock as clock } from '@firstring/kernel/system';
import { freeTcpPort } from './free-port.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const START_MS = 150_000;
const STOP_MS = 30_000;
const LINES_KEPT = 200;
const COMPILE_CACHE = join(tmpdir(), 'firstring-compile-cache');
/** What the images tell Node: what runs here is as large and as fast as there. */
const NODE_OPTIONS = /^ENV NODE_OPTIONS=(\S+)$/m.exec(
  readFileSync(join(ROOT, 'deploy/Dockerfile'), 'utf8'),
)?.[1];

export interface ServiceCommand {
  /** Folder of services/. */
  readonly service: string;
  /** Distinguishes several of one service. */
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
}

/** One service by its real command; it can be killed, stopped and started anew at the same doors. */
export class ServiceProcess implements AsyncDisposable {
  readonly name: string;
  readonly #command: ServiceCommand;
  readonly #adminPort: number;
  readonly #lines: string[] = [];
  #process: ChildProcess;
  #exited: Promise<void>;

  private constructor(command: ServiceCommand, adminPort: number) {
    this.name = command.name;
    this.#command = command;
    this.#adminPort = adminPort;
    [this.#process, this.#exited] = this.#spawn();
  }

  /** Spawned, not yet ready. */
  static async spawn(command: ServiceCommand): Promise<ServiceProcess> {
    return new ServiceProcess(command, await freeTcpPort());
  }

  /** Runs it to its end; the exit code. What it prints goes to `onLine`. */
  static async run(command: ServiceCommand, onLine: (line: string) => void): Promise<number | null> {
    const child = spawnService(command, {});
    read(child, onLine);
    await new Promise<void>((resolve) => child.once('close', () => resolve()));
    return child.exitCode;
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** What it printed last. */
  get output(): string {
    return this.#lines.join('\n');
  }

  /** Its resident memory, MiB. */
  async residentMib(): Promise<number> {
    const status = await readFile(`/proc/${this.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) / 1024;
  }

  get exitCode(): number | null {
    return this.#process.exitCode;
  }

  /** Resolves when it says so itself; rejects when it has ended, or never does. */
  async ready(): Promise<void> {
    for (const untilMs = clock.monotonicMs() + START_MS; ; await clock.sleep(25)) {
      if (await this.isReady()) return;
      if (this.#isGone || clock.monotonicMs() > untilMs)
        throw new Error(`${this.name} is not ready:\n${this.output}`);
    }
  }

  async isReady(): Promise<boolean> {
    try {
      const response = await fetch(`http://127.0.0.1:${this.#adminPort}/readyz`);
      await response.body?.cancel();
      return response.ok;
    } catch (error) {
      if (error instanceof Error) return false;
      throw error;
    }
  }

  /** SIGKILL: as a power cut ends a process. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#exited;
  }

  /** SIGINT; how long it took to end, ms. */
  async interrupt(): Promise<number> {
    const startMs = clock.monotonicMs();
    this.#process.kill('SIGINT');
    await this.#exited;
    return clock.monotonicMs() - startMs;
  }

  /** SIGTERM; throws when it does not end by itself in time, or not with 0. */
  async stop(): Promise<void> {
    if (this.#isGone) return;
    this.#process.kill('SIGTERM');
    const hard = clock.setTimer(STOP_MS, () => this.#process.kill('SIGKILL'));
    await this.#exited;
    hard.cancel();
    const { exitCode, signalCode } = this.#process;
    if (exitCode !== 0) throw new Error(`${this.name} ended with ${exitCode ?? signalCode}:\n${this.output}`);
  }

  /** The same command again; not yet ready. */
  again(): void {
    [this.#process, this.#exited] = this.#spawn();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  get #isGone(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  #spawn(): [ChildProcess, Promise<void>] {
    const child = spawnService(this.#command, { ADMIN_LISTEN: `127.0.0.1:${this.#adminPort}` });
    read(child, (line) => {
      this.#lines.push(line);
      if (this.#lines.length > LINES_KEPT) this.#lines.splice(0, this.#lines.length - LINES_KEPT);
    });
    return [child, new Promise<void>((resolve) => child.once('close', () => resolve()))];
  }
}

function spawnService(
  { service, env }: ServiceCommand,
  more: Readonly<Record<string, string>>,
): ChildProcess {
  return spawn(process.execPath, [`services/${service}/src/main.ts`], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      NODE_OPTIONS,
      ...env,
      ...more,
    },
  });
}

function read(child: ChildProcess, onLine: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on('line', onLine);
  }
}
