import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock as clock } from '@firstring/kernel/system';
import { eventually } from '@firstring/testkit';
import { freeUdpPort } from '../stack/free-port.ts';
import { hasSocket } from './_sockets.ts';

const LOOPBACK = '127.0.0.1';
/** SIPp's exit code when every call went well; 1 when one did not. */
const ENDED_WELL = 0;

export interface SippOptions {
  /** The scenario's file. */
  readonly scenario: URL;
  /** host:port it calls; a scenario that only answers needs none. */
  readonly target?: string;
  /** Its own port; else one that was free a moment ago. */
  readonly port?: number;
  readonly calls?: number;
  readonly transport?: 'udp' | 'tcp';
  /** Put in where the scenario's file holds `[name]`, also where SIPp's own keys cannot stand. */
  readonly keys?: Readonly<Record<string, string>>;
  /** It gives up after so long; 30 s unless given. */
  readonly timeoutS?: number;
  readonly more?: readonly string[];
}

/** SIPp as one end: plays a scenario for a number of calls, and has failed when a message was not the one its file expects. */
export class Sipp implements AsyncDisposable {
  readonly port: number;
  readonly #folder: string;
  readonly #process: ChildProcess;
  #exitCode: number | null | undefined;

  private constructor(port: number, folder: string, process: ChildProcess) {
    this.port = port;
    this.#folder = folder;
    this.#process = process;
    process.once('exit', (code) => {
      this.#exitCode = code;
    });
  }

  /** Resolves when it has its port. */
  static async start(options: SippOptions): Promise<Sipp> {
    const folder = mkdtempSync(join(tmpdir(), 'firstring-sipp-'));
    const port = options.port ?? (await freeUdpPort());
    writeFileSync(join(folder, 'scenario.xml'), scenarioText(options));
    const process = spawn('sipp', await argumentsFor(options, port), { cwd: folder, stdio: 'ignore' });
    const sipp = new Sipp(port, folder, process);
    const listens = (): boolean => hasSocket(port) || sipp.#exitCode !== undefined;
    await eventually(clock, 'SIPp listens', listens);
    return sipp;
  }

  /** Resolves when all its calls went as its scenario says. */
  async finished(deadlineMs = 15_000): Promise<void> {
    const ended = (): boolean => this.#exitCode !== undefined;
    await eventually(clock, 'SIPp ends', ended, deadlineMs).catch((error: unknown) => {
      throw new Error(`SIPp did not end: ${this.#errors()}`, { cause: error });
    });
    if (this.#exitCode !== ENDED_WELL)
      throw new Error(`SIPp ended with ${this.#exitCode}: ${this.#errors()}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#exitCode === undefined) {
      const gone = once(this.#process, 'exit');
      this.#process.kill('SIGKILL');
      await gone;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #errors(): string {
    return ['errors.log', 'messages.log'].map((name) => readOr(join(this.#folder, name), '')).join('\n');
  }
}

async function argumentsFor(options: SippOptions, port: number): Promise<string[]> {
  const { transport = 'udp', calls = 1, timeoutS = 30, more = [], target } = options;
  const own = `-sf scenario.xml -i ${LOOPBACK} -p ${port} -t ${transport === 'tcp' ? 't1' : 'u1'}`;
  const run = `-m ${calls} -nostdin -nd -cp ${await freeUdpPort()} -timeout ${timeoutS} -timeout_error`;
  const traces = '-trace_msg -message_file messages.log -trace_err -error_file errors.log';
  // A scenario that only answers needs a place to call all the same.
  return [...`${own} ${run} ${traces}`.split(' '), ...more, target ?? `${LOOPBACK}:9`];
}

function scenarioText({ scenario, keys = {} }: SippOptions): string {
  const put = (text: string, [name, value]: [string, string]): string => text.replaceAll(`[${name}]`, value);
  return Object.entries(keys).reduce(put, readFileSync(scenario, 'utf8'));
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Not written yet.
    return otherwise;
  }
}
