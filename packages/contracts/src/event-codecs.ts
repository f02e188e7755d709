import type { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import { ClaimEvent } from './gen/firstring/claim/v1/claim_events.ts';
import { DialbackEvent } from './gen/firstring/dialback/v1/dialback_service.ts';
import { ConfigurationChanged } from './gen/firstring/leads/v1/configuration_history.ts';
import { CriteriaEvent } from './gen/firstring/leads/v1/criteria.ts';
import { IncomingNumberEvent } from './gen/firstring/leads/v1/incoming_number_service.ts';
import { CampaignEvent, LeadEvent } from './gen/firstring/leads/v1/lead_events.ts';
import { ListEvent } from './gen/firstring/leads/v1/lead_list.ts';
import { AgentStateEvent, DecisionEvent } from './gen/firstring/scheduling/v1/scheduling_service.ts';
import { CallEvent } from './gen/firstring/sip/v1/call_events.ts';

/** Reads and writes one kind of event without knowing which. */
export interface EventCodec {
  encode(event: unknown): BinaryWriter;
  decode(bytes: BinaryReader | Uint8Array): unknown;
  fromJSON(json: unknown): unknown;
}

/** The codec of each schema that a topic of the catalogue names. */
export const EVENT_CODECS: Readonly<Record<string, EventCodec>> = {
  'firstring.claim.v1.ClaimEvent': ClaimEvent,
  'firstring.dialback.v1.DialbackEvent': DialbackEvent,
  'firstring.leads.v1.CampaignEvent': CampaignEvent,
  'firstring.leads.v1.ConfigurationChanged': ConfigurationChanged,
  'firstring.leads.v1.CriteriaEvent': CriteriaEvent,
  'firstring.leads.v1.IncomingNumberEvent': IncomingNumberEvent,
  'firstring.leads.v1.LeadEvent': LeadEvent,
  'firstring.leads.v1.ListEvent': ListEvent,
  'firstring.scheduling.v1.AgentStateEvent': AgentStateEvent,
  'firstring.scheduling.v1.DecisionEvent': DecisionEvent,
  'firstring.sip.v1.CallEvent': CallEvent,
};
