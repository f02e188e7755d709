import { toTime } from '@firstring/contracts';
import {
  ClaimServiceDefinition,
  type AuthorizeDialRequest,
  type ClaimLeadRequest,
  type Permit,
} from '@firstring/contracts/claim/claim_service';
import { OwnershipServiceDefinition } from '@firstring/contracts/claim/ownership_service';
import { ExclusionServiceDefinition } from '@firstring/contracts/claim/exclusion_service';
import { CallRecord, type EndCause } from '@firstring/contracts/common/call_record';
import type { GateReason } from '@firstring/contracts/common/reason';
import { CallLogServiceDefinition } from '@firstring/contracts/leads/call_log_service';
import { ConfigurationServiceDefinition } from '@firstring/contracts/leads/configuration_service';
import {
  CriteriaServiceDefinition,
  type StreamPlacementsResponse,
} from '@firstring/contracts/leads/criteria';
import { LeadCard } from '@firstring/contracts/leads/lead';
import { DispositionCategory, type Campaign } from '@firstring/contracts/leads/lead_events';
import type { LeadList } from '@firstring/contracts/leads/lead_list';
import { ListServiceDefinition } from '@firstring/contracts/leads/list_service';
import {
  LeadServiceDefinition,
  type CustomerFacts,
  type GetDialFactsRequest,
  type RecordOutcomeRequest,
  type RecordOutcomeResponse,
} from '@firstring/contracts/leads/lead_service';
import { claimCallbacks, fakeOwners } from './_fake-owners.ts';
import { partial } from './_partial-service.ts';
import { CallServiceDefinition } from '@firstring/contracts/sip/call_service';
import {
  LeadFirstServiceDefinition,
  type DialLeadRequest,
} from '@firstring/contracts/sip/lead_first_service';
import { reasonError } from '@firstring/contracts';
import type { Clock } from '@firstring/kernel';
import type { GrpcServer } from '@firstring/service-kit';

/** lead-store: cards and campaigns as the test sets them. */
export class FakeLeadStore {
  readonly campaigns = new Map<string, Campaign>();
  readonly lists = new Map<string, LeadList>();
  readonly cards = new Map<string, LeadCard>();
  readonly outcomes: RecordOutcomeRequest[] = [];
  readonly endedCalls = new Map<string, CallRecord>();
  /** What `StreamPlacements` answers by campaign. */
  readonly placements = new Map<string, StreamPlacementsResponse>();
  /** So many questions for placements are answered FILTER_INDEX_STARTING. */
  indexStarts = 0;
  placementsAsked = 0;
  /** How often all cards of a process were asked for. */
  cardStreams = 0;
  /** What `RecordOutcome` does to the card. */
  onOutcome: (card: LeadCard, request: RecordOutcomeRequest) => LeadCard = (card) => card;
  failNextOutcome: string | undefined;
  /** What the process's claiming settings make of an outcome. */
  claiming: (request: RecordOutcomeRequest) => Partial<RecordOutcomeResponse> = claimCallbacks;
  isDown = false;

  serve(server: GrpcServer): void {
    server.add(LeadServiceDefinition, partial(LeadServiceDefinition, this.#leads()));
    server.add(
      ConfigurationServiceDefinition,
      partial(ConfigurationServiceDefinition, this.#configuration()),
    );
    server.add(
      ListServiceDefinition,
      partial(ListServiceDefinition, {
        listLists: async () => ({ lists: [...this.lists.values()].map((list) => ({ list })) }),
      }),
    );
    server.add(
      CriteriaServiceDefinition,
      partial(CriteriaServiceDefinition, {
        streamPlacements: ({ campaignId }: { campaignId: string }) => this.#placements(campaignId),
      }),
    );
    server.add(
      CallLogServiceDefinition,
      partial(CallLogServiceDefinition, {
        listCalls: async ({ attemptId }: { attemptId: string }) => {
          const record = this.endedCalls.get(attemptId);
          return { calls: record === undefined ? [] : [{ record }] };
        },
      }),
    );
  }

  #leads(): object {
    return {
      getDialFacts: async ({ leadId, campaignId, phone }: GetDialFactsRequest) => {
        const campaign = this.campaigns.get(campaignId);
        if (leadId === '') return { facts: { card: LeadCard.fromPartial({}), campaign, phone, others: [] } };
        const card = this.cards.get(leadId);
        if (card === undefined) throw reasonError('LEAD_NOT_FOUND');
        return {
          facts: {
            card,
            campaign,
            phone: phone === '' ? card.homeGuard : phone,
            customer: { customerId: `K-${leadId}`, attributes: {} },
            others: [],
          },
        };
      },
      findLeadsByNumber: async ({ phone }: { phone: string }) => ({
        cards: [...this.cards.values()].filter(({ homeGuard }) => homeGuard === phone),
      }),
      recordOutcome: async (request: RecordOutcomeRequest) => {
        const failure = this.failNextOutcome;
        this.failNextOutcome = undefined;
        if (failure === 'STALE_TOKEN') throw reasonError('STALE_TOKEN');
        if (failure !== undefined) throw reasonError('INVALID_ARGUMENT');
        this.outcomes.push(request);
        const category = this.#categoryOf(request);
        if (request.leadId === '') return { version: 0n, category };
        const card = this.cards.get(request.leadId);
        if (card === undefined) throw reasonError('LEAD_NOT_FOUND');
        const after = { ...this.onOutcome(card, request), version: card.version + 1n };
        this.cards.set(request.leadId, after);
        return { version: after.version, category, card: after, ...this.claiming(request) };
      },
      streamCards: ({ processId }: { processId: string }) => this.#stream(processId),
    };
  }

  #categoryOf({ campaignId, dispositionCode }: RecordOutcomeRequest): DispositionCategory {
    const dispositions = this.campaigns.get(campaignId)?.dispositions ?? [];
    const found = dispositions.find(({ code }) => code === dispositionCode);
    return found?.category ?? DispositionCategory.DISPOSITION_CATEGORY_RETRY;
  }

  async *#stream(processId: string): AsyncGenerator<{ cards: LeadCard[] }> {
    if (this.isDown) throw reasonError('UNAVAILABLE');
    this.cardStreams += 1;
    const cards = [...this.cards.values()].filter((card) => card.processId === processId);
    for (let start = 0; start < cards.length; start += 1000)
      yield { cards: cards.slice(start, start + 1000) };
  }

  async *#placements(campaignId: string): AsyncGenerator<StreamPlacementsResponse> {
    this.placementsAsked += 1;
    if (this.isDown) throw reasonError('UNAVAILABLE');
    if (this.placementsAsked <= this.indexStarts) throw reasonError('FILTER_INDEX_STARTING');
    const answer = this.placements.get(campaignId);
    if (answer !== undefined) yield answer;
  }

  #configuration(): object {
    return {
      listProcesses: async () => {
        if (this.isDown) throw reasonError('UNAVAILABLE');
        const ids = new Set([...this.campaigns.values()].map(({ processId }) => processId));
        return { processes: [...ids].map((processId) => ({ processId })) };
      },
      listCampaigns: async ({ processId }: { processId: string }) => ({
        campaigns: [...this.campaigns.values()].filter((campaign) => campaign.processId === processId),
      }),
    };
  }
}

interface FakeGuard {
  token: number;
  lock: { agentId: string; leadId: string; expiresAt: number } | undefined;
  owners: Record<string, string>;
  attempts: number;
}

/** claim: one lock a number, tokens that rise; refusals as the test sets them. */
export class FakeClaim {
  readonly guards = new Map<string, FakeGuard>();
  readonly released: { phone: string; leadVersion: number }[] = [];
  readonly authorized: AuthorizeDialRequest[] = [];
  readonly returnedPermits: string[] = [];
  readonly excluded: string[] = [];
  readonly acquires: { agentId: string; leadId: string; epoch: bigint }[] = [];
  readonly leases: number[] = [];
  releasesAsked = 0;
  readonly claims: Pick<ClaimLeadRequest, 'reason' | 'dueTime' | 'releaseAfterMs'>[] = [];
  /** Order of the calls that matter, for "outcome first" and the like. */
  readonly log: string[] = [];
  refuseAcquire: ((leadId: string, customer?: CustomerFacts) => GateReason | undefined) | undefined;
  dialReasons: GateReason[] = [];
  isDown = false;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  guard(phone: string): FakeGuard {
    let guard = this.guards.get(phone);
    if (guard === undefined) {
      guard = { token: 0, lock: undefined, owners: {}, attempts: 0 };
      this.guards.set(phone, guard);
    }
    return guard;
  }

  serve(server: GrpcServer): void {
    server.add(
      ClaimServiceDefinition,
      partial(ClaimServiceDefinition, { ...this.#locks(), ...this.#dials() }),
    );
    server.add(OwnershipServiceDefinition, partial(OwnershipServiceDefinition, fakeOwners(this)));
    server.add(
      ExclusionServiceDefinition,
      partial(ExclusionServiceDefinition, {
        createExclusion: async ({ exclusion }: { exclusion: { phone: string } }) => {
          this.excluded.push(exclusion.phone);
          this.log.push('exclude');
          return { exclusion };
        },
      }),
    );
  }

  #locks(): object {
    type Key = { phone: string; leadId: string };
    return {
      acquireLock: async (request: {
        key: Key;
        agentId: string;
        ownerEpoch: bigint;
        leaseMs: bigint;
        customer?: CustomerFacts;
      }) => {
        if (this.isDown) throw reasonError('UNAVAILABLE');
        const { key, agentId } = request;
        this.acquires.push({ agentId, leadId: key.leadId, epoch: request.ownerEpoch });
        const refused = this.refuseAcquire?.(key.leadId, request.customer);
        if (refused !== undefined) return { result: { $case: 'refused', value: refused } };
        const guard = this.guard(key.phone);
        if (guard.lock !== undefined && guard.lock.expiresAt > this.#clock.now()) {
          const value = { reason: 'LOCKED_BY_OTHER', text: '', clearsTime: toTime(guard.lock.expiresAt) };
          return { result: { $case: 'refused', value } };
        }
        guard.token += 1;
        const expiresAt = this.#clock.now() + Number(request.leaseMs);
        guard.lock = { agentId, leadId: key.leadId, expiresAt };
        const value = { fencingToken: BigInt(guard.token), expireTime: toTime(expiresAt) };
        return { result: { $case: 'granted', value } };
      },
      renewLock: async ({
        key,
        fencingToken,
        leaseMs,
      }: {
        key: Key;
        fencingToken: bigint;
        leaseMs: bigint;
      }) => {
        const guard = this.#held(key, fencingToken);
        guard.expiresAt = this.#clock.now() + Number(leaseMs);
        this.leases.push(Number(leaseMs));
        return { expireTime: toTime(guard.expiresAt) };
      },
      releaseLock: async ({ key, leadVersion }: { key: Key; leadVersion: bigint }) => {
        this.releasesAsked += 1;
        if (this.isDown) throw reasonError('UNAVAILABLE');
        this.guard(key.phone).lock = undefined;
        this.released.push({ phone: key.phone, leadVersion: Number(leadVersion) });
        this.log.push('release');
        return {};
      },
      claimLead: async ({ key, agentId, ...claim }: ClaimLeadRequest & { key: Key }) => {
        this.guard(key.phone).owners[key.leadId] = agentId;
        this.claims.push(claim);
        this.log.push('claim');
        return { claimedBy: agentId };
      },
      releaseClaim: async ({ key }: { key: Key }) => {
        delete this.guard(key.phone).owners[key.leadId];
        this.log.push('give up');
        return {};
      },
      getGuard: async ({ phone }: { phone: string }) => {
        const guard = this.guard(phone);
        return {
          lockedByAgentId: guard.lock?.agentId ?? '',
          lockedLeadId: guard.lock?.leadId ?? '',
          fencingToken: BigInt(guard.token),
          lockExpireTime: guard.lock === undefined ? undefined : toTime(guard.lock.expiresAt),
          claimedByLead: guard.owners,
        };
      },
    };
  }

  #held(key: { phone: string }, token: bigint): { expiresAt: number } {
    const guard = this.guard(key.phone);
    if (guard.token !== Number(token)) throw reasonError('STALE_TOKEN');
    if (guard.lock === undefined) throw reasonError('LOCK_EXPIRED');
    return guard.lock;
  }

  #dials(): object {
    return {
      authorizeDial: async (request: AuthorizeDialRequest) => {
        this.authorized.push(request);
        this.#held({ phone: request.key?.phone ?? '' }, request.fencingToken);
        if (this.dialReasons.length > 0) return { reasons: this.dialReasons };
        return { permit: permitOf(request), reasons: [] };
      },
      settlePermit: async ({ permitId }: { permitId: string }) => {
        this.returnedPermits.push(permitId);
        return {};
      },
    };
  }
}

function permitOf(request: AuthorizeDialRequest): Partial<Permit> {
  return {
    permitId: `permit-${request.attemptId}`,
    leadId: request.key?.leadId ?? '',
    attemptId: request.attemptId,
    agentId: request.agentId,
    phone: request.key?.phone ?? '',
    fencingToken: request.fencingToken,
    dialTime: request.dialTime,
    dialback: request.dialback,
  };
}

/** sip: writes down what was asked; call events are the test's to send. */
export class FakeSip {
  readonly rung: string[] = [];
  readonly placed: string[] = [];
  readonly hungUp: string[] = [];
  readonly held: boolean[] = [];
  readonly muted: boolean[] = [];
  /** Dialled without an agent. */
  readonly leadsDialled: DialLeadRequest[] = [];
  refuseRing = false;
  refusePlace = false;
  readonly transferred: string[] = [];
  /** Reason to refuse the next transfer with. */
  refuseTransfer: 'AGENT_NOT_REGISTERED' | undefined;
  /** Holds RingAgent back until the test lets go. */
  ringGate: Promise<void> | undefined;

  serve(server: GrpcServer): void {
    server.add(LeadFirstServiceDefinition, {
      dialLead: async (request) => {
        this.leadsDialled.push(request);
        return {};
      },
    });
    server.add(
      CallServiceDefinition,
      partial(CallServiceDefinition, {
        ringAgent: async ({ attemptId }: { attemptId: string }) => {
          this.rung.push(attemptId);
          await this.ringGate;
          if (this.refuseRing) throw reasonError('AGENT_NOT_REGISTERED');
          return {};
        },
        placeCall: async ({ permit }: { permit: Permit }) => {
          if (this.refusePlace) throw reasonError('AGENT_NOT_REGISTERED');
          this.placed.push(permit.attemptId);
          return {};
        },
        hangUp: async ({ attemptId }: { attemptId: string }) => {
          this.hungUp.push(attemptId);
          return {};
        },
        holdCall: async () => {
          this.held.push(true);
          return {};
        },
        muteCall: async ({ muted }: { muted: boolean }) => {
          this.muted.push(muted);
          return {};
        },
        resumeCall: async () => {
          this.held.push(false);
          return {};
        },
        transferCall: async ({ target }: { target?: { value: string } }) => {
          if (this.refuseTransfer !== undefined) throw reasonError(this.refuseTransfer);
          this.transferred.push(target?.value ?? '');
          return {};
        },
      }),
    );
  }
}

export function endedRecord(attemptId: string, endCause: EndCause): CallRecord {
  return CallRecord.fromPartial({ attemptId, endCause, endTime: toTime(1) });
}
