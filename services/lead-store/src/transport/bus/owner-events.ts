import { decodedOfProcess, type BusMessage } from '@firstring/bus';
import { ClaimEvent } from '@firstring/contracts/claim/claim_events';
import { followOwner } from '../../app/follow-owner.ts';
import type { LeadStoreDeps } from '../../app/ports.ts';
import type { OwnerChange } from '../../domain/follow-owner.ts';

/** Follows dialing.claim.events.v1 for owners only, one after the other: a process's changes keep their order. */
export function followOwners(deps: LeadStoreDeps): (batch: readonly BusMessage[]) => Promise<void> {
  return async (batch) => {
    for (const message of batch) {
      if (message.type !== 'LeadClaimed' && message.type !== 'ClaimReleased') continue;
      const { processId, leadId, event } = decodedOfProcess(ClaimEvent, message);
      const change = changeOf(event);
      if (change !== undefined) await followOwner(deps, { processId, leadId }, change);
    }
  };
}

function changeOf(event: ClaimEvent['event']): OwnerChange | undefined {
  switch (event?.$case) {
    case 'leadClaimed':
      return { type: 'claimed', agentId: event.value.agentId };
    case 'claimReleased':
      return { type: 'released', agentId: event.value.agentId };
    default:
      return undefined;
  }
}
