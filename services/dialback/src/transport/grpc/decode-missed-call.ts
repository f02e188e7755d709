import { reasonError } from '@firstring/contracts';
import { DialbackOutcome, MissedCause as WireCause } from '@firstring/contracts/dialback/dialback_service';
import type { Settlement } from '../../domain/dialback.ts';
import type { MissedCause } from '../../domain/missed-calls.ts';

export function decodeCause(cause: WireCause): MissedCause {
  switch (cause) {
    case WireCause.MISSED_CAUSE_CALLER_HUNG_UP:
      return 'caller_hung_up';
    case WireCause.MISSED_CAUSE_QUEUE_TIMEOUT:
      return 'queue_timeout';
    case WireCause.MISSED_CAUSE_NO_AGENT:
      return 'no_agent';
    case WireCause.MISSED_CAUSE_CLOSED_HOURS:
      return 'closed_hours';
    case WireCause.MISSED_CAUSE_REFUSED:
      return 'refused';
    case WireCause.MISSED_CAUSE_UNSPECIFIED:
    case WireCause.UNRECOGNIZED:
      throw reasonError('INVALID_ARGUMENT', { details: { field: 'cause' } });
  }
}

export function decodeOutcome(outcome: DialbackOutcome): Settlement {
  switch (outcome) {
    case DialbackOutcome.DIALBACK_OUTCOME_DIALING:
      return 'dialing';
    case DialbackOutcome.DIALBACK_OUTCOME_BRIDGED:
      return 'bridged';
    case DialbackOutcome.DIALBACK_OUTCOME_UNANSWERED:
      return 'unanswered';
    case DialbackOutcome.DIALBACK_OUTCOME_RETURNED:
      return 'returned';
    case DialbackOutcome.DIALBACK_OUTCOME_CALLER_REACHED:
      return 'caller-reached';
    case DialbackOutcome.DIALBACK_OUTCOME_WITHDRAWN:
      return 'withdrawn';
    case DialbackOutcome.DIALBACK_OUTCOME_UNSPECIFIED:
    case DialbackOutcome.UNRECOGNIZED:
      throw reasonError('INVALID_ARGUMENT', { details: { field: 'outcome' } });
  }
}
