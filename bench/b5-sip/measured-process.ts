/** A process of a benchmark, and what it has used so far. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';

export interface Usage {
  /** CPU of the process since its start, user and system, ms. */
  readonly cpuMs: number;
  readonly rssMB: number;
  /** Objects and buffers, MB; only live ones when measured by `measureLive`. */
  readonly heapMB: number;
  readonly descriptors: number;
  /** What the process counts itself. */
  readonly counts: Record<string, number>;
}

/** In the child: answers `measure`, and after a collection `measure-live`, with its usage, and ends when the parent goes. */
export function answerMeasurements(counts: () => Record<string, number>): void {
  process.on('message', (message) => {
    if (message !== 'measure' && message !== 'measure-live') return;
    const { user, system } = process.cpuUsage();
    // Twice: the memory behind buffers goes with the collection after the one that finds them dead.
    if (message === 'measure-live') for (let times = 0; times < 2; times += 1) globalThis.gc?.();
    const { rss, heapUsed, external } = process.memoryUsage();
    const MB = 1_048_576;
    const usage: Usage = {
      cpuMs: (user + system) / 1000,
      rssMB: rss / MB,
      heapMB: (heapUsed + external) / MB,
      descriptors: readdirSync('/proc/self/fd').length,
      counts: counts(),
    };
    process.send?.(usage);
  });
  process.on('disconnect', () => process.exit(0));
}

/** In the parent: a child that has sent its first message, `ready`. */
export class MeasuredProcess<Ready> implements AsyncDisposable {
  readonly ready: Ready;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, ready: Ready) {
    this.#child = child;
    this.ready = ready;
  }

  static async start<Ready>(
    file: URL,
    args: readonly (string | number)[],
    nodeArgs: readonly string[] = [],
  ): Promise<MeasuredProcess<Ready>> {
    const child = fork(file, args.map(String), { execArgv: ['--expose-gc', ...nodeArgs] });
    const failed = once(child, 'exit').then(() =>
      Promise.reject(new Error(`${file.pathname} ended at its start`)),
    );
    const [ready] = (await Promise.race([once(child, 'message'), failed])) as [Ready]; // its first message
    return new MeasuredProcess(child, ready);
  }

  measure(): Promise<Usage> {
    return this.#ask('measure');
  }

  /** Collects first: the CPU of that counts from here on. */
  measureLive(): Promise<Usage> {
    return this.#ask('measure-live');
  }

  async #ask(what: string): Promise<Usage> {
    const answer = once(this.#child, 'message');
    this.#child.send(what);
    const [usage] = (await answer) as [Usage];
    return usage;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    // Not a kill: a profile is written only by a process that ends by itself.
    this.#child.disconnect();
    await gone;
  }
}

/** Arguments that leave CPU profiles in the folder that `B5_PROFILE` names. */
export function profiling(): string[] {
  const folder = process.env['B5_PROFILE'];
  return folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`];
}
