import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock as clock } from '@firstring/kernel/system';
import { connectApp } from '@firstring/sip-engine/testing';
import { freeTcpPort } from './free-port.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const START_MS = 60_000;
const STOP_MS = 30_000;
const LINES_KEPT = 200;
/** Written when a product ends in order: later starts cost half the CPU. */
const COMPILE_CACHE = join(tmpdir(), 'firstring-compile-cache');

/** The one line of `--ready-json`. */
export interface Ready {
  readonly consoleUrl: string;
  readonly ingestUrl: string;
  readonly sip: { readonly host: string; readonly port: number };
  readonly processId: string;
  readonly campaignId: string;
  readonly linkToken: string;
  readonly agents: readonly AgentAccount[];
}

export interface AgentAccount {
  readonly agentId: string;
  readonly username: string;
  readonly password: string;
  readonly sipUsername: string;
  readonly sipPassword: string;
}

export interface ProductOptions {
  /** Kept when given; otherwise a fresh folder that goes with the product. */
  readonly dataDir?: string;
  /** Settings over the harness's own: free ports, no built-in telephones, warnings only. */
  readonly env?: Readonly<Record<string, string>>;
  /** Hears every line that it prints. */
  readonly onLine?: (line: string) => void;
}

/** It ended, or hung, before it was up. */
export class NotStarted extends Error {
  override readonly name = 'NotStarted';
  readonly signal: NodeJS.Signals | null;

  constructor(signal: NodeJS.Signals | null, output: string) {
    super(`the product did not start:\n${output}`);
    this.signal = signal;
  }
}

/** The standalone process as a user starts it: nothing of it runs in the test. */
export class Product implements AsyncDisposable {
  readonly ready: Ready;
  readonly #process: ChildProcess;
  readonly #exited: Promise<void>;
  readonly #lines: string[];
  readonly #scratch: string | undefined;

  private constructor(started: Started, ready: Ready, scratch: string | undefined) {
    this.ready = ready;
    this.#process = started.process;
    this.#exited = started.exited;
    this.#lines = started.lines;
    this.#scratch = scratch;
  }

  /** Resolves when everything is up; rejects with NotStarted when it ends before. */
  static async start(options: ProductOptions = {}): Promise<Product> {
    const scratch = options.dataDir === undefined ? mkdtempSync(join(tmpdir(), 'firstring-e2e-')) : undefined;
    const env = {
      ...(await freeDoors()),
      DATA_DIR: options.dataDir ?? scratch ?? '',
      ...(await otherSipServer()),
      ...options.env,
    };
    const started = spawnProduct(env, options.onLine);
    try {
      return new Product(started, await readiness(started), scratch);
    } catch (error) {
      started.process.kill('SIGKILL');
      await started.exited;
      if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true });
      throw error;
    }
  }

  get isRunning(): boolean {
    return isRunning(this.#process);
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** Resolves when the process is gone, however. */
  get exited(): Promise<void> {
    return this.#exited;
  }

  /** How it ended. */
  get end(): { readonly exitCode: number | null; readonly signal: NodeJS.Signals | null } {
    return { exitCode: this.#process.exitCode, signal: this.#process.signalCode };
  }

  /** What it printed last. */
  get output(): string {
    return this.#lines.join('\n');
  }

  /** Settings with which a later start has the same doors. */
  get doors(): Readonly<Record<string, string>> {
    const { consoleUrl, ingestUrl, sip } = this.ready;
    return {
      CONSOLE_LISTEN: new URL(consoleUrl).host,
      INGEST_LISTEN: new URL(ingestUrl).host,
      SIP_LISTEN: `${sip.host}:${sip.port}`,
    };
  }

  /** SIGKILL: as a power cut ends a process. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#exited;
  }

  /** SIGTERM; throws when it does not end by itself in time, or not with 0. */
  async stop(): Promise<void> {
    if (!this.isRunning) return;
    this.#process.kill('SIGTERM');
    const hard = clock.setTimer(STOP_MS, () => this.#process.kill('SIGKILL'));
    await this.#exited;
    hard.cancel();
    const { exitCode, signal } = this.end;
    if (exitCode !== 0) throw new Error(`the product ended with ${exitCode ?? signal}:\n${this.output}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.stop();
    } finally {
      if (this.#scratch !== undefined) rmSync(this.#scratch, { recursive: true, force: true });
    }
  }
}

/** Doors that nobody is given by chance while the product is down between a kill and the next start. */
async function freeDoors(): Promise<Readonly<Record<string, string>>> {
  const door = async (): Promise<string> => `127.0.0.1:${await freeTcpPort()}`;
  return { CONSOLE_LISTEN: await door(), INGEST_LISTEN: await door(), SIP_LISTEN: await door() };
}

/** Where the environment's SIP_CONTROL_URL names a server that runs already, where it listens; asked of it. */
async function otherSipServer(): Promise<Readonly<Record<string, string>>> {
  const url = process.env['SIP_CONTROL_URL'];
  if (url === undefined) return {};
  const { hostname, port, password } = new URL(url);
  const place = Promise.withResolvers<string>();
  const app = await connectApp(
    { controlHost: hostname, controlPort: Number(port) },
    { secret: password, onConnected: (list) => place.resolve(/udp\/([^,]+)/.exec(list)?.[1] ?? '') },
  );
  app.disconnect();
  return { SIP_CONTROL_URL: url, SIP_LISTEN: await place.promise };
}

interface Started {
  readonly process: ChildProcess;
  readonly exited: Promise<void>;
  readonly lines: string[];
}

function spawnProduct(env: Readonly<Record<string, string>>, onLine?: (line: string) => void): Started {
  const product = spawn(process.execPath, ['services/standalone/src/main.ts', '--ready-json'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      LOG_LEVEL: 'warn',
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      STANDALONE_TELEPHONES: 'none',
      ...env,
    },
  });
  const lines: string[] = [];
  for (const stream of [product.stdout, product.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      onLine?.(line);
      lines.push(line);
      if (lines.length > LINES_KEPT) lines.splice(0, lines.length - LINES_KEPT);
    });
  }
  const exited = new Promise<void>((resolve) => product.once('close', () => resolve()));
  return { process: product, exited, lines };
}

async function readiness({ process: product, lines }: Started): Promise<Ready> {
  const untilMs = clock.monotonicMs() + START_MS;
  for (;;) {
    const line = lines.find((text) => text.startsWith('{"consoleUrl"'));
    if (line !== undefined) return JSON.parse(line) as Ready; // what --ready-json prints
    if (!isRunning(product) || clock.monotonicMs() > untilMs)
      throw new NotStarted(product.signalCode, lines.join('\n'));
    await clock.sleep(20);
  }
}

function isRunning(process: ChildProcess): boolean {
  return process.exitCode === null && process.signalCode === null;
}
