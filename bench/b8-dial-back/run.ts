import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toTime } from '@firstring/contracts';
import { ClaimServiceDefinition } from '@firstring/contracts/claim/claim_service';
import { ExclusionServiceDefinition } from '@firstring/contracts/claim/exclusion_service';
import { DialbackServiceDefinition, MissedCause } from '@firstring/contracts/dialback/dialback_service';
import { DialState, LeadCard } from '@firstring/contracts/leads/lead';
import { Campaign, DispositionCategory } from '@firstring/contracts/leads/lead_events';
import { LeadServiceDefinition } from '@firstring/contracts/leads/lead_service';
import { SchedulingServiceDefinition } from '@firstring/contracts/scheduling/scheduling_service';
import { silentLog } from '@firstring/kernel';
import { systemClock } from '@firstring/kernel/system';
import { createGrpcClients, createGrpcServer } from '@firstring/service-kit';
import { OrderIndex } from '../../services/scheduler/src/domain/order/order-index.ts';
import { sampleCard, sampleLeadId } from '../../services/scheduler/src/domain/order/sample-card.ts';
import { SAMPLE_NOW_AT } from '../../services/scheduler/src/domain/order/sample-campaign.ts';
import { decodeCampaign } from '../../services/scheduler/src/upstream/decode-campaign.ts';
import { partial } from '../../services/scheduler/tests/_partial-service.ts';
import { FakeClaim, FakeLeadStore, FakeSip } from '../../services/scheduler/tests/_fakes.ts';
import { figure, quantile, type Figure } from '../figure.ts';
import { writeSnapshot } from '../write-snapshot.ts';
import { Office } from './office.ts';
import type { Serving } from './product-process.ts';

const PROCESS_ID = 'process-1';
const LIMIT_MS = 120_000;

interface Size {
  readonly leads: number;
  readonly missed: number;
  readonly missedMs: number;
  readonly agents: number;
  readonly lookMs: number;
}

const FULL: Size = { leads: 1_000_000, missed: 1000, missedMs: 10_000, agents: 50, lookMs: 500 };
const SMALL: Size = { leads: 20_000, missed: 100, missedMs: 2000, agents: 10, lookMs: 100 };

/** B8: missed calls pour in while fresh leads without end wait and agents work: who is shown what, and how soon. */
export async function run({ small }: { small: boolean }): Promise<Figure[]> {
  const size = small ? SMALL : FULL;
  await using world = await openWorld(size);
  const office = new Office({
    ...world,
    ...size,
    reachedEvery: 10,
    beforeDispose: (leadId) => world.keepCard(leadId),
  });
  await systemClock.sleep(size.lookMs * 2);
  // From the far end of the order: nobody has been shown them.
  const reports: Promise<void>[] = [];
  for (let n = 0; n < size.missed; n += 1) {
    const dialbackId = `missed-${n}`;
    reports.push(world.missCall(dialbackId, size.leads - 1 - n).then(() => office.missed(dialbackId)));
    await systemClock.sleep(size.missedMs / size.missed);
  }
  await Promise.all(reports);
  const endMs = systemClock.monotonicMs() + LIMIT_MS;
  while (office.waiting > 0 && systemClock.monotonicMs() < endMs) await systemClock.sleep(50);
  const left = office.waiting;
  await office.close();
  const { offerMs, cancelMs, freshBefore, freshShown } = office;
  const at = `${size.missed} missed, ${size.leads / 1000}k fresh, ${size.agents} agents`;
  const base = { bench: 'B8', at, unit: 'ms', goal: '' };
  const p99 = (values: number[]): number => quantile(Float64Array.from(values), 0.99);
  const never = { unit: 'leads', goal: '<=0', always: true } as const;
  return [
    figure({ ...base, figure: 'first_offer_p99_ms', value: p99(offerMs), goal: '<=500' }),
    figure({ ...base, figure: 'first_offer_p50_ms', value: quantile(Float64Array.from(offerMs), 0.5) }),
    figure({ ...base, figure: 'cancel_p99_ms', value: p99(cancelMs), goal: '<=100' }),
    figure({ ...base, figure: 'cancelled', value: cancelMs.length, unit: 'entries' }),
    figure({ ...base, figure: 'fresh_before_dial_back', value: freshBefore, unit: 'leads', goal: '<=0' }),
    figure({ ...base, figure: 'never_offered', value: left, ...never }),
    figure({ ...base, figure: 'fresh_shown', value: freshShown, unit: 'leads' }),
  ];
}

/** The product with an order on disk, and neighbours that answer at once. */
async function openWorld({ leads, agents }: Size) {
  await using opened = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), 'b8-'));
  opened.defer(() => rm(dataDir, { recursive: true, force: true }));
  const campaign = campaignOf(agents);
  const aheadMs = SAMPLE_NOW_AT - systemClock.now();
  const clock = { ...systemClock, now: () => systemClock.now() + aheadMs };
  const store = new FakeLeadStore();
  store.campaigns.set(campaign.campaignId, campaign);
  store.onOutcome = (card) => ({ ...card, dialState: DialState.DIAL_STATE_LOSER });
  const grpc = opened.use(createGrpcServer({ domain: 'fake.firstring', log: silentLog, clock: systemClock }));
  for (const fake of [store, new FakeClaim(clock), new FakeSip()]) fake.serve(grpc);
  const neighbours = `127.0.0.1:${await grpc.listen('127.0.0.1:0')}`;
  const callers = await serveCallers(opened);
  await writeSnapshot(dataDir, PROCESS_ID, freshOrder(leads, campaign));
  const script = new URL('product-process.ts', import.meta.url);
  const child = fork(script, [dataDir, neighbours, callers, String(leads + 1_000_000), String(aheadMs)]);
  opened.defer(async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  const signal = AbortSignal.timeout(LIMIT_MS);
  const [{ schedulerPort }] = (await once(child, 'message', { signal })) as [Serving]; // its one word
  const clients = opened.use(createGrpcClients());
  const dialback = clients.client(DialbackServiceDefinition, `unix://${dataDir}/dialback.sock`);
  const close = opened.move();
  return {
    dialback,
    scheduling: clients.client(SchedulingServiceDefinition, `127.0.0.1:${schedulerPort}`),
    keepCard: (leadId: string) => store.cards.set(leadId, wireCard(leadId)),
    async missCall(requestId: string, number: number): Promise<void> {
      const lead = { leadId: sampleLeadId(number), phone: sampleCard(number).homeGuard };
      store.cards.set(lead.leadId, wireCard(lead.leadId));
      const missed = { cause: MissedCause.MISSED_CAUSE_NO_AGENT, missedTime: toTime(clock.now()) };
      await dialback.reportMissedCall({
        requestId,
        processId: PROCESS_ID,
        campaignId: campaign.campaignId,
        incomingNumberId: '',
        leadCreated: false,
        ...lead,
        ...missed,
      });
    },
    [Symbol.asyncDispose]: () => close[Symbol.asyncDispose](),
  };
}

/** What dial-back asks lead-store and claim of a caller. */
async function serveCallers(opened: AsyncDisposableStack): Promise<string> {
  const grpc = opened.use(createGrpcServer({ domain: 'fake.firstring', log: silentLog, clock: systemClock }));
  const getLead = async ({ leadId }: { leadId: string }) => ({ lead: { card: wireCard(leadId) } });
  grpc.add(LeadServiceDefinition, partial(LeadServiceDefinition, { getLead }));
  const findExcluded = async () => ({ excluded: [] });
  grpc.add(ExclusionServiceDefinition, partial(ExclusionServiceDefinition, { findExcluded }));
  const getGuard = async () => ({ claimedByLead: {} });
  grpc.add(ClaimServiceDefinition, partial(ClaimServiceDefinition, { getGuard }));
  return `127.0.0.1:${await grpc.listen('127.0.0.1:0')}`;
}

function campaignOf(agents: number): Campaign {
  return Campaign.fromPartial({
    campaignId: 'campaign-1',
    processId: PROCESS_ID,
    name: 'Campaign',
    timeZone: 'America/New_York',
    agentIds: Array.from({ length: agents }, (_, n) => `agent-${n + 1}`),
    previewLimitSeconds: 600,
    wrapUpLimitSeconds: 30,
    ringLimitSeconds: 30,
    windowStartMinute: 480,
    windowEndMinute: 1260,
    maxAttempts: 30,
    maxAttemptsPerDay: 8,
    callerId: '+12125550000',
    dispositions: [{ code: 'done', label: 'Done', category: DispositionCategory.DISPOSITION_CATEGORY_FINAL }],
    version: 1n,
  });
}

/** Everybody opted in this morning and has not been tried. */
function freshOrder(leads: number, campaign: Campaign): OrderIndex {
  const order = new OrderIndex({ leadsMax: leads + 1000 });
  order.setCampaign(campaign.campaignId, decodeCampaign(campaign).order);
  for (let number = 0; number < leads; number += 1)
    order.upsert(sampleCard(number, { optInAt: SAMPLE_NOW_AT - 60_000 - number }), SAMPLE_NOW_AT);
  while (order.advance(SAMPLE_NOW_AT, 10_000));
  return order;
}

function wireCard(leadId: string): LeadCard {
  const { homeGuard, campaignId } = sampleCard(Number.parseInt(leadId.slice(-12), 16));
  return LeadCard.fromPartial({
    leadId,
    homeGuard,
    campaignId,
    processId: PROCESS_ID,
    version: 1n,
    timeZone: 'America/New_York',
    candidateZones: ['America/New_York'],
    dialState: DialState.DIAL_STATE_OPEN,
    optInTime: toTime(SAMPLE_NOW_AT - 60_000),
  });
}

if (import.meta.main) {
  for (const measured of await run({ small: process.argv.includes('--small') })) {
    process.stdout.write(`${JSON.stringify(measured)}\n`);
  }
}
