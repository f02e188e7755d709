import { decodedOfProcess, type BusMessage } from '@firstring/bus';
import {
  CALL_EVENTS,
  CAMPAIGN_CONFIG,
  CAMPAIGN_CRITERIA,
  CLAIM_EVENTS,
  DIALBACK_EVENTS,
  INCOMING_NUMBER_CONFIG,
  LEAD_EVENTS,
  LIST_CONFIG,
} from '@firstring/contracts';
import { ClaimEvent } from '@firstring/contracts/claim/claim_events';
import { DialbackEvent } from '@firstring/contracts/dialback/dialback_service';
import { CriteriaEvent } from '@firstring/contracts/leads/criteria';
import { IncomingNumberEvent } from '@firstring/contracts/leads/incoming_number_service';
import type { LeadCard } from '@firstring/contracts/leads/lead';
import { CampaignEvent, LeadEvent, type LeadsPlaced } from '@firstring/contracts/leads/lead_events';
import { ListEvent } from '@firstring/contracts/leads/lead_list';
import { CallEvent } from '@firstring/contracts/sip/call_events';
import { unreachable } from '@firstring/kernel';
import { applyCallEvent } from '../../app/apply-call-event.ts';
import { applyClaimChange } from '../../app/apply-claim-event.ts';
import { applyCampaign, applyCriteria, applyDialback, applyList } from '../../app/apply-configuration.ts';
import { applyHandover } from '../../app/apply-handover.ts';
import { applyLeadChange } from '../../app/apply-lead-event.ts';
import type { SchedulerDeps } from '../../app/scheduler-deps.ts';
import { decodeCampaign, decodeList } from '../../upstream/decode-campaign.ts';
import { decodeCard } from '../../upstream/decode-card.ts';
import { decodeIncomingNumber } from '../../upstream/decode-incoming-number.ts';
import { decodeCriteria, decodeLeadPlacement } from '../../upstream/decode-criteria.ts';
import { decodeDialback, decodeMissedCall, isOpenDialback } from '../../upstream/decode-dialback.ts';
import { decodeCallEvent, decodeHandover } from './decode-call-event.ts';
import { decodeDialEnd } from './decode-dial-end.ts';
import { decodeClaimEvent } from './decode-claim-event.ts';

/** Topics the order is kept from. */
export const FOLLOWED_TOPICS: readonly string[] = [
  LEAD_EVENTS.name,
  CAMPAIGN_CONFIG.name,
  LIST_CONFIG.name,
  CLAIM_EVENTS.name,
  DIALBACK_EVENTS.name,
  CALL_EVENTS.name,
];

/** Of these, the topics that nothing else can make up for when a start goes on from a snapshot. */
export const SNAPSHOT_TOPICS: readonly string[] = [LEAD_EVENTS.name, CLAIM_EVENTS.name];

/** Topics that keep what is so now, and nobody else is asked for: read from their beginning at each start. */
export const REMEMBERED_TOPICS: readonly string[] = [CAMPAIGN_CRITERIA.name, INCOMING_NUMBER_CONFIG.name];

/** Takes one message in, and notes it first: what is chosen because of it says that it was read. Messages may come twice, never too early within one key. */
export async function takeMessage(deps: SchedulerDeps, message: BusMessage): Promise<void> {
  deps.decisionLog.hasRead({ ...message, offset: message.offset + 1n });
  await applyMessage(deps, message);
}

async function applyMessage(deps: SchedulerDeps, message: BusMessage): Promise<void> {
  switch (message.topic) {
    case LEAD_EVENTS.name:
      await takeLeadEvent(deps, decodedOfProcess(LeadEvent, message), message);
      return;
    case CAMPAIGN_CONFIG.name: {
      const { campaign } = CampaignEvent.decode(message.payload);
      if (campaign !== undefined) applyCampaign(deps, decodeCampaign(campaign));
      return;
    }
    case LIST_CONFIG.name: {
      const { list } = ListEvent.decode(message.payload);
      if (list !== undefined) applyList(deps, decodeList(list));
      return;
    }
    case CAMPAIGN_CRITERIA.name: {
      const { criteria } = CriteriaEvent.decode(message.payload);
      if (criteria !== undefined) applyCriteria(deps, criteria, decodeCriteria(criteria));
      return;
    }
    case INCOMING_NUMBER_CONFIG.name: {
      const { incomingNumber, deleted } = IncomingNumberEvent.decode(message.payload);
      if (incomingNumber === undefined) return;
      if (deleted) deps.incomingNumbers.delete(incomingNumber.incomingNumberId);
      else deps.incomingNumbers.set(decodeIncomingNumber(incomingNumber));
      return;
    }
    case CLAIM_EVENTS.name: {
      const change = decodeClaimEvent(decodedOfProcess(ClaimEvent, message));
      if (change !== undefined) applyClaimChange(deps, change);
      return;
    }
    case DIALBACK_EVENTS.name: {
      const { dialback } = DialbackEvent.decode(message.payload);
      if (dialback === undefined) return;
      applyDialback(deps, decodeDialback(dialback), isOpenDialback(dialback));
      deps.callers.lost.told(decodeMissedCall(dialback));
      return;
    }
    case CALL_EVENTS.name: {
      const event = decodedOfProcess(CallEvent, message);
      const input = decodeCallEvent(event);
      if (input !== undefined) applyCallEvent(deps, input);
      const handover = decodeHandover(event);
      if (handover !== undefined) applyHandover(deps, handover);
      const end = decodeDialEnd(event);
      if (end !== undefined) deps.outreach.ended(end);
      return;
    }
    default:
      throw new Error(`nobody asked for topic ${message.topic}`);
  }
}

async function takeLeadEvent(
  deps: SchedulerDeps,
  { processId, leadId, event }: LeadEvent,
  { headers, occurredAt }: BusMessage,
): Promise<void> {
  switch (event?.$case) {
    case 'accepted':
    case 'updated': {
      const { card } = event.value;
      if (card === undefined) throw new Error('a lead event without its card');
      const isNew = event.$case === 'accepted';
      deps.recent.heard(leadId, {
        trace: headers['traceparent'],
        ...(isNew ? { acceptedAt: occurredAt } : {}),
      });
      await applyLeadChange(deps, { type: 'card', processId, card: decodeCard(card) });
      return;
    }
    case 'imported':
      await takeImported(deps, processId, event.value.cards);
      return;
    case 'placed':
      takePlaced(deps, processId, event.value);
      return;
    case 'deleted':
      await applyLeadChange(deps, { type: 'deleted', processId, leadId });
      return;
    case undefined:
      // An event this version does not know yet changes nothing that it knows.
      return;
    default:
      unreachable(event);
  }
}

/** Values that scripts have made; a message has at most some dozens. */
function takePlaced(deps: SchedulerDeps, processId: string, placed: LeadsPlaced): void {
  const revision = Number(placed.criteriaRevision);
  const leads = placed.leads.flatMap((lead) => decodeLeadPlacement(lead, revision) ?? []);
  deps.orders.process(processId).order.setPlacements(placed.campaignId, leads, deps.clock.now());
  deps.orders.changed(processId);
}

/** So many cards at a stretch, so that no slice of the loop takes 10 ms. */
const CARDS_AT_ONCE = 100;

async function takeImported(
  deps: SchedulerDeps,
  processId: string,
  cards: readonly LeadCard[],
): Promise<void> {
  for (const [at, card] of cards.entries()) {
    if (at % CARDS_AT_ONCE === 0) await deps.clock.sleep(0);
    await applyLeadChange(deps, { type: 'card', processId, card: decodeCard(card) });
  }
}
