import {
  cadenceRefusals,
  isFinished,
  type CadenceReason,
  type CadenceRefusal,
} from '../cadence/eligibility.ts';
import type { CadenceFacts } from '../cadence/facts.ts';
import type { CadencePolicy } from '../cadence/policy.ts';
import { isWindowOpen, windowOpensAt, type CallingWindow } from '../calling-hours/window.ts';

/** lead-store's half: what is known of the lead and its campaign. */
export interface DialFacts {
  readonly cadence: CadenceFacts;
  readonly policy: CadencePolicy;
  readonly candidateZones: readonly string[];
  readonly window: CallingWindow;
  /** Attempts a number may have in any 24 hours. */
  readonly numberAttemptsPerDayMax: number;
}

/** Why somebody is never dialled: by number, customer, both together, a field of the lead, or the blacklist. */
export type ExclusionReason =
  | 'NUMBER_EXCLUDED'
  | 'CUSTOMER_EXCLUDED'
  | 'COMBINATION_EXCLUDED'
  | 'ATTRIBUTE_EXCLUDED'
  | 'NUMBER_BLACKLISTED';

export interface ExclusionFact {
  readonly reason: ExclusionReason;
  /** When the entry runs out. */
  readonly clearsAt: number | undefined;
}

/** claim's half: what the contact guard knows. */
export interface GuardFacts {
  readonly exclusion: ExclusionFact | undefined;
  /** Instants of the number's attempts of the last 24 hours, oldest first, over all duplicates. */
  readonly attemptsOfDayAt: readonly number[];
  /** An attempt to this number runs or its outcome is not known yet. */
  readonly attemptOutstanding: boolean;
  /** Lasting owner, when there is one. */
  readonly claimedBy: string | undefined;
}

/** What is asked for. */
export interface DialIntent {
  readonly agentId: string;
  /** Dial-backs answer the caller's own call: they skip the cadence, never the law. */
  readonly dialback: boolean;
  /** The agent has chosen this lead or number: pauses between attempts do not hold, caps and the law do (ADR 17). */
  readonly byHand?: boolean;
}

export interface GateRefusal {
  readonly reason:
    | ExclusionReason
    | 'CALLING_WINDOW_CLOSED'
    | 'NUMBER_DAY_CAP'
    | 'ATTEMPT_OUTSTANDING'
    | 'CLAIMED_BY_OTHER'
    | CadenceReason;
  /** When this refusal ends by itself; undefined when only a change of data ends it. */
  readonly clearsAt: number | undefined;
}

const DAY_MS = 86_400_000;

/**
 * The one gate (rule 5 of ARCHITECTURE.md): every way to dial passes here, and "why not" prints what it says.
 * No refusals means that the dial is allowed.
 */
export function gate(facts: DialFacts, guard: GuardFacts, intent: DialIntent, nowAt: number): GateRefusal[] {
  const refusals: GateRefusal[] = [];
  if (guard.exclusion !== undefined) refusals.push(guard.exclusion);
  if (guard.attemptOutstanding) refusals.push({ reason: 'ATTEMPT_OUTSTANDING', clearsAt: undefined });
  if (guard.claimedBy !== undefined && guard.claimedBy !== intent.agentId) {
    refusals.push({ reason: 'CLAIMED_BY_OTHER', clearsAt: undefined });
  }
  if (!isWindowOpen(facts.candidateZones, facts.window, nowAt)) {
    const clearsAt = windowOpensAt(facts.candidateZones, facts.window, nowAt);
    refusals.push({ reason: 'CALLING_WINDOW_CLOSED', clearsAt });
  }
  const dayCap = numberDayCap(facts, guard, nowAt);
  if (dayCap !== undefined) refusals.push(dayCap);
  if (!intent.dialback) {
    for (const { reason, clearsAt } of cadenceRefusalsOf(facts, intent, nowAt)) {
      refusals.push({ reason, clearsAt });
    }
  }
  return refusals;
}

/** What only spaces attempts out is the agent's to judge; a finished lead is one without a time to wait for. */
function cadenceRefusalsOf(
  { cadence, policy }: DialFacts,
  { byHand }: DialIntent,
  nowAt: number,
): readonly CadenceRefusal[] {
  if (!byHand) return cadenceRefusals(cadence, policy, nowAt);
  const open = isFinished(cadence) ? { ...cadence, dialState: 'open' as const } : cadence;
  return cadenceRefusals(open, policy, nowAt).filter(({ reason }) => !PAUSES.has(reason));
}

const PAUSES: ReadonlySet<CadenceReason> = new Set(['RETRY_GAP', 'CALLBACK_NOT_DUE']);

function numberDayCap(facts: DialFacts, guard: GuardFacts, nowAt: number): GateRefusal | undefined {
  const recent = guard.attemptsOfDayAt.filter((at) => at > nowAt - DAY_MS);
  const surplus = recent.length - facts.numberAttemptsPerDayMax;
  if (surplus < 0) return undefined;
  // Room comes when as many attempts as are too many have left the day.
  const leaving = recent[surplus];
  return { reason: 'NUMBER_DAY_CAP', clearsAt: leaving === undefined ? undefined : leaving + DAY_MS };
}
