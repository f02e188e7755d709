import { fromTime } from '@firstring/contracts';
import type { CallRecord } from '@firstring/contracts/common/call_record';
import { LeadStatus, type LeadCard } from '@firstring/contracts/leads/lead';
import type { CallFact, ReportInput } from '../../domain/reports/report-input.ts';
import type { LocalHours } from './local-hours.ts';

/** What reports keep of a lead's card: no number, no name. */
export async function cardInput(card: LeadCard, hours: LocalHours): Promise<ReportInput> {
  const { processId, leadId, listId, vendorId, ingestLinkId } = card;
  const optInAt = fromTime(card.optInTime) ?? 0;
  const version = Number(card.version);
  const isConverted = card.status === LeadStatus.LEAD_STATUS_CONVERTED;
  const from = { listId, vendorId, ingestLinkId };
  const kept = { version, ...from, optInAt, isConverted, ...(await hours.at(processId, optInAt)) };
  return { type: 'card', processId, leadId, card: kept };
}

/** What reports keep of a call's record. */
export async function callInput(record: CallRecord, seenAt: number, hours: LocalHours): Promise<ReportInput> {
  const { processId, leadId, attemptId, campaignId, callerId, agentId, trunkId } = record;
  const endAt = fromTime(record.endTime) ?? seenAt;
  const dialAt = fromTime(record.dialTime) ?? fromTime(record.inviteTime) ?? endAt;
  const call: CallFact = {
    ...(await hours.at(processId, dialAt)),
    campaignId,
    callerId,
    agentId,
    trunkId,
    cause: record.endCause.replace('END_CAUSE_', ''),
    dialAt,
    ...instant('inviteAt', record.inviteTime),
    ...instant('ringAt', record.ringTime),
    ...instant('answerAt', record.answerTime),
    ...instant('bridgeAt', record.bridgeTime),
    endAt,
  };
  return { type: 'called', processId, leadId, attemptId, call };
}

function instant<Name extends string>(
  name: Name,
  time: Date | undefined,
): { readonly [key in Name]?: number } {
  const at = fromTime(time);
  return at === undefined ? {} : ({ [name]: at } as { [key in Name]: number }); // the one key there is
}
