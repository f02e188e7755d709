import { reasonError } from '@firstring/contracts';
import { ClaimReason, type ReleaseClaimRequest } from '@firstring/contracts/claim/claim_service';
import {
  Claim,
  type ForceReleaseLockRequest,
  type OwnershipServiceImplementation,
} from '@firstring/contracts/claim/ownership_service';
import type {
  ClaimingServiceImplementation,
  ClaimingSettings,
} from '@firstring/contracts/leads/claiming_service';
import { systemClock } from '@firstring/kernel/system';
import { pageOf } from './_page-of.ts';

const unimplemented = async (): Promise<never> => {
  throw reasonError('INTERNAL', { message: 'not part of this fake' });
};

/** Who owns what, because the test says so. */
export class FakeOwners {
  readonly claims = new Map<string, Claim>();
  readonly forced: ForceReleaseLockRequest[] = [];
  /** Leads whose call runs. */
  readonly inCall = new Set<string>();
  isDown = false;

  add(claim: Partial<Claim> & { leadId: string; agentId: string }): void {
    const claimTime = new Date(systemClock.now() - 3_600_000);
    const fixed = { processId: 'p1', reason: ClaimReason.CLAIM_REASON_ASKED, claimTime };
    this.claims.set(claim.leadId, Claim.fromPartial({ ...fixed, actorId: claim.agentId, ...claim }));
  }

  release({ key, agentId }: ReleaseClaimRequest): void {
    const claim = this.claims.get(key?.leadId ?? '');
    if (claim === undefined) return;
    if (agentId !== '' && claim.agentId !== agentId) throw reasonError('CLAIMED_BY_OTHER');
    this.claims.delete(claim.leadId);
  }

  readonly service: OwnershipServiceImplementation = {
    endCallback: unimplemented,
    listClaims: async ({ processId, agentId, callbacks, page }) => {
      const found = [...this.claims.values()].filter(
        (claim) =>
          claim.processId === processId &&
          (agentId === '' || claim.agentId === agentId) &&
          (!callbacks || claim.dueTime !== undefined),
      );
      const { items, nextPageToken } = pageOf(found, page);
      return { claims: items, nextPageToken };
    },
    reassignClaim: async ({ key, fromAgentId, agentId, actorId }) => {
      const claim = this.claims.get(key?.leadId ?? '');
      if (claim === undefined) throw reasonError('NOT_FOUND');
      if (claim.agentId !== fromAgentId) throw reasonError('CLAIMED_BY_OTHER');
      if (claim.lockedByAgentId !== '') throw reasonError('LOCKED_BY_OTHER');
      const given = { ...claim, agentId, actorId };
      this.claims.set(claim.leadId, given);
      return { claim: given };
    },
    releaseAgentClaims: async ({ agentId, processId }) => {
      if (this.isDown) throw reasonError('UNAVAILABLE');
      const theirs = [...this.claims.values()].filter(
        (claim) => claim.agentId === agentId && (processId === '' || claim.processId === processId),
      );
      for (const { leadId } of theirs) this.claims.delete(leadId);
      return { released: theirs.length, more: theirs.length > 0 };
    },
    forceReleaseLock: async (request) => {
      const leadId = request.key?.leadId ?? '';
      if (this.inCall.has(leadId) && !request.duringCall) throw reasonError('LEAD_IN_CALL');
      this.forced.push(request);
      const claim = this.claims.get(leadId);
      if (claim === undefined) return { agentId: '' };
      this.claims.set(leadId, { ...claim, lockedByAgentId: '' });
      return { agentId: claim.lockedByAgentId };
    },
  };
}

/** Claiming settings of lead-store: the built-in ones until they are changed. */
export function fakeClaiming(): ClaimingServiceImplementation {
  const stored = new Map<string, ClaimingSettings>();
  const builtIn = { onWinner: false, onScheduled: true, onPostponed: false, releaseAfterDays: 0 };
  const read = (processId: string): ClaimingSettings =>
    stored.get(processId) ?? { processId, ...builtIn, version: 0n };
  return {
    getClaiming: async ({ processId }) => ({ settings: read(processId) }),
    putClaiming: async ({ settings }) => {
      if (settings === undefined) throw reasonError('INVALID_ARGUMENT');
      if (read(settings.processId).version !== settings.version) throw reasonError('VERSION_CONFLICT');
      const next = { ...settings, version: settings.version + 1n };
      stored.set(settings.processId, next);
      return { settings: next };
    },
  };
}
