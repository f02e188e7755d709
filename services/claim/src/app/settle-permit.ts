import { settlePermit as step } from '../domain/permit.ts';
import { guardId } from '../store/guards.ts';
import type { ClaimDeps } from './ports.ts';
import { updateGuard, type GuardTarget } from './update-guard.ts';

/** Takes sip's word on an attempt and wakes an exclusion that waits for it. */
export async function settlePermit(
  deps: ClaimDeps,
  command: GuardTarget & { permitId: string; outcome: 'not-rung' | 'counted' | 'ringing' },
): Promise<void> {
  await updateGuard(deps, command, (guard) => step(guard, command));
  deps.settled.notify(guardId(command.processId, command.phone));
}
