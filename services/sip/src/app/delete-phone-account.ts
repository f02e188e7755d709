import { reasonError } from '@firstring/contracts';
import type { PhoneDeps } from './phone-deps.ts';

const RACES_MAX = 16;

/** Removes an agent's phone account and with it its registrations; what is not there is gone already. A call in the phone goes on. */
export async function deletePhoneAccount(
  { accounts }: Pick<PhoneDeps, 'accounts'>,
  agentId: string,
): Promise<void> {
  for (let race = 0; race < RACES_MAX; race += 1) {
    const stored = await accounts.get(agentId);
    if (stored === undefined) return;
    const result = await accounts.delete({ id: agentId, expectedVersion: stored.version });
    if (result.type === 'deleted') return;
  }
  throw reasonError('VERSION_CONFLICT', { message: 'too many changes at once; try again' });
}
