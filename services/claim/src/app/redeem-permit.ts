import type { ErrorReason } from '@firstring/contracts';
import type { ExclusionFact } from '@firstring/domain';
import { failpoint } from '@firstring/kernel';
import { PermitKind, type Permit } from '@firstring/contracts/claim/claim_service';
import { redeemPermit as step } from '../domain/permit.ts';
import { guardId } from '../store/guards.ts';
import { readLastExclusion } from './exclusion-check.ts';
import type { ClaimDeps } from './ports.ts';
import { isListed } from './test-numbers.ts';
import { updateGuard, type GuardTarget } from './update-guard.ts';

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
  const ids = { requestId, ...(previousRequestId === '' ? {} : { previousRequestId }) };
  // The lock, and what counts for the lead, are at home where that is another number (ADR 17).
  if (permit.homeGuard !== '' && permit.homeGuard !== permit.phone) {
    const home = await redeemOn(deps, permit, { ...ids, phone: permit.homeGuard });
    if (home.type === 'refused') return home;
    await failpoint('claim.d2.before');
  }
  return redeemOn(deps, permit, { ...ids, phone: permit.phone });
}

interface RedeemOn {
  readonly requestId: string;
  readonly previousRequestId?: string;
  /** Of the guard. */
  readonly phone: string;
}

async function redeemOn(deps: ClaimDeps, permit: Permit, { phone, ...ids }: RedeemOn): Promise<RedeemResult> {
  const target = { processId: permit.processId, phone };
  // An exclusion written after this read has not touched the guard yet: its own step either withdraws the permit before
  // our compare-and-set, which then finds none, or comes after it, sees a redeemed permit, and waits for the INVITE.
  const exclusion = await lastExclusion(deps, permit, target);
  const isTest = permit.kind === PermitKind.PERMIT_KIND_TEST;
  const listed = isTest && (await isListed(deps, target, permit.trunkIds[0] ?? ''));
  return updateGuard(deps, target, (guard) =>
    step(
      guard,
      {
        ...ids,
        permitId: permit.permitId,
        leadId: permit.leadId,
        token: permit.fencingToken,
        exclusion: exclusion?.reason,
        isListed: listed,
      },
      deps.leaseClock.now(),
    ),
  );
}

/** Asked of the number that is dialled, not of the lead's home guard. */
async function lastExclusion(
  deps: ClaimDeps,
  permit: Permit,
  target: GuardTarget,
): Promise<ExclusionFact | undefined> {
  if (target.phone !== permit.phone) return undefined;
  const before = await deps.guards.get(guardId(target.processId, target.phone));
  const marks = before?.doc.permit?.marks ?? [];
  return readLastExclusion(deps, target, { marks, override: permit.overrideReason });
}
