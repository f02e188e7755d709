import type { Lane, PriorityLevel } from '@firstring/domain';
import type { Turn } from './list-turns.ts';

/** Which leads an agent may have. */
export interface AgentScope {
  readonly agentId: string;
  readonly campaignIds: readonly string[];
  /** Leads not to offer to this agent now, because they were skipped a moment ago. */
  readonly skip?: ReadonlySet<string>;
  /** Leads of other owners, too. */
  readonly anyOwner?: true;
}

/** The best lead for an agent. */
export interface Candidate {
  readonly leadId: string;
  readonly homeGuard: string;
  readonly campaignId: string;
  readonly lane: Lane;
  readonly level: PriorityLevel;
  readonly leadVersion: number;
  /** Comparable over processes: rank, then the lane's own order. */
  readonly sortKey: readonly [rank: number, first: number, second: number];
  /** The turn of its list, for `OrderIndex.turns`; absent where lists are not ranked. */
  readonly turn?: Turn;
}

/** What the order knows of a lead. */
export interface KnownLead {
  /** Its own campaign and those its list is assigned to. */
  readonly campaignIds: readonly string[];
  readonly homeGuard: string;
  readonly version: number;
  /** The one agent who may have it, by claim or private callback. */
  readonly ownerId: string | undefined;
}

/** One "not now". */
export interface Reason {
  /** A word of the error catalogue. */
  readonly reason: string;
  /** Absent when only a change of data can help. */
  readonly clearsAt?: number;
}

/** Where one lead stands in one campaign, for "why next, why not". */
export interface Standing {
  readonly campaignId: string;
  readonly listId: string;
  readonly lane: Lane | undefined;
  readonly level: PriorityLevel;
  /** Of the campaign's filter group or filters; 0 = in none, or there are none. */
  readonly step: number;
  /** For people; empty when it is in none. */
  readonly stepName: string;
  /** of its list in this campaign. */
  readonly listPriority: number;
  /** Infinity when only a change of data can help. */
  readonly eligibleAt: number;
  /** Every "not now"; that the lead is one agent's own is the last of them. */
  readonly reasons: readonly Reason[];
  /** 1 = next in its lane; 0 = not queued; counted no further than 10,000. */
  readonly position: number;
}

/** A lead that claim refused: it waits until an instant, or, with Infinity, until its data change. */
export interface HeldBack {
  readonly untilAt: number;
  readonly reason: string;
}

/** Refusals of the do-not-call list and the blacklist that are about more than the number's own entry. */
export const LASTING_EXCLUSIONS: ReadonlySet<string> = new Set([
  'CUSTOMER_EXCLUDED',
  'COMBINATION_EXCLUDED',
  'ATTRIBUTE_EXCLUDED',
  'NUMBER_BLACKLISTED',
]);

export function reasonUntil(reason: string, clearsAt: number): Reason {
  return clearsAt === Infinity ? { reason } : { reason, clearsAt };
}
