import type { MediaWish } from './call-arrangement.ts';
import type { ShownCaller } from './call-state.ts';
import type { LegFailure } from './end-cause.ts';
import type { Permit } from './permit.ts';

/** What an action of the attempt led to, or what the world did. Lead inputs name their try: a late one is recognised. */
export type CallInput =
  /** First input: the attempt begins. */
  | { readonly type: 'start' }
  /** PlaceCall brought the permit of an attempt that was ringing on preview. */
  | { readonly type: 'place'; readonly permit: Permit }
  | { readonly type: 'hangUp' }
  /** The attempt is durable; the relay's offer for the agent is there, or `reason` says why not. */
  | { readonly type: 'agentPrepared'; readonly reason?: string }
  /** The attempt could not be written: it never existed. */
  | { readonly type: 'notReserved' }
  | { readonly type: 'agentRinging' }
  | { readonly type: 'agentAnswered' }
  | { readonly type: 'agentFailed'; readonly failure: LegFailure }
  | { readonly type: 'agentEnded'; readonly lost: boolean }
  | {
      readonly type: 'leadPrepared';
      readonly tryNumber: number;
      readonly trunkId: string;
      readonly sipCallId: string;
      readonly shown?: ShownCaller;
    }
  | { readonly type: 'leadUnprepared'; readonly tryNumber: number; readonly reason: string }
  | { readonly type: 'redeemed'; readonly tryNumber: number }
  | { readonly type: 'refused'; readonly tryNumber: number; readonly reason: string }
  | { readonly type: 'committed'; readonly tryNumber: number }
  | { readonly type: 'uncommitted'; readonly tryNumber: number; readonly reason: string }
  | { readonly type: 'leadRinging'; readonly tryNumber: number; readonly earlyMedia: boolean }
  | { readonly type: 'leadAnswered'; readonly tryNumber: number }
  | { readonly type: 'leadFailed'; readonly tryNumber: number; readonly failure: LegFailure }
  | { readonly type: 'leadEnded'; readonly tryNumber: number; readonly lost: boolean }
  /** The trunk does not answer at all: neither the INVITE nor a probe (F57). */
  | { readonly type: 'trunkSilent'; readonly tryNumber: number }
  | ColleagueInput
  | TalkInput
  | RecordingInput
  | RecordingClosed
  | LeadFirstInput
  | { readonly type: 'joined' }
  | { readonly type: 'mediaFailed' }
  /** The relay has not heard a side for too long while the two talked. */
  | { readonly type: 'mediaSilent' }
  | { readonly type: 'timer'; readonly timer: CallTimer }
  /** The SIP server is gone, with every dialog we know of. */
  | { readonly type: 'engineLost' }
  /** This process has restarted and found the attempt in its journal. */
  | { readonly type: 'restarted' }
  /** An action threw: our bug or an armed failpoint. */
  | { readonly type: 'broken' };

/** Of a lead who was dialled first (ADR 23). */
export type LeadFirstInput =
  /** This agent is about to lift. */
  | { readonly type: 'agentFound'; readonly agentId: string; readonly fencingToken: string }
  /** The sound plays for so long; 0: it cannot be played. */
  | { readonly type: 'announcing'; readonly durationMs: number }
  | { readonly type: 'leadKey'; readonly key: string };

/** What has become of the wish to write down what is said. */
export type RecordingInput =
  | { readonly type: 'recordingStarted'; readonly name: string }
  | { readonly type: 'recordingStopped'; readonly to: 'off' | 'paused'; readonly failure?: string };

/** The file of a call that is over is closed. */
export interface RecordingClosed {
  readonly type: 'recordingClosed';
  readonly failure?: string;
}

/** Hold and transfer. */
export type TalkInput =
  /** What the phone's last description asks for: hold, or to talk. */
  | { readonly type: 'agentMedia'; readonly wish: MediaWish }
  | { readonly type: 'leadMedia'; readonly tryNumber: number; readonly wish: MediaWish }
  /** From the desk. */
  | { readonly type: 'hold' }
  | { readonly type: 'resume' }
  | { readonly type: 'mute'; readonly on: boolean }
  | {
      readonly type: 'transfer';
      readonly agentId: string;
      readonly mode: 'blind' | 'attended';
      readonly by: 'desk' | 'phone';
    }
  /** Agent and colleague have talked: the colleague has the call. */
  | { readonly type: 'completeTransfer' }
  | { readonly type: 'cancelTransfer' };

/** Names a try of the lead's leg. */
export type LeadInput = Extract<CallInput, { readonly tryNumber: number }>;

/** Of a colleague's leg, which may have become the agent's; names its transfer. */
export type ColleagueInput =
  | { readonly type: 'colleaguePrepared'; readonly number: number; readonly reason?: string }
  | { readonly type: 'colleagueRinging'; readonly number: number }
  | { readonly type: 'colleagueAnswered'; readonly number: number }
  | { readonly type: 'colleagueFailed'; readonly number: number; readonly failure: LegFailure }
  | { readonly type: 'colleagueEnded'; readonly number: number; readonly lost: boolean }
  | { readonly type: 'colleagueMedia'; readonly number: number; readonly wish: MediaWish };

export type CallTimer =
  | 'colleagueRing'
  | 'agentRing'
  | 'permitWait'
  | 'leadRing'
  | 'announcement'
  | 'cancel'
  | 'callLength'
  | 'silence'
  | 'closeRecording';
