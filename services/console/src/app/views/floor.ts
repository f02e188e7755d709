import type { LaneName, PresenceName } from './desk.ts';

/** One agent as a supervisor sees them. Instants are ms since the epoch on the server's clock. */
export interface AgentRow {
  agentId: string;
  name: string;
  presence: PresenceName;
  /** Undefined: they have never been here. */
  presenceAt: number | undefined;
  notReadyReason: string;
  /** Not Ready was asked for and comes after the work in hand. */
  notReadyPending: boolean;
  /** The supervisor who asked for it; empty: nobody. */
  notReadyBy: string;
  campaignNames: string[];
  /** Something of this process is in hand. */
  inHand: boolean;
  /** Empty: a number in no lead, or nothing. */
  leadId: string;
  leadName: string;
  /** Of what is in hand. */
  campaignId: string;
  campaignName: string;
  level: string;
  lane: LaneName;
  presentedToday: number;
  callsToday: number;
  lastPresentedAt: number | undefined;
  idleGap: boolean;
  /** The desk's page is gone. */
  suspect: boolean;
}

/** Event `agents`: everybody, or those who changed since. */
export interface FloorEvent {
  complete: boolean;
  agents: readonly AgentRow[];
  goneIds: readonly string[];
  serverAt: number;
}
