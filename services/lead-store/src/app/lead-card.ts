import { encodeBytes, LEAD_EVENTS, toOptionalTime, toTime } from '@firstring/contracts';
import { DialState, LeadStatus, type LeadCard } from '@firstring/contracts/leads/lead';
import { LeadEvent, type LeadsPlaced } from '@firstring/contracts/leads/lead_events';
import type { DialProgress, LeadStatus as Status } from '@firstring/domain/lead-lifecycle';
import { outboxEvent } from '@firstring/service-kit';
import type { OutboxEvent } from '@firstring/store';
import type { LiveLead } from '../domain/lead.ts';
import type { LeadStoreDeps } from './ports.ts';

const STATUSES: Readonly<Record<Status, LeadStatus>> = {
  new: LeadStatus.LEAD_STATUS_NEW,
  contacted: LeadStatus.LEAD_STATUS_CONTACTED,
  converted: LeadStatus.LEAD_STATUS_CONVERTED,
};

const DIAL_STATES: Readonly<Record<DialProgress['dialState'], DialState>> = {
  open: DialState.DIAL_STATE_OPEN,
  callback: DialState.DIAL_STATE_CALLBACK,
  postponed: DialState.DIAL_STATE_POSTPONED,
  automatic_redial: DialState.DIAL_STATE_AUTOMATIC_REDIAL,
  winner: DialState.DIAL_STATE_WINNER,
  loser: DialState.DIAL_STATE_LOSER,
  archived: DialState.DIAL_STATE_ARCHIVED,
};

/** A lead with its id and the version that is (or is about to be) stored. */
export interface VersionedLead {
  readonly leadId: string;
  readonly version: number;
  readonly lead: LiveLead;
}

/** What choosing and gating need of a lead; it travels in every event. `isLate`: for one who reads all cards anew. */
export function leadCard(
  { criteria }: Pick<LeadStoreDeps, 'criteria'>,
  { leadId, version, lead }: VersionedLead,
  isLate = false,
): LeadCard {
  const { progress } = lead;
  return {
    leadId,
    processId: lead.processId,
    campaignId: lead.campaignId,
    listId: lead.listId,
    homeGuard: lead.callerId,
    optInTime: toTime(lead.createdAt),
    status: STATUSES[lead.status],
    dialState: DIAL_STATES[progress.dialState],
    cadenceAttempts: progress.cadenceAttempts,
    totalAttempts: progress.totalAttempts,
    dayAttempts: progress.dayAttempts,
    lastAttemptDay: progress.lastAttemptDay,
    lastAttemptEndTime: toOptionalTime(progress.lastAttemptEndAt),
    lastAttemptResult: progress.lastAttemptResult ?? '',
    callbackTime: toOptionalTime(progress.callbackAt),
    callbackAgentId: progress.callbackAgentId ?? '',
    timeZone: lead.timeZone,
    candidateZones: [...lead.candidateZones],
    placements: criteria.placements(leadId, lead, isLate),
    ownershipCode: lead.ownershipCode ?? '',
    vendorId: lead.vendorId,
    ingestLinkId: lead.ingestLinkId,
    version: BigInt(version),
  };
}

type EventDeps = Pick<LeadStoreDeps, 'clock' | 'random' | 'criteria'>;

/** The event of a change that leaves the lead alive. */
export function leadChanged(
  deps: EventDeps,
  type: 'LeadAccepted' | 'LeadUpdated',
  changed: VersionedLead,
): OutboxEvent {
  const value = { card: leadCard(deps, changed) };
  const event: LeadEvent['event'] =
    type === 'LeadAccepted' ? { $case: 'accepted', value } : { $case: 'updated', value };
  return leadEvent(deps, type, { processId: changed.lead.processId, ...changed, event });
}

/** The event of a deletion: the id, and what others know the person by, so that they can forget it. */
export function leadDeleted(
  deps: EventDeps,
  { leadId, version, lead }: VersionedLead,
  customerId: string,
): OutboxEvent {
  const { processId, callerId, otherPhones = [] } = lead;
  const value = { phones: [callerId, ...otherPhones], customerId };
  return leadEvent(deps, 'LeadDeleted', { processId, leadId, version, event: { $case: 'deleted', value } });
}

function leadEvent(
  deps: EventDeps,
  type: string,
  content: { processId: string; leadId: string; version: number; event: LeadEvent['event'] },
): OutboxEvent {
  const { processId, leadId, version, event } = content;
  const payload = encodeBytes(LeadEvent, { processId, leadId, version: BigInt(version), event });
  return outboxEvent(deps, { topic: LEAD_EVENTS, key: processId, type, payload });
}

/** The event of sort values that cards of one process and campaign left awaited. */
export function leadsPlaced(deps: EventDeps, processId: string, placed: LeadsPlaced): OutboxEvent {
  const event = { $case: 'placed', value: placed } as const;
  return leadEvent(deps, 'LeadsPlaced', { processId, leadId: '', version: 0, event });
}

const CARDS_PER_EVENT = 250;
/** Well below the largest message; a lead that stands in many campaigns has a large card. */
const IMPORT_BYTES_MAX = 200_000;

/** The events of a batch of a file: some hundred cards each, fewer where they are large. */
export function leadsImported(
  deps: EventDeps,
  batch: {
    readonly processId: string;
    readonly uploadId: string;
    readonly changed: readonly VersionedLead[];
  },
): OutboxEvent[] {
  const { processId, uploadId, changed } = batch;
  const events: OutboxEvent[] = [];
  for (let from = 0; from < changed.length; from += CARDS_PER_EVENT) {
    const cards = changed.slice(from, from + CARDS_PER_EVENT).map((lead) => leadCard(deps, lead));
    events.push(...importEvents(deps, { processId, uploadId, cards }));
  }
  return events;
}

function importEvents(
  deps: EventDeps,
  content: { readonly processId: string; readonly uploadId: string; readonly cards: LeadCard[] },
): OutboxEvent[] {
  const { processId, uploadId, cards } = content;
  const event = { $case: 'imported', value: { uploadId, cards } } as const;
  const whole = leadEvent(deps, 'LeadsImported', { processId, leadId: '', version: 0, event });
  if (whole.payload.length <= IMPORT_BYTES_MAX || cards.length < 2) return [whole];
  const middle = Math.ceil(cards.length / 2);
  return [cards.slice(0, middle), cards.slice(middle)].flatMap((half) =>
    importEvents(deps, { ...content, cards: half }),
  );
}
