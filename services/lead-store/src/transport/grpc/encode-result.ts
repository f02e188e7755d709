import { UpsertOutcome, type UpsertResult as WireResult } from '@firstring/contracts/leads/lead_service';
import type { UpsertResult } from '../../app/upsert-leads.ts';

/** What became of a submission, in the words of the contract. */
export function encodeResult(result: UpsertResult): WireResult {
  if (result.type === 'refused') {
    const outcome = UpsertOutcome.UPSERT_OUTCOME_REFUSED;
    return { outcome, leadId: '', version: 0n, ignoredParameters: [], reason: result.reason };
  }
  const { leadId, answer } = result;
  return {
    outcome:
      answer.type === 'created' ? UpsertOutcome.UPSERT_OUTCOME_CREATED : UpsertOutcome.UPSERT_OUTCOME_UPDATED,
    leadId,
    version: BigInt(answer.version),
    ignoredParameters: [...(answer.ignoredParameters ?? [])],
    reason: '',
  };
}
