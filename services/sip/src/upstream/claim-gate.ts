import { toTime } from '@firstring/contracts';
import {
  AttemptOutcome,
  Permit as WirePermit,
  type GuardKey,
  type RedeemPermitResponse,
} from '@firstring/contracts/claim/claim_service';
import { AppError, unreachable, type Clock } from '@firstring/kernel';
import type { ClaimGate, RedeemResult } from '../app/ports.ts';
import type { SettleOutcome } from '../domain/call-action.ts';
import type { Permit } from '../domain/permit.ts';

/** The two calls of the gRPC client that are used here. */
export interface ClaimClient {
  redeemPermit(request: {
    requestId: string;
    permit: WirePermit;
    sipTime: Date;
  }): Promise<RedeemPermitResponse>;
  settlePermit(request: {
    requestId: string;
    key: GuardKey;
    permitId: string;
    outcome: AttemptOutcome;
  }): Promise<unknown>;
}

const REDEEM_TRIES = 2;

/** The claim service over gRPC. The clients' deadline bounds every call. */
export function createClaimGate(claim: ClaimClient, clock: Clock): ClaimGate {
  return {
    redeem: (permit, tryNumber) => redeem(claim, clock, { permit, tryNumber }),
    async settle(permit, outcome) {
      await claim.settlePermit({
        requestId: `${permit.attemptId}:settle:${outcome}`,
        key: { processId: permit.processId, phone: permit.phone, leadId: permit.leadId },
        permitId: permit.permitId,
        outcome: encodeOutcome(outcome),
      });
    },
  };
}

/** An answer that does not come is asked for once more with the same request; then it is a refusal: in doubt nobody is dialled (F31). */
async function redeem(
  claim: ClaimClient,
  clock: Clock,
  { permit, tryNumber }: { permit: Permit; tryNumber: number },
): Promise<RedeemResult> {
  const request = {
    requestId: redeemId(permit, tryNumber),
    previousRequestId: tryNumber > 1 ? redeemId(permit, tryNumber - 1) : '',
    permit: WirePermit.decode(Buffer.from(permit.sealed, 'base64url')),
  };
  let failure: AppError | undefined;
  for (let attempt = 0; attempt < REDEEM_TRIES; attempt += 1) {
    try {
      const answer = await claim.redeemPermit({ ...request, sipTime: toTime(clock.now()) });
      if (answer.allowed) return { type: 'redeemed' };
      return { type: 'refused', reason: answer.reasons[0]?.reason ?? 'PERMIT_INVALID' };
    } catch (error) {
      failure = AppError.from(error);
      if (failure.code !== 'unavailable' && failure.code !== 'deadline_exceeded') break;
    }
  }
  return { type: 'refused', reason: failure?.reason ?? 'UNAVAILABLE' };
}

function redeemId(permit: Permit, tryNumber: number): string {
  return `${permit.attemptId}:redeem:${tryNumber}`;
}

function encodeOutcome(outcome: SettleOutcome): AttemptOutcome {
  switch (outcome) {
    case 'RINGING':
      return AttemptOutcome.ATTEMPT_OUTCOME_RINGING;
    case 'NOT_RUNG':
      return AttemptOutcome.ATTEMPT_OUTCOME_NOT_RUNG;
    case 'COUNTED':
      return AttemptOutcome.ATTEMPT_OUTCOME_COUNTED;
    default:
      return unreachable(outcome);
  }
}
