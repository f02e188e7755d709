import assert from 'node:assert/strict';
import type { CallPage, CallRow } from '@firstring/console-service/leads';
import { systemClock as clock } from '@firstring/kernel/system';
import { DEMO } from '@firstring/standalone-service/demo-data';
import { DeskClient } from '@firstring/standalone-service/desk-client';
import type { Ready } from './product.ts';
import { pushLead } from './vendor.ts';

const LOOK_EVERY_MS = 100;

export interface MainJobOptions {
  /** Where the product's doors are now. */
  readonly ready: () => Ready;
  /** How long the product may be away, or busy, before a test gives up. */
  readonly patienceMs: number;
  /** Done before each look: phones that register where their server went. */
  readonly beforeLook?: () => Promise<void>;
  /** What the product last said, for a test that gave up. */
  readonly outputs?: () => string;
}

/** A vendor who sends leads and a supervisor who reads the call log, both of a product that may be away for a while. */
export class MainJob {
  readonly #options: MainJobOptions;
  #supervisor: DeskClient | undefined;
  #numbers = 0;

  constructor(options: MainJobOptions) {
    this.#options = options;
  }

  /** A lead of its own number, sent again until it is taken, as vendors do; its id. */
  async push(): Promise<string> {
    this.#numbers += 1;
    const number = this.#numbers;
    for (const untilMs = clock.monotonicMs() + this.#options.patienceMs; ; await clock.sleep(LOOK_EVERY_MS)) {
      try {
        const fields = { caller_id: `+1212555${1000 + number}` };
        const { status, lead } = await pushLead(this.#options.ready(), fields, `lead-${number}`);
        if (lead !== undefined) return lead.lead_id;
        if (status < 500) throw new Error(`lead ${number} is refused with ${status}`);
      } catch (error) {
        if (clock.monotonicMs() > untilMs) throw error;
      }
    }
  }

  /** The row of the call log about this lead that has its outcome, once it is there. */
  async done(leadId: string): Promise<CallRow> {
    const { patienceMs, outputs, beforeLook } = this.#options;
    let seen: readonly CallRow[] = [];
    for (
      const untilMs = clock.monotonicMs() + patienceMs;
      clock.monotonicMs() < untilMs;
      await clock.sleep(LOOK_EVERY_MS)
    ) {
      await beforeLook?.().catch(notYet);
      seen = await this.#calls(leadId).catch(notYet);
      const row = seen.find(({ dispositionLabel }) => dispositionLabel !== '');
      if (row !== undefined) return row;
    }
    throw new Error(`no outcome in the call log, but ${JSON.stringify(seen)}\n${outputs?.() ?? ''}`);
  }

  /** The main job: a lead comes in, an agent's phone rings, both talk, the call log has it with its outcome. */
  async works(): Promise<void> {
    const row = await this.done(await this.push());
    assert.equal(row.dispositionLabel, 'Not interested');
    assert.ok(row.talkMs > 0, 'both have talked');
  }

  async #calls(leadId: string): Promise<readonly CallRow[]> {
    const account = { username: DEMO.supervisor, password: DEMO.password };
    this.#supervisor ??= await DeskClient.signIn(this.#options.ready().consoleUrl, account);
    return (await this.#supervisor.get<CallPage>(`/api/calls?leadId=${leadId}`)).calls;
  }
}

/** Processes come and go: asked again. */
export function notYet(error: unknown): [] {
  if (!(error instanceof Error)) throw error;
  return [];
}
