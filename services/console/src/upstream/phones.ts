import { PhoneServiceDefinition } from '@firstring/contracts/sip/call_service';
import type { GrpcClients } from '@firstring/service-kit';
import type { Phones } from '../app/ports.ts';
import { callOptions } from './lead-store.ts';

export function createPhones(clients: GrpcClients, address: string): Phones {
  const phones = clients.client(PhoneServiceDefinition, address);
  return {
    async ofAgent(agentId, signal) {
      const { accounts } = await phones.listPhoneAccounts({ agentId }, callOptions(signal));
      // The filter is the peer's; an agent must never see another agent's account.
      const account = accounts.find((candidate) => candidate.agentId === agentId);
      if (account === undefined) return undefined;
      const { username, registered, userAgent } = account;
      return { username, registered, userAgent };
    },
  };
}
