import type { Bus, OutboundMessage } from '@firstring/bus';
import { CALL_EVENTS, DECISION_EVENTS, LEAD_EVENTS, type Topic } from '@firstring/contracts';
import { CallRecord, EndCause } from '@firstring/contracts/common/call_record';
import { LeadCard, LeadStatus } from '@firstring/contracts/leads/lead';
import { LeadEvent } from '@firstring/contracts/leads/lead_events';
import { DecisionEvent } from '@firstring/contracts/scheduling/scheduling_service';
import { CallEvent } from '@firstring/contracts/sip/call_events';
import { systemRandom } from '@firstring/kernel/system';
import type { Client } from './_client.ts';
import type { ReportView } from '../src/app/views/reports.ts';

export interface ToldCall {
  attemptId: string;
  leadId: string;
  at: number;
  level?: string;
  campaignId?: string;
  callerId?: string;
  /** Answered and bridged after five seconds for this long; absent: rang in vain. */
  talkMs?: number;
  category?: string;
  agentId?: string;
  trunkId?: string;
  cause?: EndCause;
}

export interface AcceptedOf {
  listId?: string;
  version?: number;
  vendorId?: string;
  ingestLinkId?: string;
  isConverted?: boolean;
}

/** The events of one lead's arrival. */
export function accepted(leadId: string, optInAt: number, of: AcceptedOf = {}) {
  const { listId = '', version = 1, vendorId = '', ingestLinkId = '', isConverted = false } = of;
  const card = LeadCard.fromPartial({
    leadId,
    processId: 'p1',
    campaignId: 'solar',
    listId,
    optInTime: new Date(optInAt),
    vendorId,
    ingestLinkId,
    status: isConverted ? LeadStatus.LEAD_STATUS_CONVERTED : LeadStatus.LEAD_STATUS_NEW,
    version: BigInt(version),
  });
  const event = { $case: 'accepted' as const, value: { card } };
  return leadMessage('LeadAccepted', { processId: 'p1', leadId, version: BigInt(version), event }, optInAt);
}

export function deleted(leadId: string, at: number) {
  const event = { $case: 'deleted' as const, value: { phones: [], customerId: '' } };
  return leadMessage('LeadDeleted', { processId: 'p1', leadId, version: 99n, event }, at);
}

/** Presented two seconds before the dial, called, disposed. */
export function calledOnce(call: ToldCall): OutboundMessage[] {
  const { attemptId, leadId, at, level = 'P1', campaignId = 'solar', category } = call;
  const decision = (outcome: string, decidedAt: number, more: Partial<DecisionEvent> = {}) =>
    message(
      DECISION_EVENTS,
      'LeadDecided',
      DecisionEvent.encode(
        DecisionEvent.fromPartial({
          processId: 'p1',
          leadId,
          attemptId,
          campaignId,
          level,
          outcome,
          decisionTime: new Date(decidedAt),
          ...more,
        }),
      ).finish(),
      decidedAt,
    );
  return [
    ...(leadId === '' ? [] : [decision('presented', at - 2000)]),
    endedCall(call),
    ...(category === undefined
      ? []
      : [
          decision('disposed', at + 60_000, {
            disposal: { ...NO_DISPOSAL, dispositionCode: category, category },
          }),
        ]),
  ];
}

const NO_DISPOSAL = {
  dispositionCode: '',
  category: '',
  callbackTime: undefined,
  callbackCommon: false,
  claim: '',
};

function endedCall({
  attemptId,
  leadId,
  at,
  talkMs,
  campaignId = 'solar',
  callerId = '+12025550100',
  agentId = 'ann',
  trunkId = 'carrier-east',
  cause = talkMs === undefined ? EndCause.END_CAUSE_NO_ANSWER : EndCause.END_CAUSE_LEAD_HUNG_UP,
}: ToldCall) {
  const isBridged = talkMs !== undefined;
  const record = CallRecord.fromPartial({
    attemptId,
    processId: 'p1',
    campaignId,
    leadId,
    agentId,
    trunkId,
    endCause: cause,
    callerId,
    counted: true,
    dialTime: new Date(at),
    inviteTime: new Date(at + 1000),
    ringTime: new Date(at + 2000),
    ...(isBridged ? { answerTime: new Date(at + 5000), bridgeTime: new Date(at + 5000) } : {}),
    endTime: new Date(at + (isBridged ? 5000 + talkMs : 20_000)),
  });
  const event = { $case: 'ended' as const, value: { record } };
  const ended = CallEvent.fromPartial({ processId: 'p1', campaignId, leadId, attemptId, version: 5n, event });
  return message(CALL_EVENTS, 'Ended', CallEvent.encode(ended).finish(), at + 20_000);
}

function leadMessage(type: string, event: LeadEvent, at: number): OutboundMessage {
  return message(LEAD_EVENTS, type, LeadEvent.encode(event).finish(), at);
}

function message(topic: Topic, type: string, payload: Uint8Array, occurredAt: number): OutboundMessage {
  return { id: systemRandom.uuid(), topic: topic.name, key: 'p1', type, payload, occurredAt };
}

/** Publishes, and waits until the figures have all of it. */
export async function publish(bus: Bus, messages: readonly OutboundMessage[]): Promise<void> {
  for (let at = 0; at < messages.length; at += 500) await bus.publish(messages.slice(at, at + 500));
}

/** A report whose figures have everything that was published. */
export async function report(client: Client, path: string): Promise<ReportView> {
  for (let tries = 0; tries < 400; tries += 1) {
    const { body, status } = await client.get<ReportView>(`/api/reports/${path}`);
    if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
    if (body.waiting === 0) return body;
  }
  throw new Error('the figures do not come to their end');
}

/** One row's cells by the id of the row. */
export function rowOf({ rows }: ReportView, id: string): Readonly<Record<string, string | number | null>> {
  return rows.find((row) => row.id === id)?.cells ?? {};
}
