import { unreachable } from '@firstring/kernel';
import type { ProbePolicy } from './trunk.ts';

/**
 * unknown  not asked yet, or never asked
 * healthy  answers
 * suspect  used only where nothing healthy is left
 * down     not used
 */
export type Health = 'unknown' | 'healthy' | 'suspect' | 'down';

/** What is known of one target of a trunk. Instants are of a clock that only moves forward. */
export interface TargetHealth {
  readonly health: Health;
  /** Why it is not healthy, in words. */
  readonly reason: string;
  readonly missedInRow: number;
  readonly answeredInRow: number;
  /** It has answered OPTIONS at least once: only then does its silence prove anything. */
  readonly answersProbes: boolean;
  /** INVITEs in a row that failed because of it. */
  readonly failuresInRow: number;
  /** Not used until then: it failed several times, or asked for a pause (Retry-After). */
  readonly restUntilAt: number;
  readonly rests: number;
  readonly probedAt: number | undefined;
  readonly answeredAt: number | undefined;
  readonly roundTripMs: number;
}

export type HealthInput =
  /** The target answered OPTIONS, with whatever status. */
  | {
      readonly type: 'probeAnswered';
      readonly status: number;
      readonly roundTripMs: number;
      readonly retryAfterS?: number | undefined;
    }
  | { readonly type: 'probeMissed' }
  /** An INVITE got an answer that shows that the target works, be it busy or declined. */
  | { readonly type: 'inviteTaken' }
  /** An INVITE failed because of the target. */
  | {
      readonly type: 'inviteFailed';
      /** 0: no answer at all. */
      readonly status: number;
      readonly retryAfterS?: number | undefined;
    };

export const NEW_TARGET: TargetHealth = {
  health: 'unknown',
  reason: '',
  missedInRow: 0,
  answeredInRow: 0,
  answersProbes: false,
  failuresInRow: 0,
  restUntilAt: 0,
  rests: 0,
  probedAt: undefined,
  answeredAt: undefined,
  roundTripMs: 0,
};

/** Failures in a row after which a target rests; the first two are taken for the number's, not the target's. */
const FAILURES_IN_ROW_MAX = 3;
const REST_MS = 30_000;
const REST_MS_MAX = 300_000;

/**
 * One step of what is thought of a target (docs/state-machines.md, "Trunk target"). OPTIONS decides, and calls correct it: a
 * target that never answered OPTIONS is not down for that, and one that takes calls while it ignores OPTIONS is healthy.
 */
export function stepHealth(
  state: TargetHealth,
  input: HealthInput,
  { policy, nowAt }: { readonly policy: ProbePolicy; readonly nowAt: number },
): TargetHealth {
  switch (input.type) {
    case 'probeAnswered': {
      const answered = { ...state, probedAt: nowAt, answeredAt: nowAt, roundTripMs: input.roundTripMs };
      if (input.status !== 503) return probeAnswered(answered, policy);
      const missed = probeMissed({ ...answered, answersProbes: true }, 'OPTIONS was answered 503', policy);
      return rest(missed, input.retryAfterS, nowAt);
    }
    case 'probeMissed':
      return probeMissed({ ...state, probedAt: nowAt }, 'no answer to OPTIONS', policy);
    case 'inviteTaken':
      return inviteTaken({ ...state, failuresInRow: 0, rests: 0, answeredAt: nowAt });
    case 'inviteFailed':
      return inviteFailed(state, input, nowAt);
    default:
      return unreachable(input);
  }
}

/** May take an INVITE now. */
export function isUsable({ health, restUntilAt }: TargetHealth, nowAt: number): boolean {
  return health !== 'down' && restUntilAt <= nowAt;
}

function probeAnswered(state: TargetHealth, { healthyAfter }: ProbePolicy): TargetHealth {
  const answered = {
    ...state,
    answersProbes: true,
    missedInRow: 0,
    answeredInRow: state.answeredInRow + 1,
  };
  // Calls that failed outweigh OPTIONS that are answered: only a call that works, or the end of its rest, clears them.
  if (state.failuresInRow >= FAILURES_IN_ROW_MAX && state.health === 'suspect') return answered;
  const recovering = state.health === 'down' || state.health === 'suspect';
  if (!recovering || answered.answeredInRow >= healthyAfter) return healthy(answered);
  return { ...answered, health: 'suspect', reason: 'answers OPTIONS again' };
}

function probeMissed(state: TargetHealth, reason: string, policy: ProbePolicy): TargetHealth {
  const missed = { ...state, missedInRow: state.missedInRow + 1, answeredInRow: 0 };
  if (!state.answersProbes) {
    if (state.health === 'healthy' || missed.missedInRow < policy.suspectAfter) return missed;
    return { ...missed, health: 'suspect', reason: 'has never answered OPTIONS' };
  }
  if (missed.missedInRow >= policy.downAfter) return { ...missed, health: 'down', reason };
  if (missed.missedInRow >= policy.suspectAfter && state.health !== 'down') {
    return { ...missed, health: 'suspect', reason };
  }
  return missed;
}

function inviteTaken(state: TargetHealth): TargetHealth {
  // While it recovers from being down, OPTIONS says when it is healthy; a call says so at once.
  return healthy({ ...state, missedInRow: 0 });
}

function inviteFailed(
  state: TargetHealth,
  { status, retryAfterS }: { readonly status: number; readonly retryAfterS?: number | undefined },
  nowAt: number,
): TargetHealth {
  const failed = { ...state, failuresInRow: state.failuresInRow + 1 };
  if (failed.failuresInRow < FAILURES_IN_ROW_MAX) return rest(failed, retryAfterS, nowAt);
  const reason = `${failed.failuresInRow} calls in a row failed (${status === 0 ? 'no answer' : status})`;
  const health = state.health === 'down' ? 'down' : 'suspect';
  // Each rest without a call that worked in between is twice as long.
  const ownMs = Math.min(REST_MS * 2 ** state.rests, REST_MS_MAX);
  const rested = { ...failed, health, reason, rests: state.rests + 1, restUntilAt: nowAt + ownMs } as const;
  return rest(rested, retryAfterS, nowAt);
}

function rest(state: TargetHealth, retryAfterS: number | undefined, nowAt: number): TargetHealth {
  const askedMs = Math.min((retryAfterS ?? 0) * 1000, REST_MS_MAX);
  return askedMs === 0 ? state : { ...state, restUntilAt: Math.max(state.restUntilAt, nowAt + askedMs) };
}

function healthy(state: TargetHealth): TargetHealth {
  return { ...state, health: 'healthy', reason: '' };
}
