import type { RecordOutcomeRequest, RecordOutcomeResponse } from '@firstring/contracts/leads/lead_service';

/** The built-in claiming settings: a callback of one's own at an agreed time is a claim. */
export function claimCallbacks({
  callbackTime,
  callbackCommon,
}: RecordOutcomeRequest): Partial<RecordOutcomeResponse> {
  if (callbackTime === undefined) return {};
  if (callbackCommon) return { givesUpClaim: true };
  return { claim: { reason: 'callback', dueTime: callbackTime, releaseAfterMs: 0n } };
}

/** claim's OwnershipService as far as the scheduler asks for it. */
export function fakeOwners({ log }: { readonly log: string[] }): object {
  return {
    endCallback: async () => {
      log.push('end callback');
      return {};
    },
  };
}
