import { fromTime, reasonError } from '@firstring/contracts';
import { Permit as WirePermit } from '@firstring/contracts/claim/claim_service';
import { required } from '@firstring/service-kit';
import type { Permit } from '../../domain/permit.ts';

/** A phone that may ring longer than this is somebody's mistake. */
const RING_LIMIT_S_MAX = 300;

/** The permit, read and kept whole: claim gets back exactly what it has signed. */
export function decodePermit(wire: WirePermit | undefined): Permit {
  if (wire === undefined) throw reasonError('PERMIT_INVALID');
  const ringLimitS = wire.ringLimitSeconds;
  if (ringLimitS < 1 || ringLimitS > RING_LIMIT_S_MAX) {
    throw reasonError('PERMIT_INVALID', { details: { field: 'ring_limit_seconds' } });
  }
  return {
    permitId: required(wire.permitId, 'permit_id'),
    processId: required(wire.processId, 'process_id'),
    campaignId: wire.campaignId,
    leadId: required(wire.leadId, 'lead_id'),
    phone: required(wire.phone, 'phone'),
    agentId: required(wire.agentId, 'agent_id'),
    attemptId: decodeAttemptId(wire.attemptId),
    fencingToken: wire.fencingToken.toString(),
    dialAt: fromTime(wire.dialTime),
    callerId: wire.callerId,
    otherCallerIds: wire.otherCallerIds,
    trunkIds: wire.trunkIds,
    ringLimitMs: ringLimitS * 1000,
    dialback: wire.dialback,
    sealed: Buffer.from(WirePermit.encode(wire).finish()).toString('base64url'),
  };
}

/** It becomes part of a Call-ID and of a header: nothing that could break a line. */
export function decodeAttemptId(attemptId: string): string {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(attemptId)) {
    throw reasonError('INVALID_ARGUMENT', { details: { field: 'attempt_id' } });
  }
  return attemptId;
}
