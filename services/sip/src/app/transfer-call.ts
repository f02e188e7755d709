import { reasonError } from '@firstring/contracts';
import { agentContacts } from './agent-contacts.ts';
import type { CallDeps } from './call-deps.ts';
import type { LiveCall } from './live-call.ts';
import type { TransferWish } from './live-call-order.ts';
import type { LiveCalls } from './live-calls.ts';

export type TransferDeps = Pick<CallDeps, 'accounts' | 'clock' | 'makeRoom' | 'staff'> & {
  readonly calls: LiveCalls;
};

/**
 * Brings a colleague into a bridged call, whose phone is registered and who is in no call. Asked for again while that colleague
 * is being brought in, it is the same transfer. Throws AGENT_NOT_REGISTERED, AGENT_BUSY or CALL_NOT_BRIDGED.
 */
export async function transferCall(deps: TransferDeps, call: LiveCall, wanted: TransferWish): Promise<void> {
  if (call.state.transfer?.agentId === wanted.agentId) return;
  const contacts = await agentContacts(deps, wanted.agentId);
  // No wait between this look and the transfer: two calls never ring one phone.
  if (deps.calls.hasAgent(wanted.agentId)) throw reasonError('AGENT_BUSY');
  if (!call.transfer(wanted, contacts)) throw reasonError('CALL_NOT_BRIDGED');
  deps.makeRoom(wanted.agentId);
}
