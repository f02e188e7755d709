import type { GuardFacts } from '@firstring/domain';
import { packE164 } from '@firstring/domain/lead-id';
import { ExclusionMirror } from './exclusion-mirror.ts';

/** What a claim event says of a number. */
export type GuardChange = {
  readonly processId: string;
  readonly phone: string;
  readonly at: number;
} & (
  | { readonly type: 'excluded' | 'readmitted' }
  | { readonly type: 'attempt_begins'; readonly attemptId: string }
  | { readonly type: 'attempt_ends'; readonly attemptId: string; readonly counted: boolean }
);

type AttemptChange = Extract<GuardChange, { readonly attemptId: string }>;

const DAY_MS = 86_400_000;

interface NumberState {
  outstanding: string | undefined;
  attempts: { readonly attemptId: string; readonly at: number }[];
}

/** Nothing is known against most numbers. */
const FREE: GuardFacts = {
  exclusion: undefined,
  attemptsOfDayAt: [],
  attemptOutstanding: false,
  claimedBy: undefined,
};

/** The gate's other half for counting: what claim's events say of the numbers of one process. Owners are left out: the owner may dial. */
export class GuardMirror {
  readonly #numbers = new Map<number, NumberState>();
  readonly exclusions = new ExclusionMirror();

  take(change: GuardChange): void {
    switch (change.type) {
      case 'excluded':
        this.exclusions.exclude(change.phone);
        break;
      case 'readmitted':
        this.exclusions.readmit(change.phone);
        break;
      default:
        this.#takeAttempt(change);
    }
  }

  #takeAttempt(change: AttemptChange): void {
    const phone = packE164(change.phone);
    const state = this.#numbers.get(phone) ?? {
      outstanding: undefined,
      attempts: [],
    };
    state.attempts = state.attempts.filter(({ at }) => at > change.at - DAY_MS);
    switch (change.type) {
      case 'attempt_begins':
        state.outstanding = change.attemptId;
        if (!state.attempts.some(({ attemptId }) => attemptId === change.attemptId))
          state.attempts.push({ attemptId: change.attemptId, at: change.at });
        break;
      case 'attempt_ends':
        if (state.outstanding === change.attemptId) state.outstanding = undefined;
        if (!change.counted)
          state.attempts = state.attempts.filter(({ attemptId }) => attemptId !== change.attemptId);
        break;
    }
    const idle = state.outstanding === undefined && state.attempts.length === 0;
    if (idle) this.#numbers.delete(phone);
    else this.#numbers.set(phone, state);
  }

  /** Whether anything is known of the attempts at a packed number. */
  knows(phone: number): boolean {
    return this.#numbers.size > 0 && this.#numbers.has(phone);
  }

  /** Its attempts; whether it is excluded, `exclusions` says. */
  facts(phone: number): GuardFacts {
    const state = this.#numbers.get(phone);
    if (state === undefined) return FREE;
    return {
      exclusion: undefined,
      attemptsOfDayAt: state.attempts.map(({ at }) => at),
      attemptOutstanding: state.outstanding !== undefined,
      claimedBy: undefined,
    };
  }
}
