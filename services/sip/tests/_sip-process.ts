import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Bus } from '@firstring/bus';
import { CALL_EVENTS } from '@firstring/contracts';
import { CallEvent } from '@firstring/contracts/sip/call_events';
import { silentLog } from '@firstring/kernel';
import { systemClock as clock, systemRandom as random } from '@firstring/kernel/system';
import { openEmbeddedSeams } from '@firstring/service-kit';
import type { Harness } from './_harness.ts';

/** The sip service as a process of its own, on SQLite, so that it can be killed. */
export class SipProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly exited: Promise<unknown>;

  constructor(env: Readonly<Record<string, string>>) {
    this.#child = spawn(process.execPath, [new URL('../src/main.ts', import.meta.url).pathname], {
      env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? '', ...env },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    this.exited = once(this.#child, 'exit');
  }

  /** As the kernel does when memory runs out: nothing is said to anybody. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.exited;
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.exited;
  }

  /** Whatever the test left running. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.exited;
  }
}

/** All call events of a stopped service, read from its bus file. */
export async function readCallEvents(dataDir: string): Promise<readonly CallEvent[]> {
  await using seams = await openEmbeddedSeams({ dataDir, clock, random, log: silentLog });
  const { bus } = await seams.platform('reader');
  // The relay publishes a batch again when it died before trimming it: consumers go by the event's id, so does this.
  const events = new Map<string, CallEvent>();
  const stop = new AbortController();
  const tail = bus.tail({
    topics: [CALL_EVENTS.name],
    from: 'beginning',
    signal: stop.signal,
    handler: async (batch) => {
      for (const message of batch) events.set(message.id, CallEvent.decode(message.payload));
    },
  });
  await tail.caughtUp;
  stop.abort();
  await tail.closed;
  return [...events.values()];
}

/** Something is published on the bus file of a service that has not been started yet. */
export async function publishTo(dataDir: string, publish: (bus: Bus) => Promise<void>): Promise<void> {
  await using seams = await openEmbeddedSeams({ dataDir, clock, random, log: silentLog });
  const { bus } = await seams.platform('writer');
  await publish(bus);
}

/** A process that starts on a machine with nothing else to do is up after this. */
const START_MS = 3000;

/**
 * How long after a kill everybody may wait to be free (F08): ten seconds, on a machine on which the restart took no longer than it should.
 * A slower machine gets more in proportion.
 */
export function freedWithinMs(restartMs: number): number {
  return 10_000 * Math.max(1, restartMs / START_MS);
}

/** Answers, and has the SIP server. */
export async function listening(harness: Harness): Promise<void> {
  for (const deadline = AbortSignal.timeout(60_000); !deadline.aborted; await clock.sleep(50)) {
    const answered = await harness.trunks.listTrunks({}).then(
      () => true,
      () => false,
    );
    if (answered && (await harness.engineHasApp())) return;
  }
  throw new Error('the sip service did not start');
}
