import { hostname, networkInterfaces } from 'node:os';
import { startOutboxRelay } from '@firstring/bus';
import { reasonError } from '@firstring/contracts';
import { CallerQueueServiceDefinition } from '@firstring/contracts/scheduling/caller_queue_service';
import { ColleagueServiceDefinition } from '@firstring/contracts/scheduling/colleague_service';
import { ExplainServiceDefinition } from '@firstring/contracts/scheduling/explain_service';
import { HandServiceDefinition } from '@firstring/contracts/scheduling/hand_service';
import { LoadServiceDefinition } from '@firstring/contracts/scheduling/load_service';
import { PacingServiceDefinition } from '@firstring/contracts/scheduling/pacing_service';
import { SimulatorServiceDefinition } from '@firstring/contracts/scheduling/simulator_service';
import { SupervisionServiceDefinition } from '@firstring/contracts/scheduling/supervision_service';
import { SchedulingServiceDefinition } from '@firstring/contracts/scheduling/scheduling_service';
import {
  type CompatServiceDefinition,
  type ServiceImplementation,
  grpcRpc,
  type GrpcClients,
  type GrpcServer,
  type Platform,
  type RunningService,
} from '@firstring/service-kit';
import { forwardedService, type Forwarding } from '@firstring/service-kit/forwarded-service';
import { beFenced } from './app/heed-epoch.ts';
import { instanceAddress } from './app/instance-address.ts';
import { Ownership } from './app/ownership.ts';
import { createSchedulerDeps, type SchedulerParts } from './app/create-scheduler-deps.ts';
import { refreshDesks } from './app/refresh-desks.ts';
import type { SchedulerDeps, SchedulerSettings } from './app/scheduler-deps.ts';
import { Snapshots } from './app/snapshots.ts';
import { startScheduling } from './app/start-scheduling.ts';
import type { SchedulerConfig } from './config.ts';
import { createSchedulerEvents, type SchedulerEvents } from './events.ts';
import { createClaimGateway } from './upstream/claim.ts';
import { createDialbackGateway } from './upstream/dialback.ts';
import { createLeadGateway } from './upstream/lead.ts';
import { createSipGateway } from './upstream/sip.ts';
import { AGENTS } from './store/agents.ts';
import { OWNER, type PositionsDocument } from './store/owner.ts';
import { PACING } from './store/pacing.ts';
import { openSnapshotFolder } from './store/snapshot-folder.ts';
import { logReading } from './transport/bus/log-reading.ts';
import { SNAPSHOT_TOPICS } from './transport/bus/log-follower.ts';
import { createDecisions } from './transport/bus/decision-events.ts';
import { createAgentEvents } from './transport/bus/outgoing-events.ts';
import { callerQueueServer } from './transport/grpc/caller-queue-server.ts';
import { colleagueServer } from './transport/grpc/colleague-server.ts';
import { explainServer } from './transport/grpc/explain-server.ts';
import { handServer } from './transport/grpc/hand-server.ts';
import { loadServer } from './transport/grpc/load-server.ts';
import { pacingServer } from './transport/grpc/pacing-server.ts';
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
  const documents = collectionsOf(store);
  await store.ready();
  opened.use(startOutboxRelay({ store, bus, clock, random, log }));
  // Given up when all is written.
  const ownership = opened.use(openOwnership(config, { store, clock, random, events }));
  const clients = opened.use(rpc.createClients());
  const deps = createSchedulerDeps(
    {
      clock,
      random,
      events,
      settings: settingsOf(config),
      leadsMax: config.SCHEDULER_LEADS_MAX,
      ...upstreams(clients, config),
      ...documents,
      decisions: (decisionLog) => createDecisions({ ...platform, decisionLog }),
      agentEvents: createAgentEvents(platform),
    },
    opened,
  );
  opened.use(refreshDesks(deps));
  const grpc = opened.use(rpc.createServer({ domain: 'scheduler.firstring', log, clock }));
  addServers(grpc, { ...deps, bus }, ownedBy(deps, ownership, clients));
  const grpcPort = await grpc.listen(config.GRPC_LISTEN);
  ownership.advertise(addressOf(config, grpcPort));

  const close = opened.move();
  // Open pages end first, so that the server can close.
  close.defer(() => deps.agents.endStreams());
  close.defer(() => deps.callers.endStreams());
  const snapshots = await openSnapshots(config, { deps, bus });
  // Before the log's end is registered, so that it is written after that.
  close.use(snapshots);
  const ready = begin(deps, { ownership, agents: documents.agentDocuments, snapshots, platform, close });
  const failed = endWhenLost(ownership, deps);
  const waitingFor = () => (deps.status.phase === 'starting' ? 'the order is being rebuilt' : undefined);
  return {
    name: 'scheduler',
    ready,
    grpcPort,
    waitingFor,
    failed,
    [Symbol.asyncDispose]: () => close.disposeAsync(),
  };
}

interface Beginning {
  readonly ownership: Ownership;
  readonly agents: SchedulerParts['agentDocuments'];
  readonly snapshots: Snapshots | undefined;
  readonly platform: Pick<Platform, 'bus' | 'clock' | 'store'>;
  readonly close: AsyncDisposableStack;
}

/** Rebuilds the order and follows the log. A stop may come in the middle of it: whatever is open by then is closed. */
function begin(deps: SchedulerDeps, parts: Beginning): Promise<void> {
  const { ownership, agents, snapshots, close } = parts;
  const { bus, clock, store } = parts.platform;
  const { events } = deps;
  const stopping = new AbortController();
  const { signal } = stopping;
  const opened = new AsyncDisposableStack();
  const positions = store.collection<PositionsDocument>(OWNER);
  const ready = startScheduling(deps, {
    ownership,
    agents,
    signal,
    load: async (epoch) => snapshots?.load(epoch),
    ...logReading({ deps, bus, clock, events, positions, snapshots, opened, signal }),
  });
  ready.catch((err: unknown) => {
    if (!signal.aborted) events.rebuildFailed({ err });
  });
  close.defer(async () => {
    stopping.abort();
    await ready.catch((err: unknown) => err);
    await opened.disposeAsync();
  });
  return ready;
}

function collectionsOf(store: Platform['store']): Pick<SchedulerParts, 'agentDocuments' | 'pacingDocuments'> {
  return { agentDocuments: store.collection(AGENTS), pacingDocuments: store.collection(PACING) };
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

/** Whoever owns the order answers; others hand the call on to them. */
function ownedBy({ status }: SchedulerDeps, ownership: Ownership, clients: GrpcClients): Forwarding {
  return {
    clients,
    ownerOf(_, wasForwarded) {
      const { other } = ownership;
      // Serving, starting or overtaken: what there is to say of that is said here.
      if (status.phase === 'serving' || other === undefined) return undefined;
      if (other.address === '' || wasForwarded) throw reasonError('SCHEDULER_STARTING');
      return other.address;
    },
  };
}

function addServers(
  grpc: GrpcServer,
  deps: SchedulerDeps & Pick<Platform, 'bus'>,
  forwarding: Forwarding,
): void {
  const add = <Definition extends CompatServiceDefinition>(
    definition: Definition,
    implementation: ServiceImplementation<Definition>,
  ): void => grpc.add(definition, forwardedService(definition, implementation, forwarding));
  add(SchedulingServiceDefinition, schedulingServer(deps));
  add(HandServiceDefinition, handServer(deps));
  add(CallerQueueServiceDefinition, callerQueueServer(deps));
  add(ColleagueServiceDefinition, colleagueServer(deps));
  add(LoadServiceDefinition, loadServer(deps));
  add(ExplainServiceDefinition, explainServer(deps));
  add(PacingServiceDefinition, pacingServer(deps));
  add(SupervisionServiceDefinition, supervisionServer(deps));
  // From the log alone: any instance can.
  grpc.add(SimulatorServiceDefinition, simulatorServer(deps));
}

function openOwnership(
  { SCHEDULER_INSTANCE, SCHEDULER_OWNER_LEASE_MS: leaseMs }: SchedulerConfig,
  { store, ...deps }: Pick<Platform, 'store' | 'clock' | 'random'> & { readonly events: SchedulerEvents },
): Ownership {
  const instance = SCHEDULER_INSTANCE || hostname();
  return new Ownership({ ...deps, documents: store.collection(OWNER), instance, leaseMs });
}

function addressOf({ SCHEDULER_ADVERTISE, GRPC_LISTEN }: SchedulerConfig, port: number): string {
  return SCHEDULER_ADVERTISE || instanceAddress(GRPC_LISTEN, port, networkInterfaces());
}

/** Who is overtaken offers nothing any more; its process ends, and comes back as a standby. */
function endWhenLost(ownership: Ownership, deps: SchedulerDeps): Promise<never> {
  const failed = ownership.lost.then(() => {
    beFenced(deps);
    throw reasonError('STALE_EPOCH');
  });
  // Whoever runs the process hears of it; where nobody does, it only must not count as unhandled.
  failed.catch((err: unknown) => err);
  return failed;
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
