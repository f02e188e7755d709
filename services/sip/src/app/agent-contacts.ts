import { reasonError } from '@firstring/contracts';
import { liveContacts, type Contact } from '../domain/registration.ts';
import type { CallDeps } from './call-deps.ts';

/** Where the agent's phone can be rung now; throws AGENT_NOT_REGISTERED when nowhere. */
export async function agentContacts(
  deps: Pick<CallDeps, 'accounts' | 'clock'>,
  agentId: string,
): Promise<readonly Contact[]> {
  const account = await deps.accounts.get(agentId);
  const contacts = liveContacts(account?.doc.contacts ?? [], deps.clock.now());
  if (contacts.length === 0) throw reasonError('AGENT_NOT_REGISTERED');
  return contacts;
}
