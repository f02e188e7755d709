import type { QueuePolicy } from '../../domain/callers/caller.ts';

/** what becomes of a caller nobody knows. */
export type NoLeadAction = 'refuse' | 'connect_as_new' | 'connect_without_lead';

/** What the queue follows of a number people call. */
export interface IncomingNumberRules {
  readonly incomingNumberId: string;
  readonly processId: string;
  /** Where callers are searched; the first is where new leads are made. */
  readonly campaignIds: readonly string[];
  /** Who of these campaigns takes its calls; empty: everybody. */
  readonly agentIds: ReadonlySet<string>;
  readonly policy: QueuePolicy;
  readonly noLead: NoLeadAction;
  readonly version: number;
}

/** Numbers as lead-store configures them. */
export class IncomingNumbers {
  readonly #numbers = new Map<string, IncomingNumberRules>();

  set(rules: IncomingNumberRules): void {
    if ((this.#numbers.get(rules.incomingNumberId)?.version ?? -1) >= rules.version) return;
    this.#numbers.set(rules.incomingNumberId, rules);
  }

  delete(incomingNumberId: string): void {
    this.#numbers.delete(incomingNumberId);
  }

  get(incomingNumberId: string): IncomingNumberRules | undefined {
    return this.#numbers.get(incomingNumberId);
  }
}
