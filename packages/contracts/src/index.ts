export {
  ERROR_REASONS,
  isErrorReason,
  reasonError,
  type ErrorReason,
  type ReasonErrorOptions,
} from './error-reasons.ts';
export { CONSUMER_GROUPS, type ConsumerGroup } from './consumer-groups.ts';
export { encodeBytes } from './encode-bytes.ts';
export { fromTime, toOptionalTime, toTime } from './instant.ts';
export {
  AGENT_STATE,
  CALL_EVENTS,
  CAMPAIGN_CONFIG,
  CAMPAIGN_CRITERIA,
  CLAIM_EVENTS,
  CONFIGURATION_HISTORY,
  DECISION_EVENTS,
  DIALBACK_EVENTS,
  LEAD_EVENTS,
  LIST_CONFIG,
  INCOMING_NUMBER_CONFIG,
  TOPICS,
  type Topic,
} from './topics.ts';
