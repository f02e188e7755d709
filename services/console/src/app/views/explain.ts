import type { LaneName, PresenceName, ReasonView } from './desk.ts';

/** "Why": the scheduler's own reasons for a lead, an agent and a campaign. Instants are ms since the epoch. */

export interface AsOf {
  /** The instant the answer is for. */
  at: number;
  /** When it was made up. */
  asOfAt: number;
}

export interface PersonView {
  agentId: string;
  name: string;
}

export interface StandingView {
  campaignId: string;
  campaignName: string;
  /** Empty for a lead of no list. */
  listName: string;
  listPriority: number;
  lane: LaneName;
  /** P1 to P4, or empty. */
  level: string;
  /** Of the campaign's filters; 0 = none. */
  step: number;
  stepName: string;
  /** 1 = next; 0 = not queued. */
  position: number;
  /** Absent: time alone does not help. */
  eligibleAt: number | undefined;
  reasons: readonly ReasonView[];
  /** How many of the campaign's agents may have it. */
  agents: number;
  /** Whose very next lead it is, once they are Ready. */
  nextFor: readonly PersonView[];
}

export interface LeadWhy extends AsOf {
  /** The campaign in which it comes soonest first. */
  standings: readonly StandingView[];
  lockedBy: PersonView | undefined;
  lockExpireAt: number | undefined;
  owner: PersonView | undefined;
  dialbackAt: number | undefined;
}

/** Leads by why they are not given; each counts once in each campaign. */
export interface LeadCountsView {
  known: number;
  free: number;
  /** Most frequent first; `clearsAt` is when the first of them is free of it. */
  reasons: readonly { reason: ReasonView; leads: number }[];
  nextDueAt: number | undefined;
}

export type WaitingView = readonly { lane: LaneName; count: number }[];

export interface AgentWhy extends AsOf, PersonView {
  /** Absent for somebody who works in no campaign of the process. */
  presence: PresenceName | undefined;
  presenceAt: number | undefined;
  notReadyReason: string;
  /** What keeps the agent from leads, whatever the leads. */
  reasons: readonly ReasonView[];
  leads: LeadCountsView | undefined;
  /** as on the agent's own screen. */
  waiting: WaitingView;
  idleGap: boolean;
}

export interface CampaignWhy extends AsOf {
  reasons: readonly ReasonView[];
  leads: LeadCountsView | undefined;
  waiting: WaitingView;
  agents: readonly (PersonView & { presence: PresenceName; presenceAt: number | undefined })[];
}
