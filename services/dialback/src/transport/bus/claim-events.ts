import { decodedOfProcess, type BusMessage } from '@firstring/bus';
import { ClaimEvent } from '@firstring/contracts/claim/claim_events';
import { cancelExcluded } from '../../app/cancel-excluded.ts';
import type { DialbackDeps } from '../../app/ports.ts';
import { updateMissedCalls } from '../../app/update-missed-calls.ts';

const TYPES: ReadonlySet<string> = new Set([
  'NumberExcluded',
  'NumbersExcluded',
  'LeadClaimed',
  'ClaimReleased',
]);

/** Follows dialing.claim.events.v1: numbers that may never be dialled, and who owns a lead. */
export function followClaims(deps: DialbackDeps): (batch: readonly BusMessage[]) => Promise<void> {
  return async (batch) => {
    for (const message of batch) {
      if (TYPES.has(message.type)) await follow(deps, decodedOfProcess(ClaimEvent, message));
    }
  };
}

async function follow(deps: DialbackDeps, { processId, phone, leadId, event }: ClaimEvent): Promise<void> {
  const owner = { type: 'owner-changed', leadId } as const;
  switch (event?.$case) {
    case 'numberExcluded':
      return cancelExcluded(deps, processId, [phone]);
    case 'numbersExcluded':
      return cancelExcluded(deps, processId, event.value.phones);
    case 'leadClaimed':
      await updateMissedCalls(deps, { processId, phone }, { ...owner, ownerId: event.value.agentId });
      return;
    case 'claimReleased':
      await updateMissedCalls(deps, { processId, phone }, { ...owner, ownerId: undefined });
      return;
    default:
  }
}
