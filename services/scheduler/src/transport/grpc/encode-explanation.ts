import { toOptionalTime } from '@firstring/contracts';
import type {
  AgentExplanation as WireAgent,
  CampaignExplanation as WireCampaign,
  LeadCounts,
  LeadExplanation as WireLead,
  LeadStanding as WireStanding,
} from '@firstring/contracts/scheduling/explain_service';
import { Presence } from '@firstring/contracts/scheduling/scheduling_service';
import type { AgentExplanation } from '../../app/explain-agent.ts';
import type { CampaignExplanation } from '../../app/explain-campaign.ts';
import type { LeadExplanation, LeadStanding } from '../../app/explain-lead.ts';
import { reasonUntil } from '../../domain/order/standing.ts';
import type { Tally } from '../../domain/order/tally.ts';
import { encodeCounts, encodeLane, encodeLevel, encodePresence, encodeReason } from './encode-desk.ts';

export function encodeLead({ standings, lock, ownerId, dialbackAt }: LeadExplanation): WireLead {
  return {
    standings: standings.map(encodeStanding),
    lockedByAgentId: lock?.agentId ?? '',
    lockExpireTime: toOptionalTime(lock?.expiresAt),
    ownerAgentId: ownerId ?? '',
    dialbackTime: toOptionalTime(dialbackAt),
  };
}

function encodeStanding(standing: LeadStanding): WireStanding {
  const { campaignId, lane, level, eligibleAt, reasons, position, step, stepName } = standing;
  return {
    campaignId,
    lane: encodeLane(lane),
    level: encodeLevel(lane, level),
    eligibleTime: timeOf(eligibleAt),
    reasons: reasons.map(encodeReason),
    position,
    step,
    stepName,
    listId: standing.listId,
    listPriority: standing.listPriority,
    agents: standing.agents,
    nextForAgentIds: [...standing.nextFor],
  };
}

export function encodeAgent(explanation: AgentExplanation): WireAgent {
  const { presence, presenceAt, notReadyReason, reasons, leads, waiting, idleGap } = explanation;
  return {
    presence: presence === undefined ? Presence.PRESENCE_UNSPECIFIED : encodePresence(presence),
    presenceTime: toOptionalTime(presenceAt),
    notReadyReason,
    reasons: reasons.map(encodeReason),
    leads: leads === undefined ? undefined : encodeTally(leads),
    waiting: encodeCounts(waiting),
    idleGap,
  };
}

export function encodeCampaign({ reasons, leads, waiting, agents }: CampaignExplanation): WireCampaign {
  return {
    reasons: reasons.map(encodeReason),
    leads: leads === undefined ? undefined : encodeTally(leads),
    waiting: encodeCounts(waiting),
    agents: agents.map(({ agentId, presence, presenceAt }) => ({
      agentId,
      presence: encodePresence(presence),
      presenceTime: toOptionalTime(presenceAt),
    })),
  };
}

function encodeTally({ known, free, reasons, nextDueAt }: Tally): LeadCounts {
  return {
    known: BigInt(known),
    free: BigInt(free),
    reasons: [...reasons]
      .toSorted(([, a], [, b]) => b.leads - a.leads)
      .map(([reason, { leads, clearsAt }]) => ({
        reason: encodeReason(reasonUntil(reason, clearsAt)),
        leads: BigInt(leads),
      })),
    nextDueTime: timeOf(nextDueAt),
  };
}

/** Infinity is never. */
function timeOf(at: number): Date | undefined {
  return toOptionalTime(at === Infinity ? undefined : at);
}
