import { AppError } from '@firstring/kernel';
import type { LiveCall } from './live-call.ts';
import type { Referral } from './ports.ts';
import { transferCall, type TransferDeps } from './transfer-call.ts';

/**
 * A REFER of the agent's phone. Its target is the user name of a colleague's phone and nothing else: no number ever (only a permit
 * names one), and nobody who shares no campaign with the agent. Resolves with the SIP status of the answer.
 */
export async function transferByPhone(
  deps: TransferDeps,
  call: LiveCall,
  referral: Referral,
): Promise<number> {
  const { user, replaces } = referral;
  // The consultation is ours, in the same dialog: the phone says that it is over.
  if (replaces !== undefined) return completed(call);
  const account = await deps.accounts.getByKey('username', [user]);
  const { agentId, subject } = call.state;
  const colleagueId = account?.doc.agentId ?? '';
  // The process is a wall (I13): to it an agent of another one is a stranger. A transfer from the desk was looked at by the scheduler.
  if (!deps.staff.areColleagues(subject.processId, agentId, colleagueId)) return 403;
  try {
    await transferCall(deps, call, { agentId: colleagueId, mode: 'blind', by: 'phone' });
    return 202;
  } catch (error) {
    return STATUSES.get(AppError.from(error).reason) ?? 500;
  }
}

const STATUSES: ReadonlyMap<string, number> = new Map([
  ['AGENT_NOT_REGISTERED', 480],
  ['AGENT_BUSY', 486],
  ['CALL_NOT_BRIDGED', 491],
]);

/** Agents' phones place no calls, so there is no second dialog to replace but the one of a consultation begun on the desk. */
function completed(call: LiveCall): number {
  if (call.state.transfer?.stage !== 'talking') return 403;
  call.dispatch({ type: 'completeTransfer' });
  return 202;
}
