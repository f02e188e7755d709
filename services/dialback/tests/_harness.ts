import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMemoryBus } from '@firstring/bus';
import { reasonError, toOptionalTime, toTime, type Topic } from '@firstring/contracts';
import { ClaimServiceDefinition } from '@firstring/contracts/claim/claim_service';
import { CallRecord } from '@firstring/contracts/common/call_record';
import { ExclusionServiceDefinition } from '@firstring/contracts/claim/exclusion_service';
import { DialbackServiceDefinition, MissedCause } from '@firstring/contracts/dialback/dialback_service';
import { MissedCallServiceDefinition } from '@firstring/contracts/dialback/missed_call_service';
import { CallLogServiceDefinition } from '@firstring/contracts/leads/call_log_service';
import { LeadCard } from '@firstring/contracts/leads/lead';
import { LeadServiceDefinition } from '@firstring/contracts/leads/lead_service';
import { silentLog } from '@firstring/kernel';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { eventually } from '@firstring/kernel/testing';
import { createGrpcClients, createGrpcServer, topicSpecs, type GrpcServer } from '@firstring/service-kit';
import { openMemoryStore, type Store } from '@firstring/store';
import { openStoreUnderTest } from '@firstring/store/testing';
import { dialbackConfigSchema } from '../src/config.ts';
import { createDialbackService } from '../src/service.ts';

/** lead-1 by its second number, and somebody with two leads. */
export const PHONE = '+12025550123';
export const OTHER_PHONE = '+12025550124';
export const KNOWN = '+12025550177';

export const MISSED = {
  processId: 'process-1',
  campaignId: 'campaign-1',
  phone: PHONE,
  leadId: 'lead-1',
  cause: MissedCause.MISSED_CAUSE_NO_AGENT,
};

const CARDS = [
  { leadId: 'lead-1', campaignId: 'campaign-1', homeGuard: PHONE, phones: [PHONE, OTHER_PHONE], calledAt: 0 },
  { leadId: 'older', campaignId: 'campaign-9', homeGuard: KNOWN, phones: [KNOWN], calledAt: 1000 },
  { leadId: 'recent', campaignId: 'campaign-7', homeGuard: KNOWN, phones: [KNOWN], calledAt: 2000 },
];

const refuse = async (): Promise<never> => {
  throw new Error('not part of this test');
};

/** lead-store and claim as far as dial-back asks them. */
export class Neighbours {
  readonly excluded = new Set<string>();
  readonly owners: Record<string, string> = {};
  /** When each lead's last call was answered. */
  readonly spokenTo: Record<string, number> = {};

  serve(server: GrpcServer): void {
    const cardOf = ({ leadId, campaignId, homeGuard, calledAt }: (typeof CARDS)[number]): LeadCard =>
      LeadCard.fromPartial({ leadId, campaignId, homeGuard, lastAttemptEndTime: toTime(calledAt) });
    server.add(LeadServiceDefinition, {
      upsertLeads: refuse,
      listLeads: refuse,
      deleteLead: refuse,
      getDialFacts: refuse,
      recordOutcome: refuse,
      async *streamCards() {},
      findLeadsByNumber: async ({ phone }) => ({
        cards: CARDS.filter(({ phones }) => phones.includes(phone)).map(cardOf),
      }),
      getLead: async ({ leadId }) => {
        const found = CARDS.find((card) => card.leadId === leadId);
        if (found === undefined) throw reasonError('LEAD_NOT_FOUND');
        return { lead: { card: cardOf(found) } };
      },
    });
    server.add(CallLogServiceDefinition, {
      listCalls: async ({ leadId }) => {
        const bridgedAt = this.spokenTo[leadId];
        const record = CallRecord.fromPartial({ leadId, bridgeTime: toOptionalTime(bridgedAt) });
        return { calls: bridgedAt === undefined ? [] : [{ record }] };
      },
    });
    server.add(ExclusionServiceDefinition, {
      createExclusion: refuse,
      addNumbers: refuse,
      deleteExclusion: refuse,
      listExclusions: refuse,
      async *streamExclusions() {},
      findExcluded: async ({ phones }) => ({
        excluded: phones.flatMap((phone, position) => (this.excluded.has(phone) ? [position] : [])),
      }),
    });
    const others = Object.values(ClaimServiceDefinition.methods).map(({ name }) => [
      lowerFirst(name),
      refuse,
    ]);
    server.add(ClaimServiceDefinition, {
      // Nothing else is asked; the compiler cannot see that every other method is there.
      ...(Object.fromEntries(others) as Parameters<typeof server.add<typeof ClaimServiceDefinition>>[1]),
      getGuard: async () => ({ claimedByLead: this.owners }),
    });
  }
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** The service over a memory store and bus; `prepare` writes into the store before it starts. */
export async function start(prepare?: (store: Store) => Promise<void>) {
  const stack = new AsyncDisposableStack();
  const [clock, random, log] = [systemClock, systemRandom, silentLog];
  const store = stack.use(await openStoreUnderTest(process.env, stack, openMemoryStore));
  await prepare?.(store);
  const bus = stack.use(await openMemoryBus({ topics: topicSpecs(), clock, log }));
  const address = `unix://${join(mkdtempSync(join(tmpdir(), 'firstring-')), 'dialback.sock')}`;
  const neighbours = new Neighbours();
  const server = stack.use(createGrpcServer({ domain: 'test', log, clock }));
  neighbours.serve(server);
  await server.listen(`${address}.others`);
  const config = dialbackConfigSchema.parse({
    GRPC_LISTEN: address,
    LEAD_STORE_ADDRESS: `${address}.others`,
    CLAIM_ADDRESS: `${address}.others`,
    DIALBACK_SWEEP_MS: '50',
  });
  stack.use(await createDialbackService(config, { clock, random, log, store, bus }));
  const clients = stack.use(createGrpcClients());
  return {
    bus,
    neighbours,
    dialback: clients.client(DialbackServiceDefinition, address),
    missedCalls: clients.client(MissedCallServiceDefinition, address),
    tell: (topic: Topic, type: string, payload: Uint8Array) =>
      bus.publish([
        { id: random.uuid(), topic: topic.name, key: 'process-1', type, payload, occurredAt: clock.now() },
      ]),
    [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose](),
  };
}

/** The first answer that is as wanted. */
export async function until<Answer>(
  ask: () => Promise<Answer>,
  isWanted: (answer: Answer) => boolean,
): Promise<Answer> {
  const { answer } = await eventually(systemClock, 'an answer as wanted', async () => {
    const answer = await ask();
    return isWanted(answer) && { answer };
  });
  return answer;
}
