import { failpoint } from '@firstring/kernel';
import { settlePermit as step } from '../domain/permit.ts';
import { guardId } from '../store/guards.ts';
import type { ClaimDeps } from './ports.ts';
import { updateGuard, type GuardTarget } from './update-guard.ts';

type SettlePermit = GuardTarget & { permitId: string; outcome: 'not-rung' | 'counted' | 'ringing' };

/**
 * Takes sip's word on an attempt and wakes an exclusion that waits for it. Where the dial lies on two guards, the other one is settled
 * first: until its own half is gone, this one still says where that is, so that the same request after a crash goes on there.
 */
export async function settlePermit(deps: ClaimDeps, command: SettlePermit): Promise<void> {
  const stored = await deps.guards.get(guardId(command.processId, command.phone));
  const permit = stored?.doc.permit;
  if (permit?.permitId === command.permitId && permit.pair !== undefined) {
    await settleOne(deps, { ...command, phone: permit.pair.phone });
    await failpoint('claim.d3.before');
  }
  await settleOne(deps, command);
}

async function settleOne(deps: ClaimDeps, command: SettlePermit): Promise<void> {
  await updateGuard(deps, command, (guard) => step(guard, command));
  deps.settled.notify(guardId(command.processId, command.phone));
}
