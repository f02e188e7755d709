import type { Clock, Random } from '@firstring/kernel';
import type { Collection } from '@firstring/store';
import { DeletedLeads } from '../domain/order/deleted-leads.ts';
import type { SchedulerEvents } from '../events.ts';
import type { AgentDocument } from '../store/agents.ts';
import type { PacingDocument } from '../store/pacing.ts';
import type { AgentEvents } from './agent-events.ts';
import { AgentSessions } from './agent-sessions.ts';
import { AgentWriter } from './agent-writer.ts';
import { createBackground } from './background.ts';
import { CallerLines } from './callers/caller-lines.ts';
import { isStaffed } from './callers/eligible-agents.ts';
import { renewHolds } from './callers/hold-guard.ts';
import { IncomingNumbers } from './callers/incoming-numbers.ts';
import { performQueueAction } from './callers/perform-queue-action.ts';
import { CampaignRegistry } from './campaign-registry.ts';
import { DecisionLog } from './decision-log.ts';
import type { Decisions } from './decisions.ts';
import { followPlacements, PlacementReads } from './follow-placements.ts';
import { matchEveryMinute } from './match-every-minute.ts';
import { matchAgents } from './match-agents.ts';
import { observeScheduler } from './observe-scheduler.ts';
import { Orders } from './orders.ts';
import { Outreach } from './outreach/outreach.ts';
import { performAction } from './perform-action.ts';
import type { ClaimPort, DialbackPort, LeadPort, SipPort } from './ports.ts';
import { RecentLeads } from './recent-leads.ts';
import type { SchedulerDeps, SchedulerSettings } from './scheduler-deps.ts';
import { watchClock } from './watch-clock.ts';
import { Tallies } from './tallies.ts';

export interface SchedulerParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly events: SchedulerEvents;
  readonly settings: SchedulerSettings;
  readonly leadsMax: number;
  readonly claim: ClaimPort;
  readonly leads: LeadPort;
  readonly sip: SipPort;
  readonly dialback: DialbackPort;
  readonly agentDocuments: Collection<AgentDocument>;
  readonly pacingDocuments: Collection<PacingDocument>;
  readonly decisions: (log: DecisionLog) => Decisions;
  readonly agentEvents: AgentEvents;
}

/** Ties the loop together: orders and agents report changes, matching and actions answer them. */
export function createSchedulerDeps(parts: SchedulerParts, opened: AsyncDisposableStack): SchedulerDeps {
  const { clock, random, events, settings, claim, leads, sip, dialback, agentEvents } = parts;
  const campaigns = new CampaignRegistry();
  const decisionLog = new DecisionLog();
  const decisions = parts.decisions(decisionLog);
  const writer = opened.use(
    new AgentWriter({ agents: parts.agentDocuments, clock, events, epoch: () => deps.status.epoch }),
  );
  const orders = opened.use(openOrders(parts, () => deps));
  const agents = opened.use(
    new AgentSessions({
      clock,
      writer,
      perform: (session, action) => performAction(deps, session, action),
      onFree: () => matchAgents(deps),
      events: agentEvents,
      zoneOf: (campaignId) => campaigns.get(campaignId)?.timeZone ?? 'UTC',
      movedEvent: decisions.moved,
    }),
  );
  const callers = opened.use(openCallers(clock, () => deps));
  const outreach = opened.use(new Outreach(parts, () => deps));
  // Disposed first: what still runs may report to all of the above.
  const background = opened.use(createBackground({ clock, events }));
  const deps: SchedulerDeps = {
    clock,
    random,
    events,
    settings,
    status: { phase: 'starting', epoch: 0, deletedMeanwhile: new Set() },
    claim,
    leads,
    sip,
    dialback,
    campaigns,
    orders,
    deleted: new DeletedLeads(),
    placementReads: new PlacementReads(),
    agents,
    callers,
    outreach,
    givesPreviews: outreach.givesPreviews,
    incomingNumbers: new IncomingNumbers(),
    writer,
    decisions,
    decisionLog,
    agentEvents,
    background,
    recent: new RecentLeads(clock),
    tallies: new Tallies({ clock, background }),
    match: () => matchAgents(deps),
  };
  opened.use(matchEveryMinute(deps));
  opened.use(watchClock(deps));
  opened.use(observeScheduler(deps));
  return deps;
}

function openOrders({ clock, leadsMax }: SchedulerParts, deps: () => SchedulerDeps): Orders {
  return new Orders({
    clock,
    leadsMax,
    onChange: () => matchAgents(deps()),
    onBehind: (processId, campaignId) => followPlacements(deps(), processId, campaignId),
  });
}

function openCallers(clock: Clock, deps: () => SchedulerDeps): CallerLines {
  return new CallerLines({
    clock,
    perform: (action) => performQueueAction(deps(), action),
    onWaiting: () => matchAgents(deps()),
    isStaffed: (caller) => isStaffed(deps(), caller),
    onLook: () => {
      renewHolds(deps());
      // Whose caller it was may have left.
      matchAgents(deps());
    },
  });
}
