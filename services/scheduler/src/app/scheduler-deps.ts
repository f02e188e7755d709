import type { Clock, Random } from '@firstring/kernel';
import type { DeletedLeads } from '../domain/order/deleted-leads.ts';
import type { SchedulerEvents } from '../events.ts';
import type { AgentEvents } from './agent-events.ts';
import type { AgentSessions } from './agent-sessions.ts';
import type { AgentWriter } from './agent-writer.ts';
import type { Background } from './background.ts';
import type { CallerLines } from './callers/caller-lines.ts';
import type { IncomingNumbers } from './callers/incoming-numbers.ts';
import type { CampaignRegistry } from './campaign-registry.ts';
import type { DecisionLog } from './decision-log.ts';
import type { Decisions } from './decisions.ts';
import type { PlacementReads } from './follow-placements.ts';
import type { Orders } from './orders.ts';
import type { Outreach } from './outreach/outreach.ts';
import type { ClaimPort, DialbackPort, LeadPort, SipPort } from './ports.ts';
import type { RecentLeads } from './recent-leads.ts';
import type { Tallies } from './tallies.ts';

export interface SchedulerSettings {
  /** Lease of a lock whose offer has not reached the agent yet. */
  readonly offerLeaseMs: number;
  /** Lease from then on. */
  readonly lockLeaseMs: number;
  /** How long a page may take to accept an offer. */
  readonly deskTakenMs: number;
  /** A skipped lead is not offered to the same agent again for so long. */
  readonly skipPauseMs: number;
  /** Lease of the lock on a caller's number until they are connected. */
  readonly callerLeaseMs: number;
}

/** What changes over the life of the service. */
export interface SchedulerStatus {
  /** Nothing is presented before the order is rebuilt and owned (`standby`: by another instance), nor after another owner was seen. */
  phase: 'starting' | 'standby' | 'serving' | 'fenced';
  epoch: number;
  /** Leads the log has deleted while the order was being rebuilt: a chunk read earlier must not bring them back. */
  readonly deletedMeanwhile: Set<string>;
}

/** What the use cases of the scheduler work with. */
export interface SchedulerDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly events: SchedulerEvents;
  readonly settings: SchedulerSettings;
  readonly status: SchedulerStatus;
  readonly claim: ClaimPort;
  readonly leads: LeadPort;
  readonly sip: SipPort;
  readonly dialback: DialbackPort;
  readonly campaigns: CampaignRegistry;
  readonly orders: Orders;
  readonly deleted: DeletedLeads;
  readonly placementReads: PlacementReads;
  readonly agents: AgentSessions;
  readonly callers: CallerLines;
  readonly outreach: Outreach;
  readonly givesPreviews: (campaignId: string) => boolean;
  readonly incomingNumbers: IncomingNumbers;
  readonly writer: AgentWriter;
  readonly decisions: Decisions;
  readonly decisionLog: DecisionLog;
  readonly agentEvents: AgentEvents;
  readonly background: Background;
  readonly recent: RecentLeads;
  readonly tallies: Tallies;
  /** Looks for work for everybody who has none. */
  readonly match: () => void;
}
