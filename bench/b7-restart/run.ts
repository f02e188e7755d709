import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OutboundMessage } from '@firstring/bus';
import { CLAIM_EVENTS } from '@firstring/contracts';
import { ClaimEvent } from '@firstring/contracts/claim/claim_events';
import { Campaign } from '@firstring/contracts/leads/lead_events';
import { SchedulingServiceDefinition } from '@firstring/contracts/scheduling/scheduling_service';
import { AppError, silentLog } from '@firstring/kernel';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { seededRandom } from '@firstring/kernel/testing';
import { createGrpcClients, createGrpcServer, streamOptions } from '@firstring/service-kit';
import type { OrderIndex } from '../../services/scheduler/src/domain/order/order-index.ts';
import { sampleCampaign, SAMPLE_NOW_AT } from '../../services/scheduler/src/domain/order/sample-campaign.ts';
import { decodeCampaign } from '../../services/scheduler/src/upstream/decode-campaign.ts';
import { FakeDialback } from '../../services/scheduler/tests/_fake-dialback.ts';
import { FakeClaim, FakeLeadStore, FakeSip } from '../../services/scheduler/tests/_fakes.ts';
import { figure, type Figure } from '../figure.ts';
import { writeSnapshot } from '../write-snapshot.ts';
import type { Told } from './scheduler-process.ts';

const PROCESS_ID = 'process-1';
const AGENT_ID = 'agent-1';
/** Leads that are taken from the head of the order after the snapshot: only the log knows. */
const TAKEN = 200;
const LIMIT_MS = 120_000;
const RETRY_MS = 20;
const MB = 1_048_576;

const CAMPAIGN = Campaign.fromPartial({
  campaignId: 'campaign-1',
  processId: PROCESS_ID,
  name: 'Campaign',
  timeZone: 'America/New_York',
  agentIds: [AGENT_ID],
  previewLimitSeconds: 600,
  wrapUpLimitSeconds: 30,
  ringLimitSeconds: 30,
  windowStartMinute: 480,
  windowEndMinute: 1260,
  maxAttempts: 30,
  maxAttemptsPerDay: 8,
  callerId: '+12125550000',
  version: 1n,
});

/** B7: from SIGKILL of a scheduler to the first right decision of the one started in its place. */
export async function run({ small, large = false }: { small: boolean; large?: boolean }): Promise<Figure[]> {
  const size = small ? 20_000 : large ? 10_000_000 : 1_000_000;
  await using world = await startWorld(size);
  const { order } = world;
  const before = await world.start(1000);
  await before.told('serving');
  before.child.send(takeHeads(order, TAKEN));
  await before.told('published');
  const snapshot = await before.told('snapshot');
  before.child.send(takeHeads(order, TAKEN));
  await before.told('published');
  const killedMs = systemClock.monotonicMs();
  before.child.kill('SIGKILL');
  await once(before.child, 'exit');
  const next = await world.start(3_600_000);
  const { port } = await next.told('listening');
  const offered = await firstOffer(port);
  const tookS = (systemClock.monotonicMs() - killedMs) / 1000;
  const scope = { agentId: AGENT_ID, campaignIds: [CAMPAIGN.campaignId] };
  const right = order.view.peekBest(scope, SAMPLE_NOW_AT)?.leadId;
  const at = size >= 1_000_000 ? `${size / 1_000_000}M` : `${size / 1000}k`;
  const base = { bench: 'B7', at };
  const goal = large ? '<=30' : '<=5';
  return [
    figure({ ...base, figure: 'kill_to_decision_s', value: tookS, unit: 's', goal }),
    figure({
      ...base,
      figure: 'wrong_decisions',
      value: offered === right ? 0 : 1,
      unit: 'decisions',
      goal: '<=0',
      always: true,
    }),
    figure({ ...base, figure: 'snapshot_s', value: snapshot.tookMs / 1000, unit: 's', goal: '' }),
    figure({ ...base, figure: 'snapshot_mb', value: snapshot.bytes / MB, unit: 'MB', goal: '' }),
    figure({
      ...base,
      figure: 'loop_delay_max_meanwhile_ms',
      value: snapshot.loopDelayMs,
      unit: 'ms',
      goal: '',
    }),
  ];
}

interface Running {
  readonly child: ChildProcess;
  /** Waits for the first message of this type. */
  told<Type extends Told['type']>(type: Type): Promise<Told & { type: Type }>;
}

/** Neighbours that answer, a sample order, and its snapshot on disk as a scheduler that ran before has left it. */
async function startWorld(size: number) {
  await using opened = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), 'b7-'));
  opened.defer(() => rm(dataDir, { recursive: true }));
  const grpc = opened.use(createGrpcServer({ domain: 'fake.firstring', log: silentLog, clock: systemClock }));
  const leads = new FakeLeadStore();
  leads.campaigns.set(CAMPAIGN.campaignId, CAMPAIGN);
  for (const fake of [leads, new FakeClaim(systemClock), new FakeSip(), new FakeDialback()]) fake.serve(grpc);
  const neighbours = `127.0.0.1:${await grpc.listen('127.0.0.1:0')}`;
  const order = sampleCampaign(size, seededRandom('b7'));
  order.setCampaign(CAMPAIGN.campaignId, decodeCampaign(CAMPAIGN).order);
  while (order.advance(SAMPLE_NOW_AT, 10_000));
  await writeSnapshot(dataDir, PROCESS_ID, order);
  const close = opened.move();
  return {
    order,
    async start(intervalMs: number): Promise<Running> {
      const args = [dataDir, neighbours, String(size + 1_000_000), String(intervalMs)];
      const child = fork(new URL('scheduler-process.ts', import.meta.url), args, {
        serialization: 'advanced',
      });
      close.defer(() => void child.kill('SIGKILL'));
      const said: Told[] = [];
      child.on('message', (message) => said.push(message as Told)); // what it says
      const failed = once(child, 'exit').then(() => undefined);
      return {
        child,
        async told<Type extends Told['type']>(type: Type) {
          for (;;) {
            const at = said.findIndex((each) => each.type === type);
            if (at >= 0) return said.splice(at, 1)[0] as Told & { type: Type }; // found by its type
            const signal = AbortSignal.timeout(LIMIT_MS);
            const [message] = (await Promise.race([once(child, 'message', { signal }), failed])) ?? [];
            if (message === undefined) throw new Error('the scheduler ended');
          }
        },
      };
    },
    [Symbol.asyncDispose]: () => close[Symbol.asyncDispose](),
  };
}

/** Locks the best leads one after the other, as somebody else's; what claim's log says of that. */
function takeHeads(order: OrderIndex, count: number): OutboundMessage[] {
  return Array.from({ length: count }, (_, number) => {
    const best = order.view.peekBest({ agentId: '', campaignIds: [CAMPAIGN.campaignId] }, SAMPLE_NOW_AT);
    if (best === undefined) throw new Error('the order is empty');
    const { leadId, homeGuard: phone } = best;
    order.hold(phone, { leadId, token: 1 });
    const event = { $case: 'lockAcquired', value: {} } as const;
    const payload = ClaimEvent.encode(
      ClaimEvent.fromPartial({ processId: PROCESS_ID, phone, leadId, fencingToken: 1n, version: 1n, event }),
    ).finish();
    const id = `${leadId}-${number}`;
    return {
      id,
      topic: CLAIM_EVENTS.name,
      key: PROCESS_ID,
      type: 'LockAcquired',
      payload,
      occurredAt: SAMPLE_NOW_AT,
    };
  });
}

/** An agent who opens the desk until that is possible, and asks for work. */
async function firstOffer(port: number): Promise<string> {
  await using clients = createGrpcClients();
  const client = clients.client(SchedulingServiceDefinition, `127.0.0.1:${port}`);
  const signal = AbortSignal.timeout(LIMIT_MS);
  while (!signal.aborted) {
    try {
      let isAsked = false;
      for await (const { desk } of client.watchDesk(
        { agentId: AGENT_ID, tabId: 'tab-1' },
        streamOptions(signal),
      )) {
        if (desk?.preview !== undefined) return desk.preview.leadId;
        if (isAsked) continue;
        isAsked = true;
        const requestId = systemRandom.uuid();
        await client.setPresence({ requestId, agentId: AGENT_ID, ready: true, reason: '' });
      }
    } catch (error) {
      if (!(error instanceof AppError) || error.reason !== 'SCHEDULER_STARTING') throw error;
      await systemClock.sleep(RETRY_MS);
    }
  }
  throw new Error('nothing was offered');
}

if (import.meta.main) {
  for (const measured of await run({ small: process.argv.includes('--small') })) {
    process.stdout.write(`${JSON.stringify(measured)}\n`);
  }
}
