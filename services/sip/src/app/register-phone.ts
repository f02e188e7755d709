import type { Clock } from '@firstring/kernel';
import { updateDocument } from '@firstring/service-kit';
import {
  createChallenges,
  parseCredentials,
  verifyCredentials,
  type DigestCredentials,
  type Nonces,
} from '@firstring/sip-engine/auth';
import type { Collection } from '@firstring/store';
import { ALGORITHMS, algorithmsFor } from '../domain/digest-offer.ts';
import {
  liveContacts,
  register,
  type Contact,
  type RegisterRequest,
  type RegistrationPolicy,
} from '../domain/registration.ts';
import type { SignIn, SignInBans } from '../domain/sign-in-bans.ts';
import type { CallEventLog } from '../events.ts';
import type { IncomingCounters } from './incoming-counters.ts';
import type { PhoneAccountDoc } from '../store/phone-accounts.ts';

export interface RegistrarDeps {
  readonly accounts: Collection<PhoneAccountDoc>;
  readonly clock: Clock;
  readonly events: CallEventLog;
  readonly nonces: Nonces;
  readonly bans: SignInBans;
  readonly counters: IncomingCounters;
  readonly realm: string;
  readonly policy: RegistrationPolicy;
}

export interface RegisterPhone {
  readonly request: RegisterRequest;
  readonly requestUri: string;
  /** User of the address of record, from To. */
  readonly user: string;
  /** Values of Authorization. */
  readonly authorization: readonly string[];
}

export type RegisterAnswer =
  | { readonly status: 200; readonly contacts: readonly Contact[]; readonly nowAt: number }
  | { readonly status: 401; readonly challenges: readonly string[] }
  | { readonly status: 400 | 403 | 423 | 500 };

/**
 * A phone's REGISTER: who it is, then what it wants. An unknown user, a wrong password and a foreign address of record are
 * answered alike, so that nothing can be learned from the answer.
 */
export async function registerPhone(deps: RegistrarDeps, command: RegisterPhone): Promise<RegisterAnswer> {
  const { bans, events, realm } = deps;
  const credentials = command.authorization
    .map(parseCredentials)
    .find((candidate) => candidate?.realm === realm);
  const source = command.request.source.address;
  const signIn = { address: source, username: credentials?.username ?? command.user };
  if (await isBanned(deps, signIn)) return { status: 403 };
  if (credentials === undefined) return challenge(deps, command, false);
  const account = await deps.accounts.getByKey('username', [credentials.username]);
  const verdict = verify(deps, command, { credentials, account: account?.doc });
  switch (verdict.type) {
    case 'stale':
      return challenge(deps, command, true);
    case 'refused':
      noteFailure(deps, signIn);
      events.phoneSignInRefused({ source, why: verdict.reason });
      return { status: 403 };
    case 'accepted':
      if (account === undefined || verdict.username !== command.user) {
        events.phoneSignInRefused({ source, why: 'address-of-record' });
        return { status: 403 };
      }
      bans.succeeded(signIn);
      return bind(deps, account.id, command.request);
  }
}

/** A ban that guessing has brought on others leaves out whoever is registered from that very address. */
async function isBanned(deps: RegistrarDeps, signIn: SignIn): Promise<boolean> {
  const nowAt = deps.clock.now();
  const scope = deps.bans.banOf(signIn, nowAt);
  if (scope === undefined || scope === 'pair') return scope === 'pair';
  const account = await deps.accounts.getByKey('username', [signIn.username]);
  const contacts = liveContacts(account?.doc.contacts ?? [], nowAt);
  return !contacts.some((contact) => contact.source.address === signIn.address);
}

function noteFailure(deps: RegistrarDeps, signIn: SignIn): void {
  for (const scope of deps.bans.failed(signIn, deps.clock.now())) {
    deps.counters.signInsBanned += 1;
    deps.events.phoneBanned({ source: signIn.address, scope });
  }
}

function verify(
  deps: RegistrarDeps,
  command: RegisterPhone,
  claim: { readonly credentials: DigestCredentials; readonly account: PhoneAccountDoc | undefined },
): ReturnType<typeof verifyCredentials> {
  const { realm, nonces } = deps;
  const ha1 = claim.account?.ha1.realm === realm ? claim.account.ha1 : undefined;
  return verifyCredentials(
    nonces,
    { realm, algorithms: ALGORITHMS },
    {
      credentials: claim.credentials,
      method: 'REGISTER',
      requestUri: command.requestUri,
      secret:
        ha1 === undefined ? undefined : { type: 'ha1', byAlgorithm: { 'SHA-256': ha1.sha256, MD5: ha1.md5 } },
    },
  );
}

function challenge(deps: RegistrarDeps, { request }: RegisterPhone, stale: boolean): RegisterAnswer {
  const algorithms = algorithmsFor(request.userAgent);
  const challenges = createChallenges(deps.nonces, { realm: deps.realm, algorithms }, stale);
  return { status: 401, challenges };
}

async function bind(deps: RegistrarDeps, agentId: string, request: RegisterRequest): Promise<RegisterAnswer> {
  const nowAt = deps.clock.now();
  const result = await updateDocument<PhoneAccountDoc, ReturnType<typeof register>>(
    deps.accounts,
    agentId,
    (account) => {
      if (account === undefined) return { answer: { type: 'refused', status: 500 } };
      const answer = register(account.contacts, request, { nowAt, policy: deps.policy });
      if (answer.type === 'refused' || !answer.changed) return { answer };
      return { answer, doc: { ...account, contacts: answer.contacts } };
    },
  );
  if (result.type === 'refused') return { status: result.status };
  if (result.changed) {
    const { userAgent } = request;
    deps.events.phoneRegistered({ agentId, contacts: result.contacts.length, userAgent });
  }
  return { status: 200, contacts: result.contacts, nowAt };
}
