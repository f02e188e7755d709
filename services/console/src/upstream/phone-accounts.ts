import { fromTime } from '@firstring/contracts';
import { PhoneServiceDefinition } from '@firstring/contracts/sip/call_service';
import {
  RegistrationServiceDefinition,
  type Ban,
  type BanScope,
} from '@firstring/contracts/sip/registration_service';
import type { GrpcClients } from '@firstring/service-kit';
import type { PhoneAccounts } from '../app/telephony-ports.ts';
import type { BanView } from '../app/views/telephony.ts';

const SCOPES: Readonly<Record<BanScope, BanView['scope']>> = {
  BAN_SCOPE_UNSPECIFIED: 'pair',
  BAN_SCOPE_PAIR: 'pair',
  BAN_SCOPE_ADDRESS: 'address',
  BAN_SCOPE_USER: 'user',
  UNRECOGNIZED: 'pair',
};

/** Phone accounts, their registrations, and those who guess passwords. */
export function createPhoneAccounts(clients: GrpcClients, address: string): PhoneAccounts {
  const phones = clients.client(PhoneServiceDefinition, address);
  const registrations = clients.client(RegistrationServiceDefinition, address);
  return {
    async accounts() {
      const { accounts } = await phones.listPhoneAccounts({});
      return accounts.map(({ agentId, username }) => ({ agentId, username }));
    },
    async put({ requestId, ...changed }) {
      // What the page does not show stays: codecs, packet time, the way of its sound.
      const { accounts } = await phones.listPhoneAccounts({ agentId: changed.agentId });
      const account = { ...accounts[0], ...changed };
      const answer = await phones.putPhoneAccount({ requestId, account });
      return { username: answer.account?.username ?? changed.username };
    },
    async delete(agentId, requestId) {
      await phones.deletePhoneAccount({ requestId, agentId });
    },
    async registrations() {
      const answer = await registrations.listRegistrations({});
      return answer.registrations.map((registration) => {
        const { agentId, registrationId, contact, source, transport, userAgent } = registration;
        return {
          agentId,
          registrationId,
          contact,
          source,
          transport,
          userAgent,
          registeredAt: fromTime(registration.registerTime),
          expiresAt: fromTime(registration.expireTime),
        };
      });
    },
    async removeRegistration(agentId, registrationId, requestId) {
      await registrations.removeRegistration({ requestId, agentId, registrationId });
    },
    async bans() {
      return (await registrations.listBans({})).bans.map(toBan);
    },
    async liftBan(banId, requestId) {
      await registrations.liftBan({ requestId, banId });
    },
  };
}

function toBan({ banId, scope, address, username, expireTime, times }: Ban): BanView {
  return { banId, scope: SCOPES[scope], address, username, times, expiresAt: fromTime(expireTime) };
}
