/** One topic of the bus: who owns it, what keys it, who reads it. Topics are created from this catalogue only. */
export interface Topic {
  readonly name: string;
  /** The one service that publishes. */
  readonly owner: string;
  /** What the key is. `process_id` wherever order within a process matters to its one scheduler. */
  readonly key: 'process_id' | 'campaign_id' | 'list_id' | 'agent_id' | 'incoming_number_id';
  /** Protobuf message of the payload. */
  readonly schema: string;
  readonly partitions: number;
  /** `compact` keeps the latest value a key; otherwise milliseconds to keep. */
  readonly retention: 'compact' | number;
  /** Services that read it today; empty for logs that reports and replay will read. */
  readonly readers: readonly string[];
}

const DAY_MS = 86_400_000;

/** Lead-store: everything that changes a lead. */
export const LEAD_EVENTS: Topic = {
  name: 'leads.lead.events.v1',
  owner: 'lead-store',
  key: 'process_id',
  schema: 'firstring.leads.v1.LeadEvent',
  partitions: 24,
  retention: 7 * DAY_MS,
  readers: ['claim', 'console', 'dialback', 'lead-store', 'scheduler'],
};

/** Lead-store: a campaign's full configuration. */
export const CAMPAIGN_CONFIG: Topic = {
  name: 'leads.campaign.config.v1',
  owner: 'lead-store',
  key: 'campaign_id',
  schema: 'firstring.leads.v1.CampaignEvent',
  partitions: 24,
  retention: 'compact',
  readers: ['scheduler', 'sip'],
};

/** Lead-store: a lead list, whole: enabled or not, its zone. */
export const LIST_CONFIG: Topic = {
  name: 'leads.list.config.v1',
  owner: 'lead-store',
  key: 'list_id',
  schema: 'firstring.leads.v1.ListEvent',
  partitions: 24,
  retention: 'compact',
  readers: ['scheduler'],
};

/** Lead-store: a number people call, whole. */
export const INCOMING_NUMBER_CONFIG: Topic = {
  name: 'leads.incoming-number.config.v1',
  owner: 'lead-store',
  key: 'incoming_number_id',
  schema: 'firstring.leads.v1.IncomingNumberEvent',
  partitions: 24,
  retention: 'compact',
  readers: ['dialback', 'scheduler', 'sip'],
};

/** Lead-store: what each campaign's filters come to for choosing (ADR 16). */
export const CAMPAIGN_CRITERIA: Topic = {
  name: 'leads.criteria.v1',
  owner: 'lead-store',
  key: 'campaign_id',
  schema: 'firstring.leads.v1.CriteriaEvent',
  partitions: 24,
  retention: 'compact',
  readers: ['scheduler'],
};

/** Lead-store: every change of a campaign, a list or a campaign's filters, for asking what was so on a day. */
export const CONFIGURATION_HISTORY: Topic = {
  name: 'leads.configuration.history.v1',
  owner: 'lead-store',
  key: 'campaign_id',
  schema: 'firstring.leads.v1.ConfigurationChanged',
  partitions: 24,
  retention: 3650 * DAY_MS,
  readers: ['scheduler'],
};

/** Claim: locks, permits, claims, exclusions. */
export const CLAIM_EVENTS: Topic = {
  name: 'dialing.claim.events.v1',
  owner: 'claim',
  key: 'process_id',
  schema: 'firstring.claim.v1.ClaimEvent',
  partitions: 24,
  retention: 7 * DAY_MS,
  readers: ['dialback', 'scheduler'],
};

/** Scheduler: every choice, with the versions it was made from. */
export const DECISION_EVENTS: Topic = {
  name: 'dialing.decision.events.v1',
  owner: 'scheduler',
  key: 'process_id',
  schema: 'firstring.scheduling.v1.DecisionEvent',
  partitions: 24,
  retention: 30 * DAY_MS,
  readers: ['console', 'scheduler'],
};

/** Scheduler: presence of agents. */
export const AGENT_STATE: Topic = {
  name: 'agents.agent.state.v1',
  owner: 'scheduler',
  key: 'agent_id',
  schema: 'firstring.scheduling.v1.AgentStateEvent',
  partitions: 24,
  retention: 'compact',
  readers: [],
};

/** Dialback: entries after each change. */
export const DIALBACK_EVENTS: Topic = {
  name: 'dialing.dialback.events.v1',
  owner: 'dialback',
  key: 'process_id',
  schema: 'firstring.dialback.v1.DialbackEvent',
  partitions: 24,
  retention: 30 * DAY_MS,
  readers: ['dialback', 'lead-store', 'scheduler'],
};

/** Sip: every step of every attempt. */
export const CALL_EVENTS: Topic = {
  name: 'calls.call.events.v1',
  owner: 'sip',
  key: 'process_id',
  schema: 'firstring.sip.v1.CallEvent',
  partitions: 24,
  retention: 30 * DAY_MS,
  readers: ['console', 'lead-store', 'scheduler'],
};

/** The catalogue. */
export const TOPICS: readonly Topic[] = [
  LEAD_EVENTS,
  CAMPAIGN_CONFIG,
  LIST_CONFIG,
  INCOMING_NUMBER_CONFIG,
  CAMPAIGN_CRITERIA,
  CONFIGURATION_HISTORY,
  CLAIM_EVENTS,
  DECISION_EVENTS,
  AGENT_STATE,
  DIALBACK_EVENTS,
  CALL_EVENTS,
];
