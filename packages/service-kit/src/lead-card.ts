import { fromTime } from '@firstring/contracts';
import { DialState as WireDialState, type LeadCard } from '@firstring/contracts/leads/lead';
import type { AttemptResult, CadenceFacts, DialState } from '@firstring/domain';

const DIAL_STATES: Readonly<Record<WireDialState, DialState>> = {
  [WireDialState.DIAL_STATE_UNSPECIFIED]: 'open',
  [WireDialState.DIAL_STATE_OPEN]: 'open',
  [WireDialState.DIAL_STATE_CALLBACK]: 'callback',
  [WireDialState.DIAL_STATE_POSTPONED]: 'postponed',
  [WireDialState.DIAL_STATE_AUTOMATIC_REDIAL]: 'automatic_redial',
  [WireDialState.DIAL_STATE_WINNER]: 'winner',
  [WireDialState.DIAL_STATE_LOSER]: 'loser',
  [WireDialState.DIAL_STATE_ARCHIVED]: 'archived',
  [WireDialState.UNRECOGNIZED]: 'archived',
};

const RESULTS: ReadonlySet<string> = new Set<AttemptResult>([
  'answered',
  'no_answer',
  'busy',
  'congested',
  'failed',
]);

/** The cadence's view of a wire card; the scheduler and the gate must read it alike. A dial state from the future is not dialled. */
export function cadenceFacts(card: LeadCard): CadenceFacts {
  return {
    optInAt: fromTime(card.optInTime) ?? 0,
    timeZone: card.timeZone,
    cadenceAttempts: card.cadenceAttempts,
    totalAttempts: card.totalAttempts,
    dayAttempts: card.dayAttempts,
    lastAttemptDay: card.lastAttemptDay,
    lastAttemptEndAt: fromTime(card.lastAttemptEndTime),
    lastAttemptResult: isResult(card.lastAttemptResult) ? card.lastAttemptResult : undefined,
    dialState: DIAL_STATES[card.dialState],
    callbackAt: fromTime(card.callbackTime),
    callbackAgentId: card.callbackAgentId === '' ? undefined : card.callbackAgentId,
  };
}

function isResult(text: string): text is AttemptResult {
  return RESULTS.has(text);
}
