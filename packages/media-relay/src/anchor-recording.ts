import type { NgClient } from './ng-client.ts';
import type { NgRecording } from './ng-query.ts';

/** The two who are written down. */
interface Recorded {
  agent: { readonly tag: string };
  lead: { readonly tag: string };
}

/** Whether a call is being written down, and of whom. The caller runs its methods one at a time. */
export class AnchorRecording {
  readonly #ng: NgClient;
  readonly #callId: string;
  #isRunning = false;

  constructor(ng: NgClient, callId: string) {
    this.#ng = ng;
    this.#callId = callId;
  }

  async start(
    sides: Recorded,
    order: { file?: string; metadata?: string },
  ): Promise<NgRecording | undefined> {
    const recording = await this.#order(sides, order);
    this.#isRunning = true;
    return recording;
  }

  /** Other parties are agent and lead now: what runs goes on with them. */
  async follow(sides: Recorded): Promise<void> {
    if (this.#isRunning) await this.#order(sides, {});
  }

  async stop(): Promise<NgRecording | undefined> {
    if (!this.#isRunning) return undefined;
    this.#isRunning = false;
    return this.#ng.stopRecording({ callId: this.#callId });
  }

  #order(
    { agent, lead }: Recorded,
    order: { file?: string; metadata?: string },
  ): Promise<NgRecording | undefined> {
    return this.#ng.startRecording({
      callId: this.#callId,
      leftTag: agent.tag,
      rightTag: lead.tag,
      ...order,
    });
  }
}
