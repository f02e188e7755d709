import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
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
      env: { PATH: process.env['PATH'], ...env },
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

/** Answers, and has the SIP server. */
export async function listening(harness: Harness): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    const answered = await harness.trunks.listTrunks({}).then(
      () => true,
      () => false,
    );
    if (answered && (await harness.engineHasApp())) return;
    await clock.sleep(50);
  }
  throw new Error('the sip service did not start');
}
