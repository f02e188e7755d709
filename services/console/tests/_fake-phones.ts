import { reasonError } from '@firstring/contracts';
import type { PhoneAccount, PhoneServiceImplementation } from '@firstring/contracts/sip/call_service';
import type {
  Ban,
  Registration,
  RegistrationServiceImplementation,
} from '@firstring/contracts/sip/registration_service';
import { systemClock } from '@firstring/kernel/system';

const HOUR_MS = 3_600_000;

/** The registrar's side of the sip service: accounts, registrations and bans because the test says so. */
export class FakePhones {
  readonly accounts = new Map<string, PhoneAccount>();
  readonly registrations: Registration[] = [];
  readonly bans: Ban[] = [];

  register(agentId: string, registered = true): void {
    this.accounts.set(agentId, {
      agentId,
      username: `phone-${agentId}`,
      password: 'never shown',
      registered,
      userAgent: registered ? 'Test phone 1.0' : '',
      codecs: [],
      packetMs: 0,
      directMedia: false,
    });
    if (!registered) return;
    this.registrations.push({
      registrationId: `${agentId}-1`,
      agentId,
      username: `phone-${agentId}`,
      contact: `sip:phone-${agentId}@192.0.2.20:5062`,
      source: '198.51.100.7:40312',
      transport: 'udp',
      userAgent: 'Test phone 1.0',
      registerTime: new Date(systemClock.now() - HOUR_MS / 12),
      expireTime: new Date(systemClock.now() + HOUR_MS),
      path: [],
      phoneInstance: '',
      flowNumber: 0,
    });
  }

  readonly implementation: PhoneServiceImplementation = {
    putPhoneAccount: async ({ account }) => {
      if (account === undefined) throw reasonError('INVALID_ARGUMENT');
      const taken = [...this.accounts.values()].find(({ username }) => username === account.username);
      if (taken !== undefined && taken.agentId !== account.agentId) {
        throw reasonError('PHONE_ACCOUNT_INVALID', { message: 'another agent has this user name' });
      }
      this.accounts.set(account.agentId, account);
      return { account: { ...account, password: '' } };
    },
    deletePhoneAccount: async ({ agentId }) => {
      this.accounts.delete(agentId);
      return {};
    },
    listPhoneAccounts: async ({ agentId }) => ({
      accounts: [...this.accounts.values()].filter(
        (account) => agentId === '' || account.agentId === agentId,
      ),
    }),
  };

  readonly registrationService: RegistrationServiceImplementation = {
    listRegistrations: async () => ({ registrations: this.registrations }),
    removeRegistration: async ({ agentId, registrationId }) => {
      const place = this.registrations.findIndex(
        (each) => each.agentId === agentId && each.registrationId === registrationId,
      );
      if (place < 0) throw reasonError('NOT_FOUND');
      this.registrations.splice(place, 1);
      return {};
    },
    listBans: async () => ({ bans: this.bans }),
    liftBan: async ({ banId }) => {
      const place = this.bans.findIndex((ban) => ban.banId === banId);
      if (place >= 0) this.bans.splice(place, 1);
      return {};
    },
  };
}
