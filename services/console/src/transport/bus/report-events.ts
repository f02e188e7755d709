import { decoded, decodedOfProcess, PoisonMessage, type BusMessage } from '@firstring/bus';
import { CALL_EVENTS, DECISION_EVENTS, fromTime, LEAD_EVENTS } from '@firstring/contracts';
import type { LeadCard } from '@firstring/contracts/leads/lead';
import { LeadEvent } from '@firstring/contracts/leads/lead_events';
import { DecisionEvent } from '@firstring/contracts/scheduling/scheduling_service';
import { CallEvent } from '@firstring/contracts/sip/call_events';
import type { ReportBook } from '../../app/reports/report-book.ts';
import { callInput, cardInput } from '../../app/reports/report-inputs.ts';
import type { LocalHours } from '../../app/reports/local-hours.ts';
import type { ReportInput } from '../../domain/reports/report-input.ts';

/** Events of one partition that are handled together, at most: one of a file has hundreds of leads. */
export const EVENTS_AT_ONCE = 100;

/** What reports are counted from. */
export const REPORT_TOPICS: readonly string[] = [LEAD_EVENTS.name, DECISION_EVENTS.name, CALL_EVENTS.name];

export interface ReportEventsDeps {
  readonly reportBook: ReportBook;
  readonly localHours: LocalHours;
}

/** Counts events: done when the figures have them. */
export function followReportEvents({
  reportBook,
  localHours,
}: ReportEventsDeps): (batch: readonly BusMessage[]) => Promise<void> {
  return async (batch) => {
    const inputs: ReportInput[] = [];
    let occurredAt = 0;
    for (const message of batch) {
      inputs.push(...(await reportInputs(message, localHours)));
      occurredAt = Math.max(occurredAt, message.occurredAt);
    }
    // After as many as are handed out the bus has more: the partition must not stand while these wait for others.
    if (batch.length < EVENTS_AT_ONCE) await reportBook.take(inputs, occurredAt);
    else await reportBook.takeNow(inputs, occurredAt);
  };
}

/** What one event says; a PoisonMessage where it cannot be read. */
export async function reportInputs(message: BusMessage, hours: LocalHours): Promise<readonly ReportInput[]> {
  switch (message.topic) {
    case LEAD_EVENTS.name:
      return leadInputs(decodedOfProcess(LeadEvent, message), hours);
    case CALL_EVENTS.name:
      return callInputs(decodedOfProcess(CallEvent, message), message.occurredAt, hours);
    default:
      return decisionInputs(decoded(DecisionEvent, message), message.occurredAt);
  }
}

async function leadInputs(
  { processId, leadId, event }: LeadEvent,
  hours: LocalHours,
): Promise<ReportInput[]> {
  switch (event?.$case) {
    case 'accepted':
    case 'updated':
      return cardInputs(event.value.card === undefined ? [] : [event.value.card], hours);
    case 'imported':
      // Hundreds of leads of a file: others have their turn.
      await new Promise((resolve) => setImmediate(resolve));
      return cardInputs(event.value.cards, hours);
    case 'deleted':
      return [{ type: 'deleted', processId, leadId }];
    // The order of leads is no figure.
    case 'placed':
    case undefined:
      return [];
  }
}

async function cardInputs(cards: readonly LeadCard[], hours: LocalHours): Promise<ReportInput[]> {
  return Promise.all(cards.map((card) => cardInput(card, hours)));
}

async function callInputs(
  { processId, leadId, event }: CallEvent,
  occurredAt: number,
  hours: LocalHours,
): Promise<ReportInput[]> {
  if (event?.$case !== 'ended' || processId === '') return [];
  const { record } = event.value;
  if (record === undefined) throw new PoisonMessage('an ended call has no record');
  return [await callInput({ ...record, processId, leadId }, occurredAt, hours)];
}

function decisionInputs(event: DecisionEvent, occurredAt: number): ReportInput[] {
  const { processId, leadId, attemptId, campaignId, level, outcome, disposal } = event;
  if (leadId === '' || attemptId === '' || processId === '') return [];
  const about = { processId, leadId, attemptId };
  if (outcome === 'presented' || outcome === 'opened') {
    const at = fromTime(event.decisionTime) ?? occurredAt;
    return [{ type: 'presented', ...about, campaignId, level, at }];
  }
  if (outcome !== 'disposed' || disposal === undefined || disposal.category === '') return [];
  return [{ type: 'disposed', ...about, category: disposal.category }];
}
