import { reasonError } from '@firstring/contracts';
import { updateDocument } from '@firstring/service-kit';
import { bindingId, liveContacts } from '../domain/registration.ts';
import type { PhoneDeps } from './phone-deps.ts';

export interface RemoveRegistration {
  readonly agentId: string;
  readonly registrationId: string;
}

/** Ends one binding of an agent's phone; the phone may register again. Throws NOT_FOUND. */
export async function removeRegistration(deps: PhoneDeps, command: RemoveRegistration): Promise<void> {
  const { agentId, registrationId } = command;
  const removed = await updateDocument(deps.accounts, agentId, (account) => {
    const live = liveContacts(account?.contacts ?? [], deps.clock.now());
    const contacts = live.filter((contact) => bindingId(contact) !== registrationId);
    if (account === undefined || contacts.length === live.length) return { answer: false };
    return { answer: true, doc: { ...account, contacts } };
  });
  if (!removed) throw reasonError('NOT_FOUND', { message: 'there is no such registration' });
}
