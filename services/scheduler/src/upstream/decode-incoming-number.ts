import type { IncomingNumber, NoAgentAction, NoLeadAction } from '@firstring/contracts/leads/incoming_number';
import type { IncomingNumberRules, NoLeadAction as NoLead } from '../app/callers/incoming-numbers.ts';
import type { NoAgentAction as NoAgent } from '../domain/callers/caller.ts';

const NO_AGENT: Readonly<Record<NoAgentAction, NoAgent>> = {
  NO_AGENT_ACTION_UNSPECIFIED: 'dialback',
  NO_AGENT_ACTION_QUEUE: 'queue',
  NO_AGENT_ACTION_REFUSE: 'refuse',
  NO_AGENT_ACTION_DIALBACK: 'dialback',
  UNRECOGNIZED: 'dialback',
};

const NO_LEAD: Readonly<Record<NoLeadAction, NoLead>> = {
  NO_LEAD_ACTION_UNSPECIFIED: 'connect_as_new',
  NO_LEAD_ACTION_REFUSE: 'refuse',
  NO_LEAD_ACTION_CONNECT_AS_NEW: 'connect_as_new',
  NO_LEAD_ACTION_CONNECT_WITHOUT_LEAD: 'connect_without_lead',
  UNRECOGNIZED: 'connect_as_new',
};

/** As the queue of callers keeps it; lead-store has put in every default. */
export function decodeIncomingNumber(number: IncomingNumber): IncomingNumberRules {
  const { incomingNumberId, processId, campaignIds, agentIds, queue, noLead, version } = number;
  return {
    incomingNumberId,
    processId,
    campaignIds,
    agentIds: new Set(agentIds),
    policy: {
      maxWaitMs: (queue?.maxWaitS ?? 0) * 1000,
      callersMax: queue?.callersMax ?? 0,
      noAgent: NO_AGENT[queue?.noAgent ?? 'NO_AGENT_ACTION_UNSPECIFIED'],
      ringMs: (queue?.agentRingS ?? 0) * 1000,
    },
    noLead: NO_LEAD[noLead],
    version: Number(version),
  };
}
