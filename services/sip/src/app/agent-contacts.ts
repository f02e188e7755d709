import { reasonError } from '@firstring/contracts';
import type { OfferPolicy } from '../domain/offer-policy.ts';
import { liveContacts, type Contact } from '../domain/registration.ts';
import type { CallDeps } from './call-deps.ts';

/** A phone as it is to be rung: with what it may be offered. */
export interface RingContact extends Contact {
  readonly media?: OfferPolicy;
}

/** An agent's phone as it is now. */
export interface AgentPhone {
  readonly contacts: readonly RingContact[];
  /** It may talk to a trunk without the relay. */
  readonly directMedia: boolean;
}

type AgentContactsDeps = Pick<CallDeps, 'accounts' | 'clock'>;

/** Where the agent's phone can be rung now; throws AGENT_NOT_REGISTERED when nowhere. */
export async function agentContacts(
  deps: AgentContactsDeps,
  agentId: string,
): Promise<readonly RingContact[]> {
  return (await agentPhone(deps, agentId)).contacts;
}

/** The same, with what the phone's account says of it. */
export async function agentPhone(deps: AgentContactsDeps, agentId: string): Promise<AgentPhone> {
  const account = await deps.accounts.get(agentId);
  const contacts = liveContacts(account?.doc.contacts ?? [], deps.clock.now());
  if (contacts.length === 0) throw reasonError('AGENT_NOT_REGISTERED');
  const media = account?.doc.media;
  return {
    contacts: media === undefined ? contacts : contacts.map((contact) => ({ ...contact, media })),
    directMedia: account?.doc.directMedia === true,
  };
}
