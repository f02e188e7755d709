import { cadenceRefusals, type AttemptResult, type CadencePolicy, type Lane } from '@firstring/domain';
import type { IndexCard } from '../../domain/order/card.ts';

/** One choice and what became of it, in the real day or in a simulated one. */
export interface Presentation {
  readonly attemptId: string;
  readonly agentId: string;
  readonly leadId: string;
  readonly campaignId: string;
  readonly lane: Lane;
  readonly level: string;
  readonly chosenAt: number;
  readonly optInAt: number;
  /** Whether the lead had never been dialled before. */
  readonly isFirst: boolean;
  /** `recorded`: it went as it really did. */
  basis: 'recorded' | 'known' | 'model';
  outcome: 'chosen' | 'presented' | 'refused' | 'failed';
  dialledAt?: number;
  result?: AttemptResult;
  talkMs: number;
  /** Reasons of the gate and of the cadence's caps that the lead met with this presentation. */
  capHits: readonly string[];
}

const CAPS: ReadonlySet<string> = new Set([
  'P1_DAY_CAP',
  'P4_DAY_CAP',
  'DAY_CAP',
  'NUMBER_DAY_CAP',
  'MAX_ATTEMPTS_REACHED',
]);

export function isCap(reason: string): boolean {
  return CAPS.has(reason);
}

/** Caps that keep the lead from being dialled again now. */
export function capsMet(card: IndexCard, policy: CadencePolicy, nowAt: number): readonly string[] {
  return cadenceRefusals(card, policy, nowAt)
    .map(({ reason }) => reason)
    .filter(isCap);
}
