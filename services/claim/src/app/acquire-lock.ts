import { acquireLock as step, type AcquireAnswer, type AcquireLock } from '../domain/lock.ts';
import { isExcluded } from './exclusion-check.ts';
import type { ClaimDeps, GuardRef } from './ports.ts';
import { updateGuard } from './update-guard.ts';

export type AcquireLockCommand = GuardRef & Omit<AcquireLock, 'excluded' | 'leadId'>;

/** Takes the guard for one lead and agent; a "no" is an answer, not an error. */
export async function acquireLock(deps: ClaimDeps, command: AcquireLockCommand): Promise<AcquireAnswer> {
  const excluded = await isExcluded(deps, command);
  const answer = await updateGuard(deps, command, (guard) =>
    step(guard, { ...command, excluded }, deps.leaseClock.now()),
  );
  if (answer.type === 'granted') {
    deps.events.lockGranted({ leadId: command.leadId, agentId: command.agentId, fencingToken: answer.token });
  }
  return answer;
}
