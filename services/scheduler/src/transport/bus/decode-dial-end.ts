import { fromTime } from '@firstring/contracts';
import {
  CallDirection,
  EndCause,
  type LeadChoice as WireChoice,
} from '@firstring/contracts/common/call_record';
import type { CallEvent } from '@firstring/contracts/sip/call_events';
import type { DialEnd, LeadChoice } from '../../domain/pacing/automatic.ts';

const CHOICES: Readonly<Partial<Record<WireChoice, LeadChoice>>> = {
  LEAD_CHOICE_CONNECT: 'connect',
  LEAD_CHOICE_LATER: 'later',
  LEAD_CHOICE_EXCLUDE: 'exclude',
};

/** The record of a call that went out, for the campaign's pacing. */
export function decodeDialEnd({ event }: CallEvent): DialEnd | undefined {
  if (event?.$case !== 'ended') return undefined;
  const { record } = event.value;
  const endedAt = fromTime(record?.endTime);
  if (record === undefined || endedAt === undefined) return undefined;
  if (record.direction === CallDirection.CALL_DIRECTION_INBOUND) return undefined;
  const { attemptId, processId, campaignId, endCause } = record;
  return {
    attemptId,
    processId,
    campaignId,
    inviteAt: fromTime(record.inviteTime),
    answeredAt: fromTime(record.answerTime),
    bridgedAt: fromTime(record.bridgeTime),
    endedAt,
    byLead: endCause === EndCause.END_CAUSE_LEAD_HUNG_UP,
    choice: CHOICES[record.leadChoice],
    isPlayed: endCause === EndCause.END_CAUSE_ANNOUNCED,
  };
}
