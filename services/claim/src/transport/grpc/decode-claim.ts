import { fromTime } from '@firstring/contracts';
import { ClaimReason as Wire, type ClaimLeadRequest } from '@firstring/contracts/claim/claim_service';
import type { GuardRef } from '../../app/ports.ts';
import type { ClaimReason } from '../../domain/guard.ts';
import type { ClaimLead } from '../../domain/ownership.ts';
import { decodeGuardRef, decodeId, decodeRequestId, decodeToken, invalidField } from './decode.ts';

const RELEASE_AFTER_MS_MAX = 3650 * 86_400_000;

const REASONS: Readonly<Partial<Record<Wire, ClaimReason>>> = {
  [Wire.CLAIM_REASON_UNSPECIFIED]: 'asked',
  [Wire.CLAIM_REASON_ASKED]: 'asked',
  [Wire.CLAIM_REASON_CALLBACK]: 'callback',
  [Wire.CLAIM_REASON_WINNER]: 'winner',
  [Wire.CLAIM_REASON_POSTPONED]: 'postponed',
};

const WIRE_REASONS: Readonly<Record<ClaimReason, Wire>> = {
  asked: Wire.CLAIM_REASON_ASKED,
  callback: Wire.CLAIM_REASON_CALLBACK,
  winner: Wire.CLAIM_REASON_WINNER,
  postponed: Wire.CLAIM_REASON_POSTPONED,
};

export function wireReason(reason: ClaimReason): Wire {
  return WIRE_REASONS[reason];
}

export function decodeClaimLead(request: ClaimLeadRequest): GuardRef & ClaimLead {
  const reason = REASONS[request.reason];
  if (reason === undefined) throw invalidField('reason', 'is not known');
  const dueAt = fromTime(request.dueTime);
  if (reason === 'callback' && dueAt === undefined)
    throw invalidField('due_time', 'is required for a callback');
  if (reason !== 'callback' && dueAt !== undefined) throw invalidField('due_time', 'belongs to a callback');
  const { releaseAfterMs } = request;
  if (releaseAfterMs < 0n || releaseAfterMs > BigInt(RELEASE_AFTER_MS_MAX)) {
    throw invalidField('release_after_ms', `is from 0 to ${RELEASE_AFTER_MS_MAX}`);
  }
  return {
    ...decodeGuardRef(request.key),
    requestId: decodeRequestId(request.requestId),
    agentId: decodeId(request.agentId, 'agent_id'),
    token: decodeToken(request.fencingToken),
    reason,
    dueAt,
    releaseAfterMs: Number(releaseAfterMs),
  };
}

/** An agent that need not be named. */
export function optionalAgent(value: string, field: string): string {
  return value === '' ? '' : decodeId(value, field);
}

/** Who does it, for the event. */
export function decodeActor(value: string): string {
  return decodeId(value, 'actor_id');
}
