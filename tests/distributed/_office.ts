import assert from 'node:assert/strict';
import { after } from 'node:test';
import type { CallPage, CallRow } from '@firstring/console-service/leads';
import { systemClock as clock } from '@firstring/kernel/system';
import { DeskClient } from '@firstring/standalone-service/desk-client';
import { kafkaForTests, mongodbForTests } from '@firstring/testkit/servers';
import { AgentWorker } from '../stack/agent-worker.ts';
import { Installation, type InstallationOptions } from '../stack/installation.ts';
import { Telephones } from '../stack/telephones.ts';
import { pushLead } from '../stack/vendor.ts';

const kafka = await kafkaForTests(process.env);
after(() => kafka[Symbol.asyncDispose]());
const mongodb = await mongodbForTests(process.env);
after(() => mongodb[Symbol.asyncDispose]());

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
  readonly #opened: AsyncDisposableStack;
  readonly #workers: AgentWorker[] = [];
  #supervisor: DeskClient | undefined;
  #numbers = 0;

  private constructor(installation: Installation, telephones: Telephones, opened: AsyncDisposableStack) {
    this.installation = installation;
    this.telephones = telephones;
    this.#opened = opened;
  }

  static async open({ talkMs = 300, ...options }: OfficeOptions = {}): Promise<Office> {
    await using opened = new AsyncDisposableStack();
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

  /** A lead of its own number; its id. A vendor sends again what was not taken. */
  async push(): Promise<string> {
    this.#numbers += 1;
    const caller_id = `+1212555${1000 + this.#numbers}`;
    for (const untilMs = clock.monotonicMs() + DONE_MS; ; await clock.sleep(200)) {
      try {
        const { lead } = await pushLead(this.installation.ready, { caller_id }, `lead-${this.#numbers}`);
        if (lead !== undefined) return lead.lead_id;
      } catch (error) {
        if (clock.monotonicMs() > untilMs) throw error;
      }
    }
  }

  /** The one row of the call log about this lead, once its outcome is there. */
  async done(leadId: string): Promise<CallRow> {
    let seen: readonly CallRow[] = [];
    for (
      const untilMs = clock.monotonicMs() + DONE_MS;
      clock.monotonicMs() < untilMs;
      await clock.sleep(100)
    ) {
      seen = await this.#calls(leadId);
      const row = seen.find(({ dispositionLabel }) => dispositionLabel !== '');
      if (row !== undefined) return row;
    }
    throw new Error(`no outcome in the call log, but ${JSON.stringify(seen)}\n${this.#outputs()}`);
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

  /** The main job: a lead comes in, an agent's phone rings, both talk, the call log has it with its outcome. */
  async works(): Promise<void> {
    const row = await this.done(await this.push());
    assert.equal(row.dispositionLabel, 'Not interested');
    assert.ok(row.talkMs > 0, 'both have talked');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened.disposeAsync();
  }

  /** Empty while nobody answers. */
  async #calls(leadId: string): Promise<readonly CallRow[]> {
    const { consoleUrl, agents } = this.installation.ready;
    try {
      this.#supervisor ??= await DeskClient.signIn(consoleUrl, {
        username: 'sam',
        password: agents[0]?.password ?? '',
      });
      return (await this.#supervisor.get<CallPage>(`/api/calls?leadId=${leadId}`)).calls;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return [];
    }
  }

  #outputs(): string {
    return [...this.installation.processes.values()]
      .map(({ name, output }) => `${name}:\n${output}`)
      .join('\n');
  }
}
