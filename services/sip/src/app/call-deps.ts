import type { Clock, Log, Random } from '@firstring/kernel';
import type { Collection } from '@firstring/store';
import type { CallLadders } from '../domain/call-ladders.ts';
import type { CallEventLog } from '../events.ts';
import type { AttemptDoc } from '../store/attempts.ts';
import type { PhoneAccountDoc } from '../store/phone-accounts.ts';
import type { CampaignAgents } from './campaign-agents.ts';
import type { AgentLine } from './agent-line.ts';
import type { ClaimGate, MediaAnchor, PhonesOfCall, SipGateway } from './ports.ts';
import type { TrunkPool } from './trunk-pool.ts';

/** What carrying out an attempt needs from outside. */
export interface CallDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly events: CallEventLog;
  readonly attempts: Collection<AttemptDoc>;
  readonly accounts: Collection<PhoneAccountDoc>;
  /** Who may be given a call by whom. */
  readonly staff: CampaignAgents;
  readonly gateway: SipGateway;
  readonly openMedia: (attemptId: string) => MediaAnchor;
  readonly openDirectMedia: (attemptId: string, phones: PhonesOfCall) => MediaAnchor;
  readonly claim: ClaimGate;
  readonly trunkPool: TrunkPool;
  readonly ladders: CallLadders;
  /** A call to the agent begins: a test call to the same phone ends. */
  readonly makeRoom: (agentId: string) => void;
  /** Their phone rings for somebody who has called. */
  readonly isRungForCaller: (agentId: string) => boolean;
  /** The agent's open line, where there is one. */
  readonly lineOf: (agentId: string) => AgentLine | undefined;
  readonly settings: CallSettings;
}

/** Milliseconds, from the configuration. */
export interface CallSettings {
  /** Stable name of this instance: its journal entries are its own to sweep. */
  readonly instance: string;
  readonly agentRingMs: number;
  readonly agentSilenceMs: number;
  readonly permitWaitMs: number;
  readonly cancelMs: number;
  readonly callMs: number;
  /** A call of which the relay does not hear a side for so long ends; 0: never. Asked so often. */
  readonly silenceMs: number;
  readonly silenceCheckMs: number;
  readonly callsMax: number;
  readonly trunkWaitMs: number;
  /** An INVITE to the lead leaves within this time of its redeeming, or not at all. */
  readonly redeemFreshMs: number;
  /** After so long without any sign of life the trunk is asked whether it is there. */
  readonly trunkSilenceMs: number;
}
