import { toOptionalTime } from '@firstring/contracts';
import {
  BanScope,
  type Ban as WireBan,
  type Registration,
  type RegistrationServiceDefinition,
} from '@firstring/contracts/sip/registration_service';
import { required, type ServiceImplementation } from '@firstring/service-kit';
import { listPhoneAccounts } from '../../app/list-phone-accounts.ts';
import type { PhoneDeps } from '../../app/phone-deps.ts';
import { removeRegistration } from '../../app/remove-registration.ts';
import { bindingId, liveContacts, type Contact } from '../../domain/registration.ts';
import type { Ban, SignInBans } from '../../domain/sign-in-bans.ts';
import type { PhoneAccountDoc } from '../../store/phone-accounts.ts';

/** The method table of RegistrationService. */
export function registrationServer(
  deps: PhoneDeps & { readonly bans: SignInBans },
): ServiceImplementation<typeof RegistrationServiceDefinition> {
  return {
    async listRegistrations({ agentId }) {
      const accounts = await listPhoneAccounts(deps, agentId);
      const nowAt = deps.clock.now();
      const registrations = accounts.flatMap((account) =>
        liveContacts(account.contacts, nowAt).map((contact) => encodeRegistration(account, contact)),
      );
      return { registrations };
    },
    async removeRegistration({ agentId, registrationId }) {
      await removeRegistration(deps, {
        agentId: required(agentId, 'agent_id'),
        registrationId: required(registrationId, 'registration_id'),
      });
      return {};
    },
    async listBans() {
      return { bans: deps.bans.list(deps.clock.now()).map(encodeBan) };
    },
    async liftBan({ banId }) {
      deps.bans.lift(required(banId, 'ban_id'));
      return {};
    },
  };
}

function encodeRegistration({ agentId, username }: PhoneAccountDoc, contact: Contact): Registration {
  const { address, port, protocol } = contact.source;
  return {
    registrationId: bindingId(contact),
    agentId,
    username,
    contact: contact.uri,
    source: `${address.includes(':') ? `[${address}]` : address}:${port}`,
    transport: protocol,
    userAgent: contact.userAgent,
    registerTime: toOptionalTime(contact.registeredAt),
    expireTime: toOptionalTime(contact.expiresAt),
    path: [...(contact.path ?? [])],
    phoneInstance: contact.flow?.instanceId ?? '',
    flowNumber: contact.flow?.regId ?? 0,
  };
}

const SCOPES: Readonly<Record<Ban['scope'], BanScope>> = {
  pair: BanScope.BAN_SCOPE_PAIR,
  address: BanScope.BAN_SCOPE_ADDRESS,
  user: BanScope.BAN_SCOPE_USER,
};

function encodeBan(ban: Ban): WireBan {
  return {
    banId: ban.banId,
    scope: SCOPES[ban.scope],
    address: ban.address,
    username: ban.username,
    expireTime: toOptionalTime(ban.untilAt),
    times: ban.times,
  };
}
