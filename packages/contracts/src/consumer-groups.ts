import {
  CALL_EVENTS,
  CLAIM_EVENTS,
  DECISION_EVENTS,
  DIALBACK_EVENTS,
  INCOMING_NUMBER_CONFIG,
  LEAD_EVENTS,
  type Topic,
} from './topics.ts';

/** One consumer group: its instances share the topics, and what they cannot handle goes to a dead letter topic of each. */
export interface ConsumerGroup {
  /** `<service>.<purpose>` */
  readonly name: string;
  readonly topics: readonly Topic[];
}

/** Every group of the product: the migration makes their dead letter topics, and a group that is not here is refused on Kafka. */
export const CONSUMER_GROUPS: readonly ConsumerGroup[] = [
  { name: 'claim.erasure', topics: [LEAD_EVENTS] },
  { name: 'console.reports', topics: [LEAD_EVENTS, DECISION_EVENTS, CALL_EVENTS] },
  { name: 'dialback.claims', topics: [CLAIM_EVENTS] },
  { name: 'dialback.erasure', topics: [LEAD_EVENTS] },
  { name: 'dialback.log', topics: [DIALBACK_EVENTS] },
  { name: 'dialback.numbers', topics: [INCOMING_NUMBER_CONFIG] },
  { name: 'lead-store.call-log', topics: [CALL_EVENTS] },
  { name: 'lead-store.owners', topics: [CLAIM_EVENTS] },
  { name: 'lead-store.redials', topics: [DIALBACK_EVENTS] },
  { name: 'lead-store.removals', topics: [LEAD_EVENTS] },
];
