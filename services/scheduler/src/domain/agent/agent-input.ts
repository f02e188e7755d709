import type { Reason } from '../order/standing.ts';
import type {
  AgentState,
  CallPhase,
  EndCauseName,
  HandoverOrigin,
  RecordingName,
  TalkState,
  Work,
} from './agent-state.ts';

/** Everything that can happen to an agent. */
export type AgentInput =
  | { readonly type: 'desk_opened' }
  | { readonly type: 'desk_closed' }
  | { readonly type: 'ready' }
  /** `by`: a supervisor asks for it, not the agent. */
  | { readonly type: 'not_ready'; readonly reason: string; readonly by?: string }
  /** A lead was chosen; its lock is being asked for. */
  | { readonly type: 'reserve'; readonly work: Work }
  /** The agent has chosen a lead or a number; its lock is being asked for (ADR 17). */
  | { readonly type: 'open'; readonly work: Work }
  /** Claim refused, or could not be asked. */
  | { readonly type: 'offer_failed' }
  /** Presentation and lock are one step. */
  | { readonly type: 'granted'; readonly token: number; readonly lockExpiresAt: number }
  | { readonly type: 'lock_renewed'; readonly lockExpiresAt: number }
  /** `forced`: a supervisor took the lead away. */
  | { readonly type: 'lock_lost'; readonly forced?: boolean }
  /** The lead is taken away without the agent's doing: deleted, its caller reached, its desk out of reach. */
  | { readonly type: 'withdraw'; readonly reason: string }
  | ({ readonly type: 'dial' } & DialChoice)
  | { readonly type: 'dial_refused'; readonly reasons: readonly Reason[] }
  | { readonly type: 'dial_accepted' }
  | { readonly type: 'call'; readonly event: CallInput }
  | { readonly type: 'skip' }
  | { readonly type: 'settle' }
  | { readonly type: 'settle_failed' }
  | { readonly type: 'disposed' }
  | HandoverInput
  | CallerInput
  /** The clock was set back. */
  | { readonly type: 'clock_set_back'; readonly byMs: number }
  | { readonly type: 'tick' };

/** What an agent may say with a press of dial. */
export interface DialChoice {
  /** Another number of the lead, E.164. */
  readonly phone?: string;
  /** */
  readonly overrideReason?: string;
}

/** A colleague's call that is being given to this agent. News of another one than theirs change nothing. */
export type HandoverInput =
  | { readonly type: 'handover_begun'; readonly handover: HandoverOrigin }
  /** The two agents talk; the lead hears music. */
  | { readonly type: 'handover_answered'; readonly attemptId: string }
  /** The call is this agent's. */
  | { readonly type: 'handover_taken'; readonly attemptId: string }
  /** Whoever has the call has put the lead on hold or muted themselves, or talks again. */
  | {
      readonly type: 'handover_held';
      readonly attemptId: string;
      readonly held: boolean;
      readonly muted?: boolean;
    }
  /** Nothing came of it, or the call has ended. */
  | { readonly type: 'handover_over'; readonly attemptId: string };

/** A person who has called us, and this agent (ADR 20). */
export type CallerInput =
  /** the lead in hand is on the line; its lock is being passed on. */
  | { readonly type: 'give_way'; readonly work: Work }
  /** The two talk, and nobody here knew of it: after a restart. */
  | { readonly type: 'take_caller'; readonly work: Work }
  | { readonly type: 'caller_connected'; readonly attemptId: string }
  /** `reason`: why they are Not Ready now; empty: they were not to have the call after all. */
  | { readonly type: 'ring_over'; readonly attemptId: string; readonly reason: string }
  /** Hung up before the agent lifted. */
  | { readonly type: 'caller_gone'; readonly attemptId: string };

/** One call event of one attempt. */
export interface CallInput {
  readonly attemptId: string;
  readonly phase: CallPhase;
  readonly at: number;
  readonly version: number;
  readonly endCause?: EndCauseName;
  /** Hold or transfer of a call that is bridged already. */
  readonly talk?: TalkState;
  /** News of its recording, and of nothing else. */
  readonly recording?: RecordingName;
}

/** What the shell has to do. */
export type AgentAction =
  /** Release the lock, end the ringing, put the lead back. */
  | { readonly type: 'return_work'; readonly work: Work; readonly reason: string }
  /** The lock is somebody else's already: only let go of the lead. */
  | { readonly type: 'drop_work'; readonly work: Work }
  | { readonly type: 'dial'; readonly work: Work; readonly dialAt: number }
  | { readonly type: 'auto_dispose'; readonly work: Work }
  | { readonly type: 'renew_lock'; readonly work: Work }
  /** The lock is passed on: end whatever rings for this work, and give a dial-back back. */
  | { readonly type: 'give_way'; readonly work: Work }
  /** The agent is not to have this caller. */
  | { readonly type: 'stop_ringing'; readonly work: Work }
  | { readonly type: 'tell_idle_gap' };

/** Refusals of commands, words of the error catalogue. */
export type AgentRefusal =
  | 'AGENT_NOT_READY'
  | 'AGENT_BUSY'
  | 'AGENT_OFFLINE'
  | 'NO_PREVIEW'
  | 'SKIP_NOT_ALLOWED'
  | 'DISPOSITION_IN_CALL';

export interface AgentStep {
  readonly state: AgentState;
  readonly actions: readonly AgentAction[];
  readonly refused?: AgentRefusal;
}
