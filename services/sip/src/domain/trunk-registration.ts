import { unreachable } from '@firstring/kernel';

/** Our own registration at a carrier. Instants are of a clock that only moves forward. */
export interface TrunkRegistration {
  /** `failed` also while another try is being made, until one succeeds; a binding that still lasts stays `registered`. */
  readonly status: 'trying' | 'registered' | 'failed';
  /** Why it is not registered, or why the last refresh failed, in words. */
  readonly reason: string;
  readonly sipStatus: number;
  /** Which of the trunk's targets. */
  readonly target: number;
  /** A REGISTER is out. */
  readonly asking: boolean;
  /** Challenges answered for this REGISTER. */
  readonly answers: number;
  /** Targets that failed since the last pause. */
  readonly failedTargets: number;
  /** Lifetime to ask for: the trunk's, or the longer one that the carrier wants (423). */
  readonly expiresS: number;
  readonly expiresAt: number | undefined;
  readonly nextAt: number;
  readonly failuresInRow: number;
}

export type RegistrationInput =
  /** Time passes. */
  | { readonly type: 'tick' }
  | {
      readonly type: 'answered';
      readonly status: number;
      /** Lifetime of our binding; undefined where the carrier did not say. */
      readonly grantedS?: number | undefined;
      readonly minExpiresS?: number | undefined;
      readonly retryAfterS?: number | undefined;
      /** Of a 401 or 407: whether we have an answer to it, and whether only our nonce was old. */
      readonly challenge?: 'answerable' | 'stale' | 'foreign' | undefined;
    }
  /** No answer within the time, or no way to ask. */
  | { readonly type: 'silent' };

export type RegistrationAction =
  | {
      readonly type: 'register';
      readonly target: number;
      readonly expiresS: number;
      /** With the answer to the challenge that just came. */
      readonly answering: boolean;
    }
  | undefined;

export interface RegistrationMove {
  readonly state: TrunkRegistration;
  readonly action: RegistrationAction;
}

export interface RegistrationContext {
  readonly nowAt: number;
  /** How many targets the trunk has. */
  readonly targets: number;
  /** From 0 to below 1: spreads what failed together. */
  readonly jitter: number;
}

const EXPIRES_S_MAX = 86_400;
const ANSWERS_MAX = 2;
const BACKOFF_MS = 5000;
const BACKOFF_MS_MAX = 300_000;
/** After a refusal that only a person can mend. */
const REFUSED_MS_MIN = 60_000;
/** Refreshed when this part of the lifetime is over. */
const REFRESH_AT = 0.75;

export function newRegistration(expiresS: number): TrunkRegistration {
  return {
    status: 'trying',
    reason: '',
    sipStatus: 0,
    target: 0,
    asking: false,
    answers: 0,
    failedTargets: 0,
    expiresS,
    expiresAt: undefined,
    nextAt: 0,
    failuresInRow: 0,
  };
}

/**
 * One step of registering at a carrier (RFC 3261 section 10.2; docs/state-machines.md, "Trunk registration"). One REGISTER at a time.
 * A target that does not answer or fails is followed by the next one at once; when all have, a pause, each twice as long as
 * the last (RFC 5626 section 4.5).
 */
export function stepRegistration(
  state: TrunkRegistration,
  input: RegistrationInput,
  context: RegistrationContext,
): RegistrationMove {
  switch (input.type) {
    case 'tick': {
      const current = withoutExpired(state, context.nowAt);
      if (state.asking || context.nowAt < state.nextAt) return { state: current, action: undefined };
      return ask({ ...current, answers: 0 }, false);
    }
    case 'answered':
      return state.asking ? answered({ ...state, asking: false }, input, context) : stay(state);
    case 'silent':
      if (!state.asking) return stay(state);
      return nextTarget({ ...state, asking: false }, { status: 0, reason: 'no answer' }, context);
    default:
      return unreachable(input);
  }
}

type Answer = Extract<RegistrationInput, { type: 'answered' }>;

function answered(state: TrunkRegistration, answer: Answer, context: RegistrationContext): RegistrationMove {
  const { status, challenge, minExpiresS } = answer;
  if (status >= 200 && status < 300) return registered(state, answer.grantedS ?? state.expiresS, context);
  if (status === 401 || status === 407) {
    const again = challenge === 'stale' || (challenge === 'answerable' && state.answers === 0);
    if (again && state.answers < ANSWERS_MAX) return ask({ ...state, answers: state.answers + 1 }, true);
    const reason =
      challenge === 'foreign'
        ? `the carrier asked in another realm than the account’s`
        : 'the carrier refused user name or password';
    return pause(state, { status, reason, leastMs: REFUSED_MS_MIN }, context);
  }
  if (status === 423 && minExpiresS !== undefined && minExpiresS > state.expiresS) {
    // Asked again with what it wants; a carrier that wants ever more is given up at a day.
    if (minExpiresS <= EXPIRES_S_MAX) return ask({ ...state, expiresS: minExpiresS, answers: 0 }, false);
  }
  const leastMs = (answer.retryAfterS ?? 0) * 1000;
  if (status === 408 || (status >= 500 && status < 600)) {
    return nextTarget(state, { status, reason: `the carrier answered ${status}`, leastMs }, context);
  }
  const failure = { status, reason: `the carrier answered ${status}` };
  return pause(state, { ...failure, leastMs: Math.max(leastMs, REFUSED_MS_MIN) }, context);
}

function registered(
  state: TrunkRegistration,
  grantedS: number,
  { nowAt }: RegistrationContext,
): RegistrationMove {
  const lifetimeMs = Math.min(Math.max(grantedS, 1), EXPIRES_S_MAX) * 1000;
  return stay({
    ...state,
    status: 'registered',
    reason: '',
    sipStatus: 200,
    answers: 0,
    failedTargets: 0,
    failuresInRow: 0,
    expiresAt: nowAt + lifetimeMs,
    nextAt: nowAt + lifetimeMs * REFRESH_AT,
  });
}

interface Failure {
  readonly status: number;
  readonly reason: string;
  /** The pause is at least so long. */
  readonly leastMs?: number;
}

function nextTarget(
  state: TrunkRegistration,
  failure: Failure,
  context: RegistrationContext,
): RegistrationMove {
  const target = (state.target + 1) % Math.max(context.targets, 1);
  const failedTargets = state.failedTargets + 1;
  if (failedTargets >= context.targets) return pause({ ...state, target }, failure, context);
  return ask({ ...failed(state, failure, context), target, failedTargets, answers: 0 }, false);
}

function pause(state: TrunkRegistration, failure: Failure, context: RegistrationContext): RegistrationMove {
  const failuresInRow = state.failuresInRow + 1;
  const fullMs = Math.min(BACKOFF_MS * 2 ** (failuresInRow - 1), BACKOFF_MS_MAX);
  const pauseMs = Math.max(
    fullMs * (0.5 + context.jitter / 2),
    Math.min(failure.leastMs ?? 0, BACKOFF_MS_MAX),
  );
  const nextAt = context.nowAt + pauseMs;
  return stay({ ...failed(state, failure, context), failedTargets: 0, failuresInRow, nextAt });
}

function failed(
  state: TrunkRegistration,
  { status, reason }: Failure,
  { nowAt }: RegistrationContext,
): TrunkRegistration {
  const lasts = state.expiresAt !== undefined && state.expiresAt > nowAt;
  return { ...state, status: lasts ? 'registered' : 'failed', reason, sipStatus: status };
}

/** A binding that was never refreshed has run out. */
function withoutExpired(state: TrunkRegistration, nowAt: number): TrunkRegistration {
  if (state.expiresAt === undefined || state.expiresAt > nowAt) return state;
  return { ...state, status: 'failed', expiresAt: undefined, reason: state.reason || 'it has run out' };
}

function ask(state: TrunkRegistration, answering: boolean): RegistrationMove {
  const { target, expiresS } = state;
  return { state: { ...state, asking: true }, action: { type: 'register', target, expiresS, answering } };
}

function stay(state: TrunkRegistration): RegistrationMove {
  return { state, action: undefined };
}
