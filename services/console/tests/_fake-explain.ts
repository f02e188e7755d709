import { reasonError, toTime } from '@firstring/contracts';
import {
  AgentExplanation,
  CampaignExplanation,
  LeadExplanation,
  type ExplainRequest,
  type ExplainServiceImplementation,
} from '@firstring/contracts/scheduling/explain_service';
import { Lane, Presence } from '@firstring/contracts/scheduling/scheduling_service';
import { systemClock } from '@firstring/kernel/system';

const HOUR_MS = 3_600_000;

export const inMs = (ms: number): Date => new Date(systemClock.now() + ms);

/** A scheduler's explanations as a test writes them; what was asked is recorded. */
export class FakeExplain {
  readonly asked: ExplainRequest[] = [];
  lead: LeadExplanation = LeadExplanation.fromPartial({
    standings: [
      {
        campaignId: 'solar',
        lane: Lane.LANE_P2,
        level: 'P2',
        position: 4,
        listPriority: 1,
        agents: 2,
        eligibleTime: inMs(3 * HOUR_MS),
        reasons: [
          {
            reason: 'RETRY_GAP',
            text: 'the last attempt was too short a while ago',
            clearsTime: inMs(HOUR_MS),
          },
          {
            reason: 'CALLING_WINDOW_CLOSED',
            text: 'it is outside calling hours',
            clearsTime: inMs(3 * HOUR_MS),
          },
        ],
      },
    ],
    lockedByAgentId: '',
    ownerAgentId: 'bob',
  });
  agent: AgentExplanation = AgentExplanation.fromPartial({
    presence: Presence.PRESENCE_READY,
    presenceTime: inMs(-HOUR_MS),
    idleGap: true,
    leads: {
      known: 20n,
      free: 0n,
      reasons: [
        { reason: { reason: 'OWNERSHIP_CODE_MISSING' }, leads: 14n },
        { reason: { reason: 'RETRY_GAP', clearsTime: inMs(600_000) }, leads: 6n },
      ],
      nextDueTime: inMs(600_000),
    },
    waiting: [{ lane: Lane.LANE_P2, count: 3 }],
  });
  campaign: CampaignExplanation = CampaignExplanation.fromPartial({
    reasons: [{ reason: 'NO_AGENT_READY', text: 'nobody who works the campaign is Ready' }],
    leads: {
      known: 12_400n,
      free: 0n,
      reasons: [
        { reason: { reason: 'CALLING_WINDOW_CLOSED', clearsTime: inMs(HOUR_MS) }, leads: 9_100n },
        { reason: { reason: 'LEAD_FINISHED' }, leads: 3_000n },
        { reason: { reason: 'NUMBER_EXCLUDED' }, leads: 300n },
      ],
      nextDueTime: inMs(HOUR_MS),
    },
    waiting: [],
    agents: [
      { agentId: 'ann', presence: Presence.PRESENCE_NOT_READY, presenceTime: inMs(-HOUR_MS) },
      { agentId: 'bob', presence: Presence.PRESENCE_OFFLINE },
    ],
  });

  readonly implementation: ExplainServiceImplementation = {
    explain: async (request) => {
      this.asked.push(request);
      const { about, processId, time } = request;
      const now = toTime(systemClock.now());
      const asOf = { asOfTime: now, time: time ?? now };
      if (processId !== 'p1') throw reasonError('LEAD_NOT_FOUND');
      switch (about?.$case) {
        case 'leadId':
          return { ...asOf, answer: { $case: 'lead', value: this.lead } };
        case 'agentId':
          return { ...asOf, answer: { $case: 'agent', value: this.agent } };
        case 'campaignId':
          return { ...asOf, answer: { $case: 'campaign', value: this.campaign } };
        case undefined:
          throw reasonError('INVALID_ARGUMENT');
      }
    },
  };
}
