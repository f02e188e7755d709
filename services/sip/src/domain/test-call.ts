import { unreachable } from '@firstring/kernel';

/** How a test call ended; `ended`: by whoever placed it, or because a real call needed the phone. */
export type TestOutcome = 'done' | 'no_answer' | 'failed' | 'hung_up' | 'ended' | 'no_media' | 'refused';

/**
 * preparing  the relay's offer is being made, and whether the INVITE may leave is asked
 * ringing    the INVITE has left
 * playing    somebody has lifted and hears music
 * over       ended; what came from the phone is being counted, then its media is released
 */
export interface TestCallState {
  readonly phase: 'preparing' | 'ringing' | 'playing' | 'over';
  /** Set when it is over. */
  readonly outcome: TestOutcome | undefined;
  /** Last SIP status of the phone; 0 before. */
  readonly sipStatus: number;
  /** An 18x came. */
  readonly rang: boolean;
  /** Of the catalogue, where it was refused. */
  readonly reason: string;
  /** When it came into this phase, ms since the epoch. */
  readonly phaseAt: number;
}

export type TestCallInput =
  | { readonly type: 'cleared' }
  /** Nothing may be sent, and why. */
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'mediaFailed' }
  | { readonly type: 'ringing' }
  | { readonly type: 'answered' }
  | { readonly type: 'failed'; readonly status: number }
  /** The far end hung up. */
  | { readonly type: 'gone' }
  | { readonly type: 'end' }
  | { readonly type: 'timer' };

export type TestCallAction =
  | { readonly type: 'invite' }
  | { readonly type: 'play' }
  | { readonly type: 'setTimer'; readonly delayMs: number }
  /** Ends the leg if there is one, counts what was heard and releases the media. */
  | { readonly type: 'finish' };

export interface TestCallMove {
  readonly state: TestCallState;
  readonly actions: readonly TestCallAction[];
}

/** How long the phone may ring, and how long music is played, ms. */
export interface TestCallLimits {
  readonly ringMs: number;
  readonly playMs: number;
}

export function newTestCall(nowAt: number): TestCallState {
  return { phase: 'preparing', outcome: undefined, sipStatus: 0, rang: false, reason: '', phaseAt: nowAt };
}

/** One step of a test call: ring the phone, play to whoever lifts, hang up. It ends exactly once. */
export function stepTestCall(
  state: TestCallState,
  input: TestCallInput,
  at: { readonly limits: TestCallLimits; readonly nowAt: number },
): TestCallMove {
  const { limits, nowAt } = at;
  if (state.phase === 'over') return { state, actions: [] };
  const over = (outcome: TestOutcome, more: Partial<TestCallState> = {}): TestCallMove => ({
    state: { ...state, ...more, phase: 'over', outcome, phaseAt: nowAt },
    actions: [{ type: 'finish' }],
  });
  switch (input.type) {
    case 'cleared':
      if (state.phase !== 'preparing') return { state, actions: [] };
      return {
        state: { ...state, phase: 'ringing', phaseAt: nowAt },
        actions: [{ type: 'invite' }, { type: 'setTimer', delayMs: limits.ringMs }],
      };
    case 'refused':
      return over('refused', { reason: input.reason });
    case 'ringing':
      return { state: state.phase === 'ringing' ? { ...state, rang: true } : state, actions: [] };
    case 'mediaFailed':
      return over('no_media');
    case 'answered':
      if (state.phase !== 'ringing') return { state, actions: [] };
      return {
        state: { ...state, phase: 'playing', sipStatus: 200, phaseAt: nowAt },
        actions: [{ type: 'play' }, { type: 'setTimer', delayMs: limits.playMs }],
      };
    case 'failed':
      return over('failed', { sipStatus: input.status });
    case 'gone':
      return over('hung_up');
    case 'end':
      return over('ended');
    case 'timer':
      return over(state.phase === 'playing' ? 'done' : 'no_answer');
    default:
      return unreachable(input);
  }
}
