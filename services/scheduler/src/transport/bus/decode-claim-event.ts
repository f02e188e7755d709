import type { ClaimEvent } from '@firstring/contracts/claim/claim_events';
import { unreachable } from '@firstring/kernel';
import type { ClaimChange } from '../../app/apply-claim-event.ts';

/** What claim decided, as far as the order follows it. */
export function decodeClaimEvent(event: ClaimEvent): ClaimChange | undefined {
  const change = claimChange(event);
  if (change === undefined) return undefined;
  const { processId, phone, leadId } = event;
  return { processId, phone, leadId, token: Number(event.fencingToken), change };
}

function claimChange({ event }: ClaimEvent): ClaimChange['change'] | undefined {
  switch (event?.$case) {
    case 'lockAcquired':
      return { type: 'lock_acquired' };
    case 'lockReleased':
      return {
        type: 'lock_released',
        leadVersion: Number(event.value.leadVersion),
        isForced: event.value.forcedBy !== '',
      };
    case 'lockExpired':
      return { type: 'lock_expired' };
    case 'permitSettled':
      return { type: 'permit_settled' };
    case 'leadClaimed':
      return { type: 'claimed', agentId: event.value.agentId };
    case 'claimReleased':
      return { type: 'claim_released' };
    case 'numberExcluded':
      return { type: 'excluded', excluded: true };
    case 'numberReadmitted':
      return { type: 'excluded', excluded: false };
    case 'numbersExcluded':
      return { type: 'all_excluded', phones: event.value.phones };
    case 'customersReadmitted':
      return { type: 'customers_readmitted' };
    case 'permitIssued':
    case 'permitRedeemed':
    case undefined:
      return undefined;
    default:
      return unreachable(event);
  }
}
