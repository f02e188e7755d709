import { ClaimServiceDefinition, type Permit } from '@firstring/contracts/claim/claim_service';
import { ExclusionServiceDefinition } from '@firstring/contracts/claim/exclusion_service';
import { DialState, LeadCard, LeadStatus } from '@firstring/contracts/leads/lead';
import { Campaign } from '@firstring/contracts/leads/lead_events';
import { createClaimService } from '@firstring/claim-service';
import { claimConfigSchema } from '@firstring/claim-service/config';
import { openMemoryBus } from '@firstring/bus';
import { silentLog, type Clock } from '@firstring/kernel';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { createGrpcClients, grpcRpc, topicSpecs, type Rpc } from '@firstring/service-kit';
import { openMemoryStore } from '@firstring/store';

export const PROCESS = 'process-1';

/** Claim itself, over gRPC, with what a scheduler asks of it on the way to a call. */
export async function startDialling(address: string, rpc: Rpc = grpcRpc, clock: Clock = systemClock) {
  const stack = new AsyncDisposableStack();
  const store = stack.use(openMemoryStore());
  const bus = stack.use(await openMemoryBus({ topics: topicSpecs(), clock, log: silentLog }));
  const config = claimConfigSchema.parse({ GRPC_LISTEN: address, CLAIM_PERMIT_KEY: 'k'.repeat(32) });
  stack.use(
    await createClaimService(config, { clock, random: systemRandom, log: silentLog, store, bus, rpc }),
  );
  const clients = stack.use(createGrpcClients());
  const claim = clients.client(ClaimServiceDefinition, address);
  const exclusions = clients.client(ExclusionServiceDefinition, address);
  let requests = 0;
  const requestId = (): string => `request-${(requests += 1)}`;
  const key = (phone: string) => ({ processId: PROCESS, phone, leadId: leadOf(phone) });
  return {
    claim,
    /** The token, or why there is none. */
    async take(phone: string, agentId: string, leaseMs = 60_000): Promise<bigint | string> {
      const request = { requestId: requestId(), key: key(phone), agentId, leaseMs: BigInt(leaseMs) };
      const { result } = await claim.acquireLock(request);
      return result?.$case === 'granted' ? result.value.fencingToken : (result?.value.reason ?? '');
    },
    async renew(phone: string, fencingToken: bigint): Promise<void> {
      await claim.renewLock({ requestId: requestId(), key: key(phone), fencingToken, leaseMs: 60_000n });
    },
    async permit(phone: string, agentId: string, fencingToken: bigint): Promise<Permit> {
      const now = new Date(clock.now());
      const { permit, reasons } = await claim.authorizeDial({
        requestId: requestId(),
        key: key(phone),
        fencingToken,
        agentId,
        attemptId: systemRandom.uuid(),
        dialTime: now,
        facts: { phone, card: cardOf(phone, now), campaign: CAMPAIGN },
      });
      if (permit === undefined)
        throw new Error(`no permit: ${reasons.map(({ reason }) => reason).join(', ')}`);
      return permit;
    },
    /** Resolves when the number is on the do-not-call list. */
    async exclude(phone: string): Promise<void> {
      const exclusion = { processId: PROCESS, phone, cause: 'asked_by_person', createdBy: 'test' };
      await exclusions.createExclusion({ requestId: requestId(), exclusion }, { deadline: 15_000 });
    },
    [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose](),
  };
}

function cardOf(phone: string, optInTime: Date): LeadCard {
  return LeadCard.fromPartial({
    leadId: leadOf(phone),
    processId: PROCESS,
    campaignId: 'campaign-1',
    homeGuard: phone,
    optInTime,
    status: LeadStatus.LEAD_STATUS_NEW,
    dialState: DialState.DIAL_STATE_OPEN,
    timeZone: 'America/New_York',
    candidateZones: ['America/New_York'],
    version: 1n,
  });
}

const CAMPAIGN = Campaign.fromPartial({
  campaignId: 'campaign-1',
  processId: PROCESS,
  name: 'Solar',
  timeZone: 'America/New_York',
  windowStartMinute: 0,
  windowEndMinute: 1440,
  maxAttempts: 30,
  maxAttemptsPerDay: 6,
  ringLimitSeconds: 30,
  callerId: '+12025550100',
  version: 1n,
});

function leadOf(phone: string): string {
  return `lead-${phone.slice(1)}`;
}
