import type { Arrangement } from './call-arrangement.ts';
import type { CallTimer } from './call-input.ts';
import type { CallRecord } from './call-record.ts';
import type { CallRecording, HoldState } from './call-state.ts';

/** A step worth telling the rest of the house (proto CallEvent). */
export type CallStep =
  | { readonly type: 'AgentRinging' }
  | { readonly type: 'AgentAnswered' }
  | { readonly type: 'LeadDialled'; readonly trunkId: string }
  | { readonly type: 'LeadRinging'; readonly earlyMedia: boolean }
  | { readonly type: 'LeadAnswered' }
  | { readonly type: 'Bridged' }
  | { readonly type: 'HoldChanged'; readonly hold: HoldState }
  | { readonly type: 'RecordingChanged'; readonly state: CallRecording['state'] }
  | { readonly type: 'TransferStarted'; readonly agentId: string; readonly attended: boolean }
  /** Agent and colleague talk. */
  | { readonly type: 'TransferAnswered'; readonly agentId: string }
  /** The colleague has not lifted, or the agent has called it off: the call is the agent's again. */
  | { readonly type: 'TransferFailed'; readonly agentId: string }
  /** The call is the colleague's; the agent who dialled is free. */
  | { readonly type: 'Transferred'; readonly agentId: string }
  | { readonly type: 'Ended'; readonly record: CallRecord };

/** What claim is told: `COUNTED` covers "unknown" too. */
export type SettleOutcome = 'RINGING' | 'NOT_RUNG' | 'COUNTED';

/** What the shell must do. Those marked with an arrow report back with an input. */
export type CallAction =
  /** Write the attempt, make the relay's offer → agentPrepared, notReserved */
  | { readonly type: 'prepareAgent' }
  /** → agentRinging, agentAnswered, agentFailed, agentEnded */
  | { readonly type: 'inviteAgent' }
  /** CANCEL or BYE, whichever fits; idempotent. */
  | { readonly type: 'endAgent' }
  /** Hand the agent's answer to the relay → mediaFailed */
  | { readonly type: 'connectAgent' }
  /** Flush the journal, take a trunk slot, make the relay's offer → leadPrepared, leadUnprepared */
  | { readonly type: 'prepareLead'; readonly tryNumber: number }
  /** → redeemed, refused */
  | { readonly type: 'redeem'; readonly tryNumber: number }
  /** Durable before the INVITE leaves → committed, uncommitted */
  | { readonly type: 'commit'; readonly tryNumber: number }
  /** → leadRinging, leadAnswered, leadFailed, leadEnded, trunkSilent */
  | { readonly type: 'inviteLead'; readonly tryNumber: number }
  | { readonly type: 'endLead'; readonly tryNumber: number }
  | { readonly type: 'ringback'; readonly on: boolean }
  /** Let the agent hear the lead's side before it answers → mediaFailed */
  | { readonly type: 'earlyMedia' }
  /** Play to the lead, who hears nothing else → announcing */
  | { readonly type: 'announce'; readonly sound: string }
  /** → joined, mediaFailed */
  | { readonly type: 'join' }
  /** Who hears whom, once the call is bridged → mediaFailed */
  | { readonly type: 'arrange'; readonly arrangement: Arrangement }
  /** Ask the relay whether it has not heard a side for so long → mediaSilent */
  | { readonly type: 'findSilence'; readonly limitMs: number }
  /** Flush the journal, make the relay's offer → colleaguePrepared */
  | { readonly type: 'prepareColleague'; readonly number: number }
  /** → colleagueRinging, colleagueAnswered, colleagueFailed, colleagueEnded, colleagueMedia */
  | { readonly type: 'inviteColleague'; readonly number: number }
  /** → mediaFailed */
  | { readonly type: 'connectColleague'; readonly number: number }
  | { readonly type: 'endColleague'; readonly number: number }
  /** The relay forgets a colleague who does not take the call. */
  | { readonly type: 'dropColleague' }
  /** The colleague's leg is the agent's from now on. → mediaFailed */
  | { readonly type: 'adoptColleague'; readonly number: number }
  /** NOTIFY to the phone that asked for the transfer (RFC 3515). */
  | { readonly type: 'tellTransfer'; readonly status: number }
  /** The call is over: the relay ends its file → recordingClosed */
  | { readonly type: 'closeRecording' }
  | { readonly type: 'setTimer'; readonly timer: CallTimer; readonly delayMs: number }
  | { readonly type: 'clearTimer'; readonly timer: CallTimer }
  | { readonly type: 'publish'; readonly version: number; readonly step: CallStep; readonly at: number }
  | { readonly type: 'settle'; readonly outcome: SettleOutcome }
  /** Everything is over: release relay, trunk slots, timers. */
  | { readonly type: 'release' };
