import type { CallRow } from '@firstring/console-service/leads';
import { systemClock as clock } from '@firstring/kernel/system';
import { kafkaForTests, mongodbForTests } from '@firstring/testkit/servers';
import { AgentWorker } from '../stack/agent-worker.ts';
import { Installation, type InstallationOptions } from '../stack/installation.ts';
import { MainJob } from '../stack/main-job.ts';
import { Telephones } from '../stack/telephones.ts';

const DONE_MS = 40_000;
const DISPOSITION = 'not-interested';

export interface OfficeOptions extends Pick<InstallationOptions, 'agents' | 'instances' | 'env'> {
  /** A lead hangs up after it. */
  readonly talkMs?: number;
}

/** A distributed installation at work: agents who dial on and on, leads who answer and hang up, and a supervisor who reads the call log. */
export class Office implements AsyncDisposable {
  readonly installation: Installation;
  readonly telephones: Telephones;
  readonly #job: MainJob;
  readonly #opened: AsyncDisposableStack;
  readonly #workers: AgentWorker[] = [];

  private constructor(installation: Installation, telephones: Telephones, opened: AsyncDisposableStack) {
    this.installation = installation;
    this.telephones = telephones;
    this.#opened = opened;
    this.#job = new MainJob({
      ready: () => installation.ready,
      patienceMs: DONE_MS,
      outputs: () => this.#outputs(),
    });
  }

  static async open({ talkMs = 300, ...options }: OfficeOptions = {}): Promise<Office> {
    await using opened = new AsyncDisposableStack();
    const kafka = opened.use(await kafkaForTests(process.env));
    const mongodb = opened.use(await mongodbForTests(process.env));
    const telephones = opened.use(
      await Telephones.start({
        policy: () => ({ ringAfterMs: 20, outcome: { type: 'answer', afterMs: 50, hangUpAfterMs: talkMs } }),
      }),
    );
    const installation = opened.use(
      await Installation.start({
        kafkaBrokers: kafka.brokers,
        mongodbUrl: mongodb.url,
        trunkTarget: telephones.trunkTarget,
        ...options,
      }),
    );
    const { consoleUrl, sip, agents } = installation.ready;
    const workers: AgentWorker[] = [];
    for (const account of agents) {
      await telephones.phone(account, sip, 0);
      workers.push(opened.use(new AgentWorker({ consoleUrl, account, dispositionCode: DISPOSITION })));
    }
    const office = new Office(installation, telephones, opened.move());
    office.#workers.push(...workers);
    return office;
  }

  /** A lead of its own number, sent again until it is taken; its id. */
  push(): Promise<string> {
    return this.#job.push();
  }

  /** The lead's row of the call log, once its outcome is there. */
  done(leadId: string): Promise<CallRow> {
    return this.#job.done(leadId);
  }

  /** The main job: a lead comes in, an agent's phone rings, both talk, the call log has it with its outcome. */
  works(): Promise<void> {
    return this.#job.works();
  }

  /** Resolves once an agent and a lead talk. */
  async talking(): Promise<void> {
    for (
      const untilMs = clock.monotonicMs() + DONE_MS;
      clock.monotonicMs() < untilMs;
      await clock.sleep(20)
    ) {
      if (this.#workers.some(({ desk }) => desk?.call?.phase === 'bridged')) return;
    }
    throw new Error(`nobody talks:\n${this.#outputs()}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened.disposeAsync();
  }

  #outputs(): string {
    return [...this.installation.processes.values()]
      .map(({ name, output }) => `${name}:\n${output}`)
      .join('\n');
  }
}
