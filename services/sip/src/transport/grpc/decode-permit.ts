import { fromTime, reasonError } from '@firstring/contracts';
import { Permit as WirePermit, PermitKind } from '@firstring/contracts/claim/claim_service';
import { required } from '@firstring/service-kit';
import type { Permit, TestPermit } from '../../domain/permit.ts';

/** A phone that may ring longer than this is somebody's mistake. */
const RING_LIMIT_S_MAX = 300;

/** The permit of a lead's attempt, or of one to a number that an agent has typed and that is in no lead. */
export function decodePermit(wire: WirePermit | undefined): Permit {
  switch (wire?.kind) {
    case PermitKind.PERMIT_KIND_UNSPECIFIED:
      required(wire.leadId, 'lead_id');
      required(wire.agentId, 'agent_id');
      return decodeAny(wire);
    case PermitKind.PERMIT_KIND_NUMBER:
      if (wire.leadId !== '') throw wrongKind();
      required(wire.agentId, 'agent_id');
      return decodeAny(wire);
    default:
      throw wrongKind();
  }
}

/** The permit of a lead's attempt that begins with the lead: it names no agent (ADR 23). */
export function decodeLeadFirstPermit(wire: WirePermit | undefined): Permit {
  if (wire?.kind !== PermitKind.PERMIT_KIND_UNSPECIFIED) throw wrongKind();
  required(wire.leadId, 'lead_id');
  if (wire.agentId !== '') throw reasonError('PERMIT_INVALID', { details: { field: 'agent_id' } });
  return decodeAny(wire);
}

/** The permit of a call that tries a trunk. Neither kind opens the other's door. */
export function decodeTestPermit(wire: WirePermit | undefined): TestPermit {
  if (wire?.kind !== PermitKind.PERMIT_KIND_TEST) throw wrongKind();
  const [trunkId = '', ...others] = wire.trunkIds;
  required(wire.agentId, 'agent_id');
  if (trunkId === '' || others.length > 0)
    throw reasonError('PERMIT_INVALID', { details: { field: 'trunk_ids' } });
  return { ...decodeAny(wire), trunkId };
}

function wrongKind(): Error {
  return reasonError('PERMIT_INVALID', { details: { field: 'kind' } });
}

/** Read and kept whole: claim gets back exactly what it has signed. */
function decodeAny(wire: WirePermit): Permit {
  const ringLimitS = wire.ringLimitSeconds;
  if (ringLimitS < 1 || ringLimitS > RING_LIMIT_S_MAX) {
    throw reasonError('PERMIT_INVALID', { details: { field: 'ring_limit_seconds' } });
  }
  return {
    permitId: required(wire.permitId, 'permit_id'),
    processId: required(wire.processId, 'process_id'),
    campaignId: wire.campaignId,
    leadId: wire.leadId,
    phone: required(wire.phone, 'phone'),
    agentId: wire.agentId,
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
