import type { GuardFacts } from '@firstring/domain';
import { packE164 } from '@firstring/domain/lead-id';

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

const DAY_MS = 86_400_000;

interface NumberState {
  excluded: boolean;
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

  take(change: GuardChange): void {
    const phone = packE164(change.phone);
    const state = this.#numbers.get(phone) ?? {
      excluded: false,
      outstanding: undefined,
      attempts: [],
    };
    state.attempts = state.attempts.filter(({ at }) => at > change.at - DAY_MS);
    switch (change.type) {
      case 'excluded':
        state.excluded = true;
        break;
      case 'readmitted':
        state.excluded = false;
        break;
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
    const idle = !state.excluded && state.outstanding === undefined && state.attempts.length === 0;
    if (idle) this.#numbers.delete(phone);
    else this.#numbers.set(phone, state);
  }

  /** Whether anything at all is known of a packed number. */
  knows(phone: number): boolean {
    return this.#numbers.size > 0 && this.#numbers.has(phone);
  }

  facts(phone: number): GuardFacts {
    const state = this.#numbers.get(phone);
    if (state === undefined) return FREE;
    return {
      exclusion: state.excluded ? { reason: 'NUMBER_EXCLUDED', clearsAt: undefined } : undefined,
      attemptsOfDayAt: state.attempts.map(({ at }) => at),
      attemptOutstanding: state.outstanding !== undefined,
      claimedBy: undefined,
    };
  }
}
