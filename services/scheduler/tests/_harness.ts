import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { openMemoryBus, type Bus } from '@firstring/bus';
import {
  CALL_EVENTS,
  CAMPAIGN_CONFIG,
  CAMPAIGN_CRITERIA,
  CLAIM_EVENTS,
  DIALBACK_EVENTS,
  LEAD_EVENTS,
  LIST_CONFIG,
  toTime,
} from '@firstring/contracts';
import { ClaimEvent } from '@firstring/contracts/claim/claim_events';
import { Dialback, DialbackEvent, DialbackState } from '@firstring/contracts/dialback/dialback_service';
import { CampaignCriteria, CriteriaEvent } from '@firstring/contracts/leads/criteria';
import { DialState, LeadStatus, type LeadCard } from '@firstring/contracts/leads/lead';
import {
  CampaignEvent,
  DispositionCategory,
  LeadEvent,
  Campaign,
} from '@firstring/contracts/leads/lead_events';
import { ListEvent, type LeadList } from '@firstring/contracts/leads/lead_list';
import { CallerQueueServiceDefinition } from '@firstring/contracts/scheduling/caller_queue_service';
import { ColleagueServiceDefinition } from '@firstring/contracts/scheduling/colleague_service';
import { ExplainServiceDefinition, type LeadStanding } from '@firstring/contracts/scheduling/explain_service';
import { HandServiceDefinition } from '@firstring/contracts/scheduling/hand_service';
import { PacingServiceDefinition } from '@firstring/contracts/scheduling/pacing_service';
import { LoadServiceDefinition } from '@firstring/contracts/scheduling/load_service';
import {
  SchedulingServiceDefinition,
  type Desk,
  type WatchDeskResponse,
} from '@firstring/contracts/scheduling/scheduling_service';
import {
  SimulatorServiceDefinition,
  type SimulateDayRequest,
} from '@firstring/contracts/scheduling/simulator_service';
import { SupervisionServiceDefinition } from '@firstring/contracts/scheduling/supervision_service';
import { CallEvent } from '@firstring/contracts/sip/call_events';
import { silentLog, type Log } from '@firstring/kernel';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { SimulatedClock } from '@firstring/kernel/testing';
import {
  createGrpcClients,
  createGrpcServer,
  streamOptions,
  topicSpecs,
  type GrpcServer,
} from '@firstring/service-kit';
import { createMemoryDisk, openMemoryStore, type Store } from '@firstring/store';
import { openStoreUnderTest } from '@firstring/store/testing';
import { schedulerConfigSchema } from '../src/config.ts';
import { createSchedulerService, type SchedulerService } from '../src/service.ts';
import { serveCallerGuard, serveCallerLeads } from './_fake-callers.ts';
import { FakeDialback } from './_fake-dialback.ts';
import { FakeClaim, FakeLeadStore, FakeSip } from './_fakes.ts';

/** Monday noon in New York. */
export const NOON = Date.UTC(2026, 5, 1, 16);
const DEADLINE_MS = 10_000;

export function leadId(number: number): string {
  return `00000000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
}

export function card(number: number, overrides: Partial<LeadCard> = {}): LeadCard {
  return {
    leadId: leadId(number),
    processId: 'process-1',
    campaignId: 'campaign-1',
    listId: 'list-1',
    homeGuard: `+1212555${1000 + number}`,
    optInTime: toTime(NOON),
    status: LeadStatus.LEAD_STATUS_NEW,
    dialState: DialState.DIAL_STATE_OPEN,
    cadenceAttempts: 0,
    totalAttempts: 0,
    dayAttempts: 0,
    lastAttemptDay: '',
    lastAttemptEndTime: undefined,
    lastAttemptResult: '',
    callbackTime: undefined,
    callbackAgentId: '',
    timeZone: 'America/New_York',
    candidateZones: ['America/New_York'],
    placements: [],
    ownershipCode: '',
    vendorId: '',
    ingestLinkId: '',
    version: 1n,
    ...overrides,
  };
}

export function campaign(overrides: Partial<Campaign> = {}): Campaign {
  const {
    DISPOSITION_CATEGORY_RETRY,
    DISPOSITION_CATEGORY_DNC,
    DISPOSITION_CATEGORY_CALLBACK,
    DISPOSITION_CATEGORY_CONVERTED,
  } = DispositionCategory;
  return Campaign.fromPartial({
    campaignId: 'campaign-1',
    processId: 'process-1',
    name: 'Campaign',
    timeZone: 'America/New_York',
    agentIds: ['agent-1', 'agent-2'],
    ringOnPreview: false,
    previewLimitSeconds: 60,
    wrapUpLimitSeconds: 30,
    ringLimitSeconds: 30,
    windowStartMinute: 540,
    windowEndMinute: 1260,
    maxAttempts: 30,
    maxAttemptsPerDay: 8,
    dispositions: [
      { code: 'no_answer', label: 'No answer', category: DISPOSITION_CATEGORY_RETRY },
      { code: 'dnc', label: 'Do not call', category: DISPOSITION_CATEGORY_DNC },
      { code: 'callback', label: 'Call back', category: DISPOSITION_CATEGORY_CALLBACK },
      { code: 'sold', label: 'Sold', category: DISPOSITION_CATEGORY_CONVERTED },
    ],
    callerId: '+12125550000',
    version: 1n,
    skipBudget: 2,
    ...overrides,
  });
}

export function dialback(number: number, overrides: Partial<Dialback> = {}): Dialback {
  return Dialback.fromPartial({
    dialbackId: `dialback-${number}`,
    processId: 'process-1',
    campaignId: 'campaign-1',
    leadId: leadId(number),
    phone: `+1212555${1000 + number}`,
    state: DialbackState.DIALBACK_STATE_QUEUED,
    orderTime: toTime(NOON),
    missedTime: toTime(NOON),
    expireTime: toTime(NOON + 3_600_000),
    notBeforeTime: undefined,
    attempts: 0,
    cause: 'no_agent',
    version: 1n,
    ...overrides,
  });
}

/** One open page: every desk it was sent. */
export class TestDesk {
  readonly desks: Desk[] = [];
  isTakenOver = false;
  isEnded = false;
  readonly #abort = new AbortController();

  follow(stream: (signal: AbortSignal) => AsyncIterable<WatchDeskResponse>): void {
    const read = async (): Promise<void> => {
      for await (const { desk, takenOver } of stream(this.#abort.signal)) {
        this.isTakenOver ||= takenOver;
        if (desk !== undefined) this.desks.push(desk);
      }
    };
    read()
      .catch(() => {})
      .finally(() => (this.isEnded = true));
  }

  get last(): Desk | undefined {
    return this.desks.at(-1);
  }

  close(): void {
    this.#abort.abort();
  }
}

export type World = Awaited<ReturnType<typeof startWorld>>;

export interface WorldOptions {
  readonly prepare?: (fakes: { leads: FakeLeadStore; claim: FakeClaim; dialback: FakeDialback }) => void;
  readonly log?: Log;
  /** Told the store of each start, before the service has it. */
  readonly prepareStore?: (store: Store) => void;
  /** Absent: no snapshots. */
  readonly snapshotDir?: string;
}

/** The scheduler alone: fakes of its neighbours behind real gRPC, store and bus in memory, a clock that stands still. */
export async function startWorld(options: WorldOptions = {}) {
  const clock = new SimulatedClock(NOON);
  const stack = new AsyncDisposableStack();
  const bus = stack.use(await openMemoryBus({ topics: topicSpecs(), clock: systemClock, log: silentLog }));
  const leads = new FakeLeadStore();
  const claim = new FakeClaim(clock);
  const sip = new FakeSip();
  const dialbacks = new FakeDialback();
  leads.campaigns.set('campaign-1', campaign());
  options.prepare?.({ leads, claim, dialback: dialbacks });
  const addresses = {
    leads: await serve(stack, (server) => {
      leads.serve(server);
      serveCallerLeads(server, leads);
    }),
    claim: await serve(stack, (server) => {
      claim.serve(server);
      serveCallerGuard(server, claim, clock);
    }),
    sip: await serve(stack, (server) => sip.serve(server)),
    dialback: await serve(stack, (server) => dialbacks.serve(server)),
  };
  const disk = createMemoryDisk();
  const clients = stack.use(createGrpcClients());
  const world = { clock, bus, leads, claim, sip, dialbacks, disk };
  const until = (predicate: () => boolean, what: string): Promise<void> => waitUntil(clock, predicate, what);

  const start = async (): Promise<SchedulerService> => {
    const config = schedulerConfigSchema.parse({
      GRPC_LISTEN: '127.0.0.1:0',
      LEAD_STORE_ADDRESS: addresses.leads,
      CLAIM_ADDRESS: addresses.claim,
      SIP_ADDRESS: addresses.sip,
      DIALBACK_ADDRESS: addresses.dialback,
      SCHEDULER_LEADS_MAX: 100_000,
      SCHEDULER_SNAPSHOT_DIR: options.snapshotDir,
    });
    const log = options.log ?? silentLog;
    const store = stack.use(await openStoreUnderTest(process.env, disk, () => openMemoryStore({ disk })));
    options.prepareStore?.(store);
    return createSchedulerService(config, { clock, random: systemRandom, log, store, bus });
  };
  let service = await start();
  let isReady = false;
  const whenReady = async (): Promise<void> => {
    isReady = false;
    service.ready.then(
      () => (isReady = true),
      () => {},
    );
    await until(() => isReady, 'the order to be rebuilt');
  };
  const client = () => clients.client(SchedulingServiceDefinition, `127.0.0.1:${service.grpcPort}`);
  const loads = () => clients.client(LoadServiceDefinition, `127.0.0.1:${service.grpcPort}`);
  const hands = () => clients.client(HandServiceDefinition, `127.0.0.1:${service.grpcPort}`);
  const colleagues = () => clients.client(ColleagueServiceDefinition, `127.0.0.1:${service.grpcPort}`);
  const explains = () => clients.client(ExplainServiceDefinition, `127.0.0.1:${service.grpcPort}`);
  const supervision = () => clients.client(SupervisionServiceDefinition, `127.0.0.1:${service.grpcPort}`);
  const pacing = () => clients.client(PacingServiceDefinition, `127.0.0.1:${service.grpcPort}`);
  const callers = () => clients.client(CallerQueueServiceDefinition, `127.0.0.1:${service.grpcPort}`);
  let requests = 0;
  return {
    ...world,
    until,
    whenReady,
    client,
    hands,
    colleagues,
    callers,
    pacing,
    loads,
    explains,
    supervision,
    /** Where a lead stands in the campaign in which it comes soonest. */
    async standing(number: number, processId = 'process-1'): Promise<LeadStanding> {
      const about = { $case: 'leadId', value: leadId(number) } as const;
      const { answer } = await explains().explain({ processId, about });
      const [first] = answer?.$case === 'lead' ? answer.value.standings : [];
      assert.ok(first !== undefined, 'the lead is in a campaign');
      return first;
    },
    /** The report, as JSON. */
    async simulate(request: SimulateDayRequest): Promise<string | undefined> {
      const simulators = clients.client(SimulatorServiceDefinition, `127.0.0.1:${service.grpcPort}`);
      for await (const { report } of simulators.simulateDay(
        request,
        streamOptions(new AbortController().signal),
      ))
        return report;
      return undefined;
    },
    requestId: () => `request-${++requests}`,
    advance: (ms: number) => clock.advance(ms),
    publish: publisher(bus),
    isReady: () => isReady,
    openDesk(agentId = 'agent-1', tabId = 'tab-1'): TestDesk {
      const desk = new TestDesk();
      desk.follow((signal) => client().watchDesk({ agentId, tabId }, streamOptions(signal)));
      return desk;
    },
    /** Ready with an open page, having seen it. */
    async ready(agentId = 'agent-1'): Promise<TestDesk> {
      const desk = this.openDesk(agentId);
      await until(() => desk.last !== undefined, 'a first desk');
      await client().setPresence({ requestId: this.requestId(), agentId, ready: true, reason: '' });
      return desk;
    },
    /** The same store and bus under a new process. */
    async restart(whileAway?: () => Promise<void>): Promise<void> {
      await service[Symbol.asyncDispose]();
      await whileAway?.();
      service = await start();
    },
    async [Symbol.asyncDispose]() {
      await service[Symbol.asyncDispose]();
      await stack[Symbol.asyncDispose]();
      assert.equal(clock.timersPending, 0, 'no timer is left alive');
    },
  };
}

async function serve(stack: AsyncDisposableStack, add: (server: GrpcServer) => void): Promise<string> {
  const server = stack.use(
    createGrpcServer({ domain: 'fake.firstring', log: silentLog, clock: systemClock }),
  );
  add(server);
  return `127.0.0.1:${await server.listen('127.0.0.1:0')}`;
}

/** Lets everything that is due now happen, turn by turn, until it is so; the simulated time stands still. */
async function waitUntil(clock: SimulatedClock, predicate: () => boolean, what: string): Promise<void> {
  const deadline = systemClock.monotonicMs() + DEADLINE_MS;
  while (!predicate()) {
    if (systemClock.monotonicMs() > deadline) assert.fail(`waited too long for ${what}`);
    clock.advance(0);
    await setImmediate();
  }
}

/** Puts other services' events on the bus. */
function publisher(bus: Bus) {
  let count = 0;
  const publish = (topic: { name: string }, key: string, payload: Uint8Array): Promise<void> =>
    bus.publish([
      { id: `event-${++count}`, topic: topic.name, key, type: 'Test', payload, occurredAt: NOON },
    ]);
  return {
    lead: (leadCard: LeadCard, type: 'accepted' | 'updated' = 'accepted') =>
      publish(
        LEAD_EVENTS,
        leadCard.processId,
        LeadEvent.encode({
          processId: leadCard.processId,
          leadId: leadCard.leadId,
          version: leadCard.version,
          event: { $case: type, value: { card: leadCard } },
        }).finish(),
      ),
    deleted: (number: number) =>
      publish(
        LEAD_EVENTS,
        'process-1',
        LeadEvent.encode({
          processId: 'process-1',
          leadId: leadId(number),
          version: 99n,
          event: { $case: 'deleted', value: { phones: [], customerId: '' } },
        }).finish(),
      ),
    campaign: (value: Campaign) =>
      publish(CAMPAIGN_CONFIG, value.campaignId, CampaignEvent.encode({ campaign: value }).finish()),
    list: (value: LeadList) => publish(LIST_CONFIG, value.listId, ListEvent.encode({ list: value }).finish()),
    criteria: (value: Partial<CampaignCriteria>) =>
      publish(
        CAMPAIGN_CRITERIA,
        'campaign-1',
        CriteriaEvent.encode({ criteria: CampaignCriteria.fromPartial(value) }).finish(),
      ),
    claim: (number: number, token: number, event: NonNullable<ClaimEvent['event']>) =>
      publish(
        CLAIM_EVENTS,
        'process-1',
        ClaimEvent.encode({
          processId: 'process-1',
          phone: `+1212555${1000 + number}`,
          leadId: leadId(number),
          fencingToken: BigInt(token),
          version: 1n,
          event,
        }).finish(),
      ),
    dialback: (value: Dialback) =>
      publish(DIALBACK_EVENTS, value.processId, DialbackEvent.encode({ dialback: value }).finish()),
    call: (attemptId: string, version: number, event: NonNullable<CallEvent['event']>) =>
      publish(
        CALL_EVENTS,
        'process-1',
        CallEvent.encode({
          processId: 'process-1',
          campaignId: 'campaign-1',
          leadId: '',
          agentId: 'agent-1',
          attemptId,
          version: BigInt(version),
          eventTime: toTime(NOON),
          event,
        }).finish(),
      ),
    raw: (topic: { name: string }, payload: Uint8Array) => publish(topic, 'process-1', payload),
  };
}
