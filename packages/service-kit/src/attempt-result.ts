import { EndCause, type CallRecord } from '@firstring/contracts/common/call_record';
import type { AttemptResult } from '@firstring/domain';

const RESULTS: Readonly<Record<EndCause, AttemptResult>> = {
  [EndCause.END_CAUSE_LEAD_HUNG_UP]: 'answered',
  [EndCause.END_CAUSE_AGENT_HUNG_UP]: 'answered',
  [EndCause.END_CAUSE_ABANDONED]: 'answered',
  [EndCause.END_CAUSE_ANNOUNCED]: 'answered',
  [EndCause.END_CAUSE_NO_ANSWER]: 'no_answer',
  [EndCause.END_CAUSE_CANCELLED]: 'no_answer',
  [EndCause.END_CAUSE_BUSY]: 'busy',
  [EndCause.END_CAUSE_REJECTED]: 'busy',
  [EndCause.END_CAUSE_CONGESTED]: 'congested',
  [EndCause.END_CAUSE_LOST]: 'failed',
  [EndCause.END_CAUSE_INVALID_NUMBER]: 'failed',
  [EndCause.END_CAUSE_FORBIDDEN]: 'failed',
  [EndCause.END_CAUSE_FAILED]: 'failed',
  [EndCause.END_CAUSE_UNKNOWN]: 'failed',
  [EndCause.END_CAUSE_AGENT_UNREACHABLE]: 'failed',
  [EndCause.END_CAUSE_BLOCKED]: 'failed',
  [EndCause.END_CAUSE_UNSPECIFIED]: 'failed',
  [EndCause.UNRECOGNIZED]: 'failed',
};

/** Undefined when no INVITE left for the lead; a call that was answered and lost was answered. */
export function attemptResult(record: CallRecord): AttemptResult | undefined {
  if (record.answerTime !== undefined) return 'answered';
  if (!record.counted && record.inviteTime === undefined) return undefined;
  return RESULTS[record.endCause];
}
