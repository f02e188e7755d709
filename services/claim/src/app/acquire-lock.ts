import { acquireLock as step, type AcquireAnswer, type AcquireLock } from '../domain/lock.ts';
import type { Customer } from '../domain/exclusion.ts';
import { findExclusion, marksOf } from './exclusion-check.ts';
import type { ClaimDeps, GuardRef } from './ports.ts';
import { updateGuard } from './update-guard.ts';

export type AcquireLockCommand = GuardRef &
  Omit<AcquireLock, 'exclusion' | 'leadId'> & {
    /** Whose lead it is; needed where entries by customer or attribute exist. */
    readonly customer?: Customer | undefined;
    /** The agent opens it to look at it: the do-not-call list is asked when it is dialled. */
    readonly byHand: boolean;
  };

export type AcquireLockAnswer = AcquireAnswer | { type: 'refused'; reason: 'CUSTOMER_FACTS_NEEDED' };

/** Takes the guard for one lead and agent; a "no" is an answer, not an error. */
export async function acquireLock(deps: ClaimDeps, command: AcquireLockCommand): Promise<AcquireLockAnswer> {
  const { customer, processId, phone, byHand } = command;
  if (!byHand && customer === undefined && deps.listed.needsCustomer(processId)) {
    return { type: 'refused', reason: 'CUSTOMER_FACTS_NEEDED' };
  }
  const exclusion = byHand
    ? undefined
    : await findExclusion(deps, command, { marks: marksOf(deps, phone, customer) });
  const answer = await updateGuard(deps, command, (guard) =>
    step(guard, { ...command, exclusion }, deps.leaseClock.now()),
  );
  if (answer.type === 'granted') {
    deps.events.lockGranted({ leadId: command.leadId, agentId: command.agentId, fencingToken: answer.token });
  }
  return answer;
}
