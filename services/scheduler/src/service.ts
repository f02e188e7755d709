import { startOutboxRelay, type BusMessage } from '@firstring/bus';
import { CallerQueueServiceDefinition } from '@firstring/contracts/scheduling/caller_queue_service';
import { ColleagueServiceDefinition } from '@firstring/contracts/scheduling/colleague_service';
import { ExplainServiceDefinition } from '@firstring/contracts/scheduling/explain_service';
import { HandServiceDefinition } from '@firstring/contracts/scheduling/hand_service';
import { LoadServiceDefinition } from '@firstring/contracts/scheduling/load_service';
import { SimulatorServiceDefinition } from '@firstring/contracts/scheduling/simulator_service';
import { SupervisionServiceDefinition } from '@firstring/contracts/scheduling/supervision_service';
import { SchedulingServiceDefinition } from '@firstring/contracts/scheduling/scheduling_service';
import {
  grpcRpc,
  type GrpcClients,
  type GrpcServer,
  type Platform,
  type RunningService,
} from '@firstring/service-kit';
import { createSchedulerDeps } from './app/create-scheduler-deps.ts';
import { refreshDesks } from './app/refresh-desks.ts';
import type { SchedulerDeps, SchedulerSettings } from './app/scheduler-deps.ts';
import { Snapshots } from './app/snapshots.ts';
import { startScheduling } from './app/start-scheduling.ts';
import type { SchedulerConfig } from './config.ts';
import { createSchedulerEvents } from './events.ts';
import { createClaimGateway } from './upstream/claim.ts';
import { createDialbackGateway } from './upstream/dialback.ts';
import { createLeadGateway } from './upstream/lead.ts';
import { createSipGateway } from './upstream/sip.ts';
import { AGENTS, type AgentDocument } from './store/agents.ts';
import { OWNER, type PositionsDocument } from './store/owner.ts';
import { openSnapshotFolder } from './store/snapshot-folder.ts';
import { followLog } from './transport/bus/follow-log.ts';
import {
  FOLLOWED_TOPICS,
  REMEMBERED_TOPICS,
  SNAPSHOT_TOPICS,
  takeMessage,
} from './transport/bus/log-follower.ts';
import { createDecisions } from './transport/bus/decision-events.ts';
import { createAgentEvents } from './transport/bus/outgoing-events.ts';
import { callerQueueServer } from './transport/grpc/caller-queue-server.ts';
import { colleagueServer } from './transport/grpc/colleague-server.ts';
import { explainServer } from './transport/grpc/explain-server.ts';
import { handServer } from './transport/grpc/hand-server.ts';
import { loadServer } from './transport/grpc/load-server.ts';
import { simulatorServer } from './transport/grpc/simulator-server.ts';
import { supervisionServer } from './transport/grpc/supervision-server.ts';
import { schedulingServer } from './transport/grpc/server.ts';

export interface SchedulerService extends RunningService {
  /** Resolves when the order is rebuilt; until then commands are answered SCHEDULER_STARTING. */
  readonly ready: Promise<void>;
  /** 0 for a socket file. */
  readonly grpcPort: number;
}

/** Composition root of the scheduler; answers once it listens, serves once the order is rebuilt. */
export async function createSchedulerService(
  config: SchedulerConfig,
  platform: Platform,
): Promise<SchedulerService> {
  const { clock, random, log, store, bus, rpc = grpcRpc } = platform;
  await using opened = new AsyncDisposableStack();
  const events = createSchedulerEvents(log);
  const agents = store.collection<AgentDocument>(AGENTS);
  await store.ready();
  opened.use(startOutboxRelay({ store, bus, clock, random, log }));
  const clients = opened.use(rpc.createClients());
  const deps = createSchedulerDeps(
    {
      ...{ clock, random, events, settings: settingsOf(config) },
      leadsMax: config.SCHEDULER_LEADS_MAX,
      ...upstreams(clients, config),
      agentDocuments: agents,
      decisions: (decisionLog) => createDecisions({ ...platform, decisionLog }),
      agentEvents: createAgentEvents(platform),
    },
    opened,
  );
  opened.use(refreshDesks(deps));
  const grpc = opened.use(rpc.createServer({ domain: 'scheduler.firstring', log, clock }));
  addServers(grpc, deps, bus);
  const grpcPort = await grpc.listen(config.GRPC_LISTEN);

  const close = opened.move();
  // Open pages end first, so that the server can close.
  close.defer(() => deps.agents.endStreams());
  close.defer(() => deps.callers.endStreams());
  const stopping = new AbortController();
  close.defer(() => stopping.abort());
  const snapshots = await openSnapshots(config, { deps, bus });
  // Before the log's end is registered, so that it is written after that.
  close.use(snapshots);
  const followed = { bus, clock, events };
  const ready = startScheduling(deps, {
    epochs: store.collection(OWNER),
    agents,
    signal: stopping.signal,
    load: async () => snapshots?.load(),
    follow: async (from) => {
      const positions = store.collection<PositionsDocument>(OWNER);
      const take = (message: BusMessage): Promise<void> => takeMessage(deps, message);
      const log = close.use(await followLog({ ...followed, topics: FOLLOWED_TOPICS, positions, from, take }));
      snapshots?.start(() => log.positions());
      const remembered = close.use(await followLog({ ...followed, topics: REMEMBERED_TOPICS, take }));
      await Promise.all([log.caughtUp, remembered.caughtUp]);
    },
  });
  ready.catch((err: unknown) => {
    if (!stopping.signal.aborted) events.rebuildFailed({ err });
  });
  const waitingFor = () => (deps.status.phase === 'starting' ? 'the order is being rebuilt' : undefined);
  return {
    name: 'scheduler',
    ready,
    grpcPort,
    waitingFor,
    [Symbol.asyncDispose]: () => close.disposeAsync(),
  };
}

/** Undefined when none are to be kept. */
async function openSnapshots(
  { SCHEDULER_SNAPSHOT_DIR, SCHEDULER_SNAPSHOT_INTERVAL_MS, SCHEDULER_LEADS_MAX }: SchedulerConfig,
  { deps, bus }: { deps: SchedulerDeps; bus: Platform['bus'] },
): Promise<Snapshots | undefined> {
  if (SCHEDULER_SNAPSHOT_DIR === '') return undefined;
  const { clock, events, orders, status } = deps;
  return new Snapshots({
    bus,
    clock,
    events,
    orders,
    status,
    folder: await openSnapshotFolder(SCHEDULER_SNAPSHOT_DIR),
    leadsMax: SCHEDULER_LEADS_MAX,
    intervalMs: SCHEDULER_SNAPSHOT_INTERVAL_MS,
    topics: SNAPSHOT_TOPICS,
  });
}

function addServers(grpc: GrpcServer, deps: SchedulerDeps, bus: Platform['bus']): void {
  grpc.add(SimulatorServiceDefinition, simulatorServer({ ...deps, bus }));
  grpc.add(SchedulingServiceDefinition, schedulingServer(deps));
  grpc.add(HandServiceDefinition, handServer(deps));
  grpc.add(CallerQueueServiceDefinition, callerQueueServer(deps));
  grpc.add(ColleagueServiceDefinition, colleagueServer(deps));
  grpc.add(LoadServiceDefinition, loadServer(deps));
  grpc.add(ExplainServiceDefinition, explainServer(deps));
  grpc.add(SupervisionServiceDefinition, supervisionServer(deps));
}

function upstreams(
  clients: GrpcClients,
  config: SchedulerConfig,
): Pick<SchedulerDeps, 'claim' | 'leads' | 'sip' | 'dialback'> {
  return {
    claim: createClaimGateway(clients, config.CLAIM_ADDRESS),
    leads: createLeadGateway(clients, config.LEAD_STORE_ADDRESS),
    sip: createSipGateway(clients, config.SIP_ADDRESS),
    dialback: createDialbackGateway(clients, config.DIALBACK_ADDRESS),
  };
}

function settingsOf(config: SchedulerConfig): SchedulerSettings {
  return {
    offerLeaseMs: config.SCHEDULER_OFFER_LEASE_MS,
    lockLeaseMs: config.SCHEDULER_LOCK_LEASE_MS,
    deskTakenMs: config.SCHEDULER_DESK_TAKEN_MS,
    skipPauseMs: config.SCHEDULER_SKIP_PAUSE_MS,
    callerLeaseMs: config.SCHEDULER_CALLER_LEASE_MS,
  };
}
