import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMemoryBus } from '@firstring/bus';
import { BlacklistServiceDefinition } from '@firstring/contracts/claim/blacklist_service';
import { CallerGuardServiceDefinition } from '@firstring/contracts/claim/caller_guard_service';
import {
  ClaimServiceDefinition,
  type AuthorizeDialRequest,
  type ClaimLeadRequest,
  type DeepPartial,
  type GuardKey,
} from '@firstring/contracts/claim/claim_service';
import { ExclusionServiceDefinition } from '@firstring/contracts/claim/exclusion_service';
import { OwnershipServiceDefinition } from '@firstring/contracts/claim/ownership_service';
import { TestNumberServiceDefinition } from '@firstring/contracts/claim/test_number_service';
import { Campaign } from '@firstring/contracts/leads/lead_events';
import type { CustomerFacts } from '@firstring/contracts/leads/lead_service';
import { DialState, LeadStatus } from '@firstring/contracts/leads/lead';
import { silentLog, type Clock } from '@firstring/kernel';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { createGrpcClients, topicSpecs } from '@firstring/service-kit';
import { openMemoryStore, type Store } from '@firstring/store';
import { openStoreUnderTest } from '@firstring/store/testing';
import { claimConfigSchema } from '../src/config.ts';
import { createClaimService } from '../src/service.ts';

export const PHONE = '+12025550123';
export const PROCESS = 'process-1';

/** The claim service alone on memory seams, reached through its gRPC port. */
export async function startClaim(clock: Clock = systemClock, given?: Store) {
  const stack = new AsyncDisposableStack();
  // A store that is given outlives the service: a restart.
  const store = given ?? stack.use(await openStoreUnderTest(process.env, stack, openMemoryStore));
  const bus = stack.use(await openMemoryBus({ topics: topicSpecs(), clock, log: silentLog }));
  const address = `unix://${join(mkdtempSync(join(tmpdir(), 'firstring-')), 'claim.sock')}`;
  const config = claimConfigSchema.parse({
    GRPC_LISTEN: address,
    CLAIM_PERMIT_KEY: 'k'.repeat(32),
    CLAIM_SWEEP_MS: '50',
    CLAIM_EXCLUSION_WAIT_MS: '1000',
  });
  stack.use(await createClaimService(config, { clock, random: systemRandom, log: silentLog, store, bus }));
  const clients = stack.use(createGrpcClients());
  return {
    address,
    bus,
    store,
    // As the scheduler asks it.
    claim: clients.carried(ClaimServiceDefinition, address),
    callers: clients.client(CallerGuardServiceDefinition, address),
    owners: clients.client(OwnershipServiceDefinition, address),
    exclusions: clients.client(ExclusionServiceDefinition, address),
    blacklist: clients.client(BlacklistServiceDefinition, address),
    testNumbers: clients.client(TestNumberServiceDefinition, address),
    [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose](),
  };
}

let requests = 0;
export function requestId(): string {
  requests += 1;
  return `request-${requests}`;
}

export function key(leadId = 'lead-1', phone = PHONE) {
  return { processId: PROCESS, phone, leadId };
}

type Claims = Pick<Awaited<ReturnType<typeof startClaim>>, 'claim'>;

/** Takes the lead's lock; its token. */
export async function lockLead({ claim }: Claims, of: GuardKey, agentId = 'agent-a'): Promise<bigint> {
  const ask = { requestId: requestId(), key: of, agentId, ownerEpoch: 1n, leaseMs: 60_000n };
  const { result } = await claim.acquireLock(ask);
  if (result?.$case !== 'granted') throw new Error(`no lock: ${result?.value.reason}`);
  return result.value.fencingToken;
}

/** Locks, claims and lets go. */
export async function claimLead(
  service: Claims,
  of: GuardKey,
  change: DeepPartial<ClaimLeadRequest> = {},
): Promise<void> {
  const agentId = change.agentId ?? 'agent-a';
  const fencingToken = await lockLead(service, of, agentId);
  await service.claim.claimLead({ requestId: requestId(), key: of, fencingToken, agentId, ...change });
  await service.claim.releaseLock({ requestId: requestId(), key: of, fencingToken });
}

export function authorizeRequest(
  fencingToken: bigint,
  options: { window?: [number, number]; attemptId?: string; customer?: CustomerFacts } = {},
): Partial<AuthorizeDialRequest> {
  const [windowStartMinute, windowEndMinute] = options.window ?? [0, 1440];
  return {
    requestId: requestId(),
    key: key(),
    fencingToken,
    agentId: 'agent-a',
    attemptId: options.attemptId ?? requestId(),
    dialTime: new Date(systemClock.now()),
    facts: {
      phone: PHONE,
      others: [],
      ...(options.customer === undefined ? {} : { customer: options.customer }),
      card: {
        leadId: 'lead-1',
        processId: PROCESS,
        campaignId: 'campaign-1',
        listId: '',
        homeGuard: PHONE,
        optInTime: new Date(systemClock.now()),
        status: LeadStatus.LEAD_STATUS_NEW,
        dialState: DialState.DIAL_STATE_OPEN,
        cadenceAttempts: 0,
        totalAttempts: 0,
        dayAttempts: 0,
        lastAttemptDay: '',
        lastAttemptResult: '',
        callbackAgentId: '',
        timeZone: 'America/New_York',
        candidateZones: ['America/New_York'],
        placements: [],
        ownershipCode: '',
        vendorId: '',
        ingestLinkId: '',
        version: 1n,
      },
      campaign: Campaign.fromPartial({
        campaignId: 'campaign-1',
        processId: PROCESS,
        name: 'Solar',
        timeZone: 'America/New_York',
        agentIds: ['agent-a'],
        ringOnPreview: true,
        previewLimitSeconds: 0,
        wrapUpLimitSeconds: 60,
        ringLimitSeconds: 30,
        windowStartMinute,
        windowEndMinute,
        maxAttempts: 30,
        maxAttemptsPerDay: 6,
        dispositions: [],
        callerId: '+12025550100',
        version: 1n,
        skipBudget: 3,
      }),
    },
  };
}
