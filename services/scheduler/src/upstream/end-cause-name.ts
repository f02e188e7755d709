import type { EndCause } from '@firstring/contracts/common/call_record';

/** `END_CAUSE_NO_ANSWER` as `no_answer`. */
export function endCauseName(cause: EndCause | undefined): string {
  return (cause ?? 'END_CAUSE_UNKNOWN').toLowerCase().replace(/^end_cause_/, '');
}
