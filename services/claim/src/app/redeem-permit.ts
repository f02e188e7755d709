import type { ErrorReason } from '@firstring/contracts';
import { PermitKind, type Permit } from '@firstring/contracts/claim/claim_service';
import { redeemPermit as step } from '../domain/permit.ts';
import { guardId } from '../store/guards.ts';
import { readLastExclusion } from './exclusion-check.ts';
import type { ClaimDeps } from './ports.ts';
import { isListed } from './test-numbers.ts';
import { updateGuard } from './update-guard.ts';

export interface RedeemPermitCommand {
  readonly requestId: string;
  /** Empty for the first INVITE of the attempt. */
  readonly previousRequestId: string;
  readonly permit: Permit;
  readonly sipNowAt: number;
}

export type RedeemResult = { type: 'allowed' } | { type: 'refused'; reason: ErrorReason };

/** The last look before an INVITE: signature, clocks, guard, exclusion, then one compare-and-set. */
export async function redeemPermit(deps: ClaimDeps, command: RedeemPermitCommand): Promise<RedeemResult> {
  const result = await tryRedeem(deps, command);
  if (result.type === 'refused') {
    deps.events.permitRefused({ attemptId: command.permit.attemptId, reason: result.reason });
  }
  return result;
}

async function tryRedeem(
  deps: ClaimDeps,
  { requestId, previousRequestId, permit, sipNowAt }: RedeemPermitCommand,
): Promise<RedeemResult> {
  if (!deps.signer.verify(permit)) return { type: 'refused', reason: 'PERMIT_INVALID' };
  if (Math.abs(sipNowAt - deps.clock.now()) > deps.clockSkewMs)
    return { type: 'refused', reason: 'CLOCK_SKEW' };
  const target = { processId: permit.processId, phone: permit.phone };
  // An exclusion written after this read has not touched the guard yet: its own step either withdraws the permit before
  // our compare-and-set, which then finds none, or comes after it, sees a redeemed permit, and waits for the INVITE.
  const before = await deps.guards.get(guardId(target.processId, target.phone));
  const exclusion = await readLastExclusion(deps, target, before?.doc.permit?.marks ?? []);
  const isTest = permit.kind === PermitKind.PERMIT_KIND_TEST;
  const listed = isTest && (await isListed(deps, target, permit.trunkIds[0] ?? ''));
  return updateGuard(deps, target, (guard) =>
    step(
      guard,
      {
        requestId,
        permitId: permit.permitId,
        leadId: permit.leadId,
        token: permit.fencingToken,
        exclusion: exclusion?.reason,
        isListed: listed,
        ...(previousRequestId === '' ? {} : { previousRequestId }),
      },
      deps.leaseClock.now(),
    ),
  );
}
