import { toTime } from '@firstring/contracts';
import type { ClaimServiceDefinition, GetGuardRequest } from '@firstring/contracts/claim/claim_service';
import { required, type ServiceImplementation } from '@firstring/service-kit';
import { findExcluded } from '../../app/exclusion-check.ts';
import type { ClaimDeps } from '../../app/ports.ts';
import { updateGuard } from '../../app/update-guard.ts';
import { attemptsOfDay, liveLock } from '../../domain/guard.ts';
import { unchanged } from '../../domain/step.ts';
import { lockMethods } from './lock-methods.ts';
import { permitMethods } from './permit-methods.ts';

/** The method table of ClaimService. */
export function claimServer(deps: ClaimDeps): ServiceImplementation<typeof ClaimServiceDefinition> {
  return { ...lockMethods(deps), ...permitMethods(deps), getGuard: (request) => showGuard(deps, request) };
}

async function showGuard(deps: ClaimDeps, { processId, phone }: GetGuardRequest) {
  const target = { processId: required(processId, 'process_id'), phone: required(phone, 'phone') };
  const guard = await updateGuard(deps, target, (current) => unchanged(current));
  const nowAt = deps.leaseClock.now();
  const lock = liveLock(guard, nowAt);
  return {
    lockedByAgentId: lock?.agentId ?? '',
    lockedLeadId: lock?.leadId ?? '',
    fencingToken: BigInt(guard.token),
    ...(lock === undefined ? {} : { lockExpireTime: toTime(lock.expiresAt) }),
    attempts24h: attemptsOfDay(guard, nowAt).length,
    attemptsTotal: Object.values(guard.totals).reduce((sum, count) => sum + count, 0),
    excluded: (await findExcluded(deps, target.processId, [target.phone])).length > 0,
    claimedByLead: Object.fromEntries(
      Object.entries(guard.claims).map(([leadId, { agentId }]) => [leadId, agentId]),
    ),
  };
}
