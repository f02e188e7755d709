import { mkdtemp, rm } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Bus } from '@firstring/bus';
import { createClaimService } from '@firstring/claim-service';
import { claimConfigSchema } from '@firstring/claim-service/config';
import { createConsoleService, type ConsoleService } from '@firstring/console-service';
import { consoleConfigSchema } from '@firstring/console-service/config';
import { createDialbackService } from '@firstring/dialback-service';
import { dialbackConfigSchema } from '@firstring/dialback-service/config';
import { ingestConfigSchema } from '@firstring/ingest-service/config';
import type { Clock, Log, Random } from '@firstring/kernel';
import { createLeadStoreService } from '@firstring/lead-store-service';
import { leadStoreConfigSchema } from '@firstring/lead-store-service/config';
import { startMediaRelayThread } from '@firstring/media-relay';
import { createSchedulerService } from '@firstring/scheduler-service';
import { schedulerConfigSchema } from '@firstring/scheduler-service/config';
import {
  createGrpcClients,
  loadConfig,
  openEmbeddedSeams,
  type EmbeddedSeams,
  type GrpcClients,
} from '@firstring/service-kit';
import type { Listener } from '@firstring/sip-engine';
import { createSipService } from '@firstring/sip-service';
import { hostPort } from '@firstring/sip-engine-service/engine-options';
import { sipConfigSchema } from '@firstring/sip-service/config';
import { standaloneConfigSchema, type StandaloneConfig } from './config.ts';
import { freeUdpPort } from './free-udp-port.ts';
import { startIngestThread } from './ingest-thread.ts';
import { startSipServer } from './sip-server.ts';

const LOOPBACK = '127.0.0.1';
const RTP_PORT_MIN = 30_000;
const RTP_PORT_MAX = 31_999;

export interface StandaloneOptions {
  /** Settings of the services, as their own processes would read them; addresses are made here. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** Everything in one process (ADR 10): the seven services on embedded seams, joined by real gRPC on socket files. */
export interface Standalone extends AsyncDisposable {
  readonly consoleUrl: string;
  readonly ingestUrl: string;
  readonly sip: { readonly host: string; readonly port: number };
  /** Where phones and trunks are listened for, as bound. */
  readonly sipListeners: readonly Listener[];
  readonly users: ConsoleService['users'];
  readonly clients: GrpcClients;
  readonly addresses: { readonly leadStore: string; readonly sip: string };
  /** For watching the product's events from inside; nothing here publishes. */
  readonly bus: Bus;
}

/** Starts in the order of dependence, intake last; disposing goes the other way round. */
export async function createStandalone(
  config: StandaloneConfig,
  options: StandaloneOptions,
): Promise<Standalone> {
  await using opened = new AsyncDisposableStack();
  const sockets = await mkdtemp(join(tmpdir(), 'firstring-'));
  opened.defer(() => rm(sockets, { recursive: true, force: true }));
  const peers = socketFiles(sockets);
  const seams = opened.use(await openEmbeddedSeams({ ...options, dataDir: config.DATA_DIR }));
  const machinery = opened.use(await startMachinery(config, options));
  opened.use(await startCore({ peers, seams, machinery, options, dataDir: config.DATA_DIR }));
  const edges = opened.use(await startEdges(config, { peers, seams, options, sip: machinery.sip }));
  const clients = opened.use(createGrpcClients());
  const close = opened.move();
  return {
    ...edges,
    sip: machinery.sip,
    sipListeners: machinery.sipListeners,
    clients,
    addresses: { leadStore: peers.LEAD_STORE_ADDRESS, sip: peers.SIP_ADDRESS },
    bus: seams.bus,
    [Symbol.asyncDispose]: () => close[Symbol.asyncDispose](),
  };
}

type Peers = ReturnType<typeof socketFiles>;

function socketFiles(folder: string) {
  const address = (service: string): string => `unix://${join(folder, `${service}.sock`)}`;
  return {
    LEAD_STORE_ADDRESS: address('lead-store'),
    SCHEDULER_ADDRESS: address('scheduler'),
    CLAIM_ADDRESS: address('claim'),
    DIALBACK_ADDRESS: address('dialback'),
    SIP_ADDRESS: address('sip'),
    INGEST_ADDRESS: address('ingest'),
  };
}

type Settings = Readonly<Record<string, string | undefined>>;

interface Machinery extends AsyncDisposable {
  readonly sip: { readonly host: string; readonly port: number };
  readonly sipListeners: readonly Listener[];
  readonly settings: Settings;
}

/** SIP server and media relay, each in a thread of its own unless the server is somebody else's; `settings` is how the sip service reaches them. */
async function startMachinery(
  config: StandaloneConfig,
  { random, log }: StandaloneOptions,
): Promise<Machinery> {
  await using opened = new AsyncDisposableStack();
  const server = opened.use(await startSipServer(config, { random, log }));
  const [first] = server.listeners;
  const keysPort = await freeUdpPort(LOOPBACK);
  const media = await startMediaRelayThread({
    listenNg: { host: LOOPBACK, port: 0 },
    interface: first?.address ?? LOOPBACK,
    portMin: RTP_PORT_MIN,
    portMax: RTP_PORT_MAX,
    recordingFolder: recordingsFolder(config),
    keyLog: { host: LOOPBACK, port: keysPort },
    limits: { recordingBytesMax: config.RECORDINGS_BYTES_MAX },
    log,
  });
  opened.defer(() => media.close());
  const close = opened.move();
  return {
    sip: listener(server.listeners),
    sipListeners: server.listeners,
    settings: {
      ...server.settings,
      SIP_MEDIA_HOST: LOOPBACK,
      SIP_MEDIA_PORT: String(media.ngPort),
      SIP_KEYS_PORT: String(keysPort),
    },
    [Symbol.asyncDispose]: () => close[Symbol.asyncDispose](),
  };
}

function recordingsFolder({ DATA_DIR }: StandaloneConfig): string {
  return resolve(DATA_DIR, 'recordings');
}

interface CoreOptions {
  readonly peers: Peers;
  readonly seams: EmbeddedSeams;
  readonly machinery: Machinery;
  readonly options: StandaloneOptions;
  readonly dataDir: string;
}

/** The services nobody outside talks to. */
async function startCore(core: CoreOptions): Promise<AsyncDisposable> {
  const { peers, seams, machinery, options, dataDir } = core;
  await using opened = new AsyncDisposableStack();
  const settings = (prefix: string, listen: string, more: Settings = {}): Settings =>
    serviceSettings(options.env, prefix, { ...peers, ...more, GRPC_LISTEN: listen });
  const leadStore = settings('LEAD_STORE_', peers.LEAD_STORE_ADDRESS);
  opened.use(
    await createLeadStoreService(
      loadConfig(leadStoreConfigSchema, leadStore, 'LEAD_STORE_'),
      await seams.platform('lead-store'),
    ),
  );
  // Permits live for seconds: a key of this start is enough.
  const claim = settings('CLAIM_', peers.CLAIM_ADDRESS, { CLAIM_PERMIT_KEY: options.random.uuid() });
  opened.use(
    await createClaimService(loadConfig(claimConfigSchema, claim, 'CLAIM_'), await seams.platform('claim')),
  );
  const dialback = settings('DIALBACK_', peers.DIALBACK_ADDRESS);
  opened.use(
    await createDialbackService(
      loadConfig(dialbackConfigSchema, dialback, 'DIALBACK_'),
      await seams.platform('dialback'),
    ),
  );
  const sip = settings('SIP_', peers.SIP_ADDRESS, machinery.settings);
  opened.use(await createSipService(loadConfig(sipConfigSchema, sip, 'SIP_'), await seams.platform('sip')));
  const scheduler = settings('SCHEDULER_', peers.SCHEDULER_ADDRESS, {
    SCHEDULER_SNAPSHOT_DIR: options.env['SCHEDULER_SNAPSHOT_DIR'] ?? join(dataDir, 'snapshots'),
  });
  opened.use(
    await createSchedulerService(
      loadConfig(schedulerConfigSchema, scheduler, 'SCHEDULER_'),
      await seams.platform('scheduler'),
    ),
  );
  return opened.move();
}

/** What one service reads: the environment without this process's own settings, and the addresses made here. */
function serviceSettings(env: Settings, prefix: string, more: Settings): Settings {
  const notForIt = new Set([...Object.keys(standaloneConfigSchema.shape), `${prefix}ADDRESS`]);
  return Object.fromEntries(Object.entries({ ...env, ...more }).filter(([name]) => !notForIt.has(name)));
}

/** Threads are told what they need, no secrets of other services. */
function telemetryNames(env: Settings): Settings {
  return Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith('OTEL_')));
}

interface EdgeOptions {
  readonly peers: Peers;
  readonly seams: EmbeddedSeams;
  readonly options: StandaloneOptions;
  readonly sip: { readonly host: string; readonly port: number };
}

/** What vendors and people talk to. */
async function startEdges(config: StandaloneConfig, { peers, seams, options, sip }: EdgeOptions) {
  await using opened = new AsyncDisposableStack();
  const ingestSettings = serviceSettings(options.env, 'INGEST_', {
    ...peers,
    HTTP_LISTEN: config.INGEST_LISTEN,
    GRPC_LISTEN: peers.INGEST_ADDRESS,
  });
  const ingest = opened.use(
    await startIngestThread(
      {
        config: loadConfig(ingestConfigSchema, ingestSettings, 'INGEST_'),
        dataDir: config.DATA_DIR,
        failpoint: config.FAILPOINT,
        env: telemetryNames(options.env),
        logLevel: config.LOG_LEVEL,
      },
      options.log,
    ),
  );
  const ingestUrl = `http://${hostPort(config.INGEST_LISTEN)[0]}:${ingest.httpPort}`;
  const consoleSettings = serviceSettings(
    {
      CONSOLE_INGEST_ORIGIN: ingestUrl,
      CONSOLE_RECORDINGS_FOLDER: recordingsFolder(config),
      CONSOLE_SIP_REGISTRAR: `sip:${isIPv6(sip.host) ? `[${sip.host}]` : sip.host}:${sip.port}`,
      ...options.env,
    },
    'CONSOLE_',
    { ...peers, HTTP_LISTEN: config.CONSOLE_LISTEN },
  );
  const desk = opened.use(
    await createConsoleService(
      loadConfig(consoleConfigSchema, consoleSettings, 'CONSOLE_'),
      await seams.platform('console'),
    ),
  );
  const close = opened.move();
  return {
    consoleUrl: `http://${hostPort(config.CONSOLE_LISTEN)[0]}:${desk.httpPort}`,
    ingestUrl,
    users: desk.users,
    [Symbol.asyncDispose]: () => close[Symbol.asyncDispose](),
  };
}

function listener(listeners: readonly { protocol: string; address: string; port: number }[]) {
  const udp = listeners.find(({ protocol }) => protocol === 'udp');
  if (udp === undefined) throw new Error('the SIP server listens on no UDP port');
  return { host: udp.address, port: udp.port };
}
