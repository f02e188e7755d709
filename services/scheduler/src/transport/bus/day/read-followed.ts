import type { BusMessage } from '@firstring/bus';
import { CALL_EVENTS, CLAIM_EVENTS, DIALBACK_EVENTS, fromTime, LEAD_EVENTS } from '@firstring/contracts';
import { ClaimEvent } from '@firstring/contracts/claim/claim_events';
import { DialbackEvent } from '@firstring/contracts/dialback/dialback_service';
import { LeadEvent } from '@firstring/contracts/leads/lead_events';
import { CallEvent } from '@firstring/contracts/sip/call_events';
import { attemptResult } from '@firstring/service-kit/attempt-result';
import type { CallInput, DayInput } from '../../../app/simulate/day.ts';
import type { IndexCard } from '../../../domain/order/card.ts';
import { decodeCard } from '../../../upstream/decode-card.ts';
import { decodeDialback, isOpenDialback } from '../../../upstream/decode-dialback.ts';
import { decodeClaimEvent } from '../decode-claim-event.ts';
import type { AttemptMarks } from './attempt-marks.ts';

/** The last instant a file can say. */
const NEVER_AT = 8_640_000_000_000_000;

export type LeadNews =
  | { readonly type: 'card'; readonly processId: string; readonly card: IndexCard }
  | { readonly type: 'deleted'; readonly processId: string; readonly leadId: string };

/** What a lead event says. */
export function readLeadNews({ payload }: BusMessage): readonly LeadNews[] {
  const { processId, leadId, event } = LeadEvent.decode(payload);
  switch (event?.$case) {
    case 'accepted':
    case 'updated': {
      const { card } = event.value;
      return card === undefined ? [] : [{ type: 'card', processId, card: decodeCard(card) }];
    }
    case 'imported':
      return event.value.cards.map((card) => ({ type: 'card', processId, card: decodeCard(card) }));
    case 'deleted':
      return [{ type: 'deleted', processId, leadId }];
    default:
      return [];
  }
}

/** Leads that a message tells of. */
export function tellsOf(message: BusMessage): readonly string[] {
  switch (message.topic) {
    case LEAD_EVENTS.name:
      return readLeadNews(message).map((news) => (news.type === 'card' ? news.card.leadId : news.leadId));
    case CLAIM_EVENTS.name:
      return [ClaimEvent.decode(message.payload).leadId];
    case DIALBACK_EVENTS.name:
      return [DialbackEvent.decode(message.payload).dialback?.leadId ?? ''];
    default:
      return [];
  }
}

export interface Reading {
  readonly marks: AttemptMarks;
  readonly leadsOfPhone: (phone: string) => readonly string[];
}

/** What a message that the scheduler follows was to the day, at the instant at which it was taken in. */
export function readFollowed(message: BusMessage, at: number, reading: Reading): readonly DayInput[] {
  switch (message.topic) {
    case LEAD_EVENTS.name:
      return readLeadNews(message).map((news) => {
        const attemptId = news.type === 'card' ? reading.marks.ofCard(news.card, at) : undefined;
        return { ...news, at, ...(attemptId === undefined ? {} : { attemptId }) };
      });
    case CLAIM_EVENTS.name:
      return readClaim(message, at, reading);
    case DIALBACK_EVENTS.name: {
      const { dialback } = DialbackEvent.decode(message.payload);
      if (dialback === undefined) return [];
      const entry = decodeDialback(dialback);
      const expiresAt = Math.min(entry.expiresAt, NEVER_AT);
      return [{ type: 'dialback', at, entry: { ...entry, expiresAt }, isOpen: isOpenDialback(dialback) }];
    }
    case CALL_EVENTS.name:
      return readCall(CallEvent.decode(message.payload), at);
    default:
      return [];
  }
}

function readClaim(
  { payload }: BusMessage,
  at: number,
  { marks, leadsOfPhone }: Reading,
): readonly DayInput[] {
  const change = decodeClaimEvent(ClaimEvent.decode(payload));
  if (change === undefined) return [];
  const { leadId, token, phone } = change;
  const attemptId =
    change.change.type === 'excluded'
      ? marks.ofExclusion(leadsOfPhone(phone), at)
      : marks.ofToken(leadId, token);
  return [{ type: 'claim', at, ...change, ...(attemptId === undefined ? {} : { attemptId }) }];
}

function readCall({ attemptId, event }: CallEvent, at: number): readonly CallInput[] {
  if (event?.$case !== 'ended' || attemptId === '') return [];
  const { record } = event.value;
  if (record === undefined) return [];
  const dialledAt = fromTime(record.dialTime) ?? fromTime(record.inviteTime);
  // Nobody pressed dial: only the agent's phone rang.
  if (dialledAt === undefined) return [];
  const bridgedAt = fromTime(record.bridgeTime);
  const result = attemptResult(record);
  return [
    {
      type: 'call',
      at,
      attemptId,
      phone: record.phone,
      dialledAt,
      endedAt: fromTime(record.endTime) ?? at,
      counted: record.counted,
      ...(bridgedAt === undefined ? {} : { bridgedAt }),
      ...(result === undefined ? {} : { result }),
    },
  ];
}
