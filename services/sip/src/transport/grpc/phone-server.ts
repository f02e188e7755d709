import { toOptionalTime } from '@firstring/contracts';
import type { PhoneAccount, PhoneServiceDefinition } from '@firstring/contracts/sip/call_service';
import { required, type ServiceImplementation } from '@firstring/service-kit';
import { deletePhoneAccount } from '../../app/delete-phone-account.ts';
import { listPhoneAccounts } from '../../app/list-phone-accounts.ts';
import type { PhoneDeps } from '../../app/phone-deps.ts';
import { putPhoneAccount } from '../../app/put-phone-account.ts';
import { liveContacts } from '../../domain/registration.ts';
import type { PhoneAccountDoc } from '../../store/phone-accounts.ts';

/** The method table of PhoneService. Passwords go in and never come out. */
export function phoneServer(deps: PhoneDeps): ServiceImplementation<typeof PhoneServiceDefinition> {
  return {
    async putPhoneAccount({ account }) {
      const doc = await putPhoneAccount(deps, {
        agentId: required(account?.agentId ?? '', 'account.agent_id'),
        username: account?.username ?? '',
        password: account?.password ?? '',
        media: { codecs: account?.codecs ?? [], packetMs: account?.packetMs ?? 0 },
        directMedia: account?.directMedia ?? false,
      });
      return { account: encodeAccount(doc, deps.clock.now()) };
    },
    async deletePhoneAccount({ agentId }) {
      await deletePhoneAccount(deps, required(agentId, 'agent_id'));
      return {};
    },
    async listPhoneAccounts({ agentId }) {
      const docs = await listPhoneAccounts(deps, agentId);
      return { accounts: docs.map((doc) => encodeAccount(doc, deps.clock.now())) };
    },
  };
}

function encodeAccount(doc: PhoneAccountDoc, nowAt: number): PhoneAccount {
  const contacts = liveContacts(doc.contacts, nowAt);
  const last = contacts.toSorted((a, b) => a.expiresAt - b.expiresAt).at(-1);
  return {
    agentId: doc.agentId,
    username: doc.username,
    password: '',
    registered: last !== undefined,
    registrationExpireTime: toOptionalTime(last?.expiresAt),
    userAgent: last?.userAgent ?? '',
    codecs: [...(doc.media?.codecs ?? [])],
    packetMs: doc.media?.packetMs ?? 0,
    directMedia: doc.directMedia === true,
  };
}
