import { reasonError } from '@firstring/contracts';
import type {
  BlacklistEntry,
  BlacklistServiceImplementation,
} from '@firstring/contracts/claim/blacklist_service';
import type { ClaimServiceImplementation } from '@firstring/contracts/claim/claim_service';
import {
  ExclusionKind,
  type Exclusion,
  type ExclusionServiceImplementation,
} from '@firstring/contracts/claim/exclusion_service';
import { systemClock } from '@firstring/kernel/system';
import { FakeOwners } from './_fake-owners.ts';
import { pageOf } from './_page-of.ts';

const unimplemented = async (): Promise<never> => {
  throw reasonError('INTERNAL', { message: 'not part of this fake' });
};

interface Guard {
  lockedBy: string;
  lockedLeadId: string;
  token: bigint;
  claimedByLead: Record<string, string>;
}

/** A claim service that knows who holds what because the test says so. */
export class FakeClaim {
  readonly guards = new Map<string, Guard>();
  readonly owners = new FakeOwners();
  readonly exclusions = new Map<string, Exclusion>();
  readonly blacklist = new Map<string, BlacklistEntry>();

  lock(phone: string, lock: { agentId: string; leadId: string; token?: bigint }): void {
    const guard = this.#guard(phone);
    guard.lockedBy = lock.agentId;
    guard.lockedLeadId = lock.leadId;
    guard.token = lock.token ?? 7n;
  }

  #guard(phone: string): Guard {
    const guard = this.guards.get(phone) ?? { lockedBy: '', lockedLeadId: '', token: 0n, claimedByLead: {} };
    this.guards.set(phone, guard);
    return guard;
  }

  readonly claims: ClaimServiceImplementation = {
    acquireLock: unimplemented,
    renewLock: unimplemented,
    releaseLock: unimplemented,
    authorizeDial: unimplemented,
    redeemPermit: unimplemented,
    settlePermit: unimplemented,
    releaseClaim: async (request) => {
      this.owners.release(request);
      return {};
    },
    claimLead: async ({ key, fencingToken, agentId }) => {
      if (key === undefined) throw reasonError('INVALID_ARGUMENT');
      const guard = this.#guard(key.phone);
      if (guard.lockedBy !== agentId || guard.token !== fencingToken) throw reasonError('STALE_TOKEN');
      const owner = guard.claimedByLead[key.leadId];
      if (owner !== undefined && owner !== agentId) throw reasonError('CLAIMED_BY_OTHER');
      guard.claimedByLead[key.leadId] = agentId;
      return { claimedBy: agentId };
    },
    getGuard: async ({ phone }) => {
      const guard = this.#guard(phone);
      return {
        lockedByAgentId: guard.lockedBy,
        lockedLeadId: guard.lockedLeadId,
        fencingToken: guard.token,
        attempts24h: 0,
        attemptsTotal: 0,
        excluded: this.exclusions.has(phone),
        claimedByLead: guard.claimedByLead,
      };
    },
  };

  async *#stream(processId: string): AsyncGenerator<{ exclusions: Exclusion[] }> {
    yield { exclusions: [...this.exclusions.values()].filter((entry) => entry.processId === processId) };
  }

  readonly blacklistService: BlacklistServiceImplementation = {
    putBlacklistEntry: async ({ entry }) => {
      if (entry === undefined) throw reasonError('INVALID_ARGUMENT');
      const stored = { ...entry, createTime: new Date(systemClock.now()) };
      this.blacklist.set(entry.pattern, stored);
      return { entry: stored };
    },
    deleteBlacklistEntry: async ({ pattern }) => {
      this.blacklist.delete(pattern);
      return {};
    },
    listBlacklist: async ({ processId }) => ({
      entries: [...this.blacklist.values()].filter((entry) => entry.processId === processId),
      nextPageToken: '',
    }),
    checkCaller: unimplemented,
  };

  readonly exclusionService: ExclusionServiceImplementation = {
    createExclusion: async ({ exclusion }) => {
      if (exclusion === undefined) throw reasonError('INVALID_ARGUMENT');
      const { phone, customerId, attribute, value } = exclusion;
      const exclusionId = [phone, customerId, attribute, value].join('');
      const stored = { ...exclusion, exclusionId, createTime: new Date(systemClock.now()) };
      this.exclusions.set(exclusionId, stored);
      return { exclusion: stored };
    },
    deleteExclusion: async ({ exclusionId, phone }) => {
      if (!this.exclusions.delete(exclusionId === '' ? phone : exclusionId)) throw reasonError('NOT_FOUND');
      return {};
    },
    addNumbers: async ({ processId, phones, ...terms }) => {
      const refused = phones.flatMap((phone, position) =>
        /^\+\d{7,15}$/.test(phone) ? [] : [{ position, why: 'not_a_number' }],
      );
      const valid = phones.filter((_, position) => refused.every((each) => each.position !== position));
      const fresh = [...new Set(valid)].filter((phone) => !this.exclusions.has(phone));
      for (const phone of fresh) this.exclusions.set(phone, numberEntry({ processId, phone, ...terms }));
      return { added: fresh.length, alreadyListed: valid.length - fresh.length, refused };
    },
    findExcluded: unimplemented,
    streamExclusions: ({ processId }) => this.#stream(processId),
    listExclusions: async ({ processId, search, page }) => {
      const found = [...this.exclusions.values()].filter(
        (entry) => entry.processId === processId && (entry.phone + entry.customerId).startsWith(search),
      );
      const { items, nextPageToken } = pageOf(found, page);
      return { exclusions: items, nextPageToken };
    },
  };
}

function numberEntry(
  entry: Pick<Exclusion, 'processId' | 'phone' | 'cause' | 'note' | 'createdBy' | 'expireTime'>,
): Exclusion {
  return {
    ...entry,
    exclusionId: entry.phone,
    kind: ExclusionKind.EXCLUSION_KIND_NUMBER,
    customerId: '',
    attribute: '',
    value: '',
    createTime: new Date(systemClock.now()),
  };
}
