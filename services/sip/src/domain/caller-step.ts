import type { CallerMatch, DismissCause, LostCause, RingOrder, RingOutcome } from './caller-state.ts';
import type { LegFailure } from './end-cause.ts';

/** What happened to a caller. */
export type CallerInput =
  /** The arrival is durable. */
  | { readonly type: 'arrived' }
  /** There is no room, or it could not be written: nobody is bothered with this call. */
  | { readonly type: 'notAdmitted' }
  | { readonly type: 'matched'; readonly match: CallerMatch }
  | { readonly type: 'ring'; readonly order: RingOrder }
  | { readonly type: 'stop'; readonly agentId: string; readonly fencingToken: string }
  | { readonly type: 'dismiss'; readonly cause: DismissCause }
  /** The scheduler hears us no more: to it the caller has gone, and whoever was being rung is free. */
  | { readonly type: 'queueLost' }
  | AgentNews
  /** The caller's 200 is out. */
  | { readonly type: 'answered' }
  /** The caller hung up, in whatever way, or is lost. */
  | { readonly type: 'callerGone' }
  | { readonly type: 'timer'; readonly timer: CallerTimer }
  /** Its description cannot be used: nobody could talk with it. */
  | { readonly type: 'unusable' }
  /** Relay or SIP server are gone, this process stops, or an action threw. */
  | { readonly type: 'broken' };

/** Of the phone that is rung; names its ring, so that a late one is recognised. */
export type AgentNews =
  | { readonly type: 'agentRinging'; readonly ringNumber: number }
  | { readonly type: 'agentAnswered'; readonly ringNumber: number }
  | { readonly type: 'agentFailed'; readonly ringNumber: number; readonly failure: LegFailure }
  /** It cannot even be rung. */
  | {
      readonly type: 'agentNotRung';
      readonly ringNumber: number;
      readonly outcome: 'BUSY' | 'UNREACHABLE';
    };

export type CallerTimer = 'wait' | 'agentRing';

/** What the shell must do. Those marked with an arrow report back with an input. */
export type CallerAction =
  /** 180, or 183 with sound. */
  | { readonly type: 'progress' }
  /** Tell the scheduler of the arrival → matched, ring, stop, dismiss, queueLost */
  | { readonly type: 'attend' }
  /** → agentRinging, agentAnswered, agentFailed, agentNotRung, broken */
  | { readonly type: 'ringAgent'; readonly ringNumber: number; readonly order: RingOrder }
  /** CANCEL or BYE, whichever fits; idempotent. */
  | { readonly type: 'endAgent'; readonly ringNumber: number }
  | { readonly type: 'tellRingOver'; readonly order: RingOrder; readonly outcome: RingOutcome }
  /** 200 to the caller → answered, callerGone */
  | { readonly type: 'answer' }
  /** From here on it is a call of two. */
  | { readonly type: 'connect'; readonly order: RingOrder }
  | { readonly type: 'refuse'; readonly status: 480 | 488 }
  /** Tell dial-back, durably, and let go of everything. */
  | { readonly type: 'lose'; readonly cause: LostCause }
  /** The journal learns it behind the signalling. */
  | { readonly type: 'note' }
  | { readonly type: 'setTimer'; readonly timer: CallerTimer; readonly delayMs: number }
  | { readonly type: 'clearTimer'; readonly timer: CallerTimer };
