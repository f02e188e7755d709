import { reasonError } from '@firstring/contracts';
import type { OfferPolicy } from '../domain/offer-policy.ts';
import { liveContacts, type Contact } from '../domain/registration.ts';
import type { CallDeps } from './call-deps.ts';

/** A phone as it is to be rung: with what it may be offered. */
export interface RingContact extends Contact {
  readonly media?: OfferPolicy;
}

/** Where the agent's phone can be rung now; throws AGENT_NOT_REGISTERED when nowhere. */
export async function agentContacts(
  deps: Pick<CallDeps, 'accounts' | 'clock'>,
  agentId: string,
): Promise<readonly RingContact[]> {
  const account = await deps.accounts.get(agentId);
  const contacts = liveContacts(account?.doc.contacts ?? [], deps.clock.now());
  if (contacts.length === 0) throw reasonError('AGENT_NOT_REGISTERED');
  const media = account?.doc.media;
  return media === undefined ? contacts : contacts.map((contact) => ({ ...contact, media }));
}
