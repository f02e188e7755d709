import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bus } from '@firstring/bus';
import { createClaimService } from '@firstring/claim-service';
import { claimConfigSchema } from '@firstring/claim-service/config';
import { createConsoleService, type ConsoleService } from '@firstring/console-service';
import { consoleConfigSchema } from '@firstring/console-service/config';
import { createDialbackService } from '@firstring/dialback-service';
import { dialbackConfigSchema } from '@firstring/dialback-service/config';
import { createIngestService } from '@firstring/ingest-service';
import { ingestConfigSchema } from '@firstring/ingest-service/config';
import { Secret, type Clock, type Log, type Random } from '@firstring/kernel';
import { createLeadStoreService } from '@firstring/lead-store-service';
import { leadStoreConfigSchema } from '@firstring/lead-store-service/config';
import { startMediaRelayThread } from '@firstring/media-relay';
import { createSchedulerService } from '@firstring/scheduler-service';
import { schedulerConfigSchema } from '@firstring/scheduler-service/config';
import { createGrpcClients, openEmbeddedSeams, type GrpcClients } from '@firstring/service-kit';
import { startSipEngineThread } from '@firstring/sip-engine';
import { createSipService } from '@firstring/sip-service';
import { sipConfigSchema } from '@firstring/sip-service/config';
import type { StandaloneConfig } from './config.ts';
import { DEMO } from './demo/demo-data.ts';

const LOOPBACK = '127.0.0.1';
const RTP_PORT_MIN = 30_000;
const RTP_PORT_MAX = 31_999;

export interface StandaloneOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** Everything in one process (DESIGN section 8): the seven services on embedded seams, joined by real gRPC on socket files. */
export interface Standalone extends AsyncDisposable {
  readonly consoleUrl: string;
  readonly ingestUrl: string;
  readonly sip: { readonly host: string; readonly port: number };
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
  const { clock, random, log } = options;
  await using opened = new AsyncDisposableStack();
  const sockets = await mkdtemp(join(tmpdir(), 'firstring-'));
  opened.defer(() => rm(sockets, { recursive: true, force: true }));
  const address = (service: string): string => `unix://${join(sockets, `${service}.sock`)}`;
  const peers = {
    LEAD_STORE_ADDRESS: address('lead-store'),
    SCHEDULER_ADDRESS: address('scheduler'),
    CLAIM_ADDRESS: address('claim'),
    DIALBACK_ADDRESS: address('dialback'),
    SIP_ADDRESS: address('sip'),
  };
  const seams = opened.use(await openEmbeddedSeams({ dataDir: config.DATA_DIR, clock, random, log }));

  const [sipHost, sipPort] = hostPort(config.SIP_LISTEN);
  const controlSecret = random.uuid();
  const engine = opened.use(
    await startSipEngineThread({
      listeners: [
        { protocol: 'udp', address: sipHost, port: sipPort },
        { protocol: 'tcp', address: sipHost, port: sipPort },
      ],
      control: { host: LOOPBACK, port: 0, secret: new Secret(controlSecret) },
      log,
    }),
  );
  const media = await startMediaRelayThread({
    listenNg: { host: LOOPBACK, port: 0 },
    interface: sipHost,
    portMin: RTP_PORT_MIN,
    portMax: RTP_PORT_MAX,
    log,
  });
  opened.defer(() => media.close());

  opened.use(
    await createLeadStoreService(
      leadStoreConfigSchema.parse({ GRPC_LISTEN: peers.LEAD_STORE_ADDRESS }),
      await seams.platform('lead-store'),
    ),
  );
  opened.use(
    await createClaimService(
      // Permits live for seconds: a key of this start is enough.
      claimConfigSchema.parse({ GRPC_LISTEN: peers.CLAIM_ADDRESS, CLAIM_PERMIT_KEY: random.uuid() }),
      await seams.platform('claim'),
    ),
  );
  opened.use(
    await createDialbackService(
      dialbackConfigSchema.parse({ GRPC_LISTEN: peers.DIALBACK_ADDRESS }),
      await seams.platform('dialback'),
    ),
  );
  opened.use(
    await createSipService(
      sipConfigSchema.parse({
        ...peers,
        GRPC_LISTEN: peers.SIP_ADDRESS,
        SIP_CONTROL_HOST: LOOPBACK,
        SIP_CONTROL_PORT: engine.controlPort,
        SIP_CONTROL_SECRET: controlSecret,
        SIP_MEDIA_HOST: LOOPBACK,
        SIP_MEDIA_PORT: media.ngPort,
        SIP_INBOUND_PROCESS_ID: DEMO.processId,
        SIP_INBOUND_CAMPAIGN_ID: DEMO.campaignId,
      }),
      await seams.platform('sip'),
    ),
  );
  opened.use(
    await createSchedulerService(
      schedulerConfigSchema.parse({ ...peers, GRPC_LISTEN: peers.SCHEDULER_ADDRESS }),
      await seams.platform('scheduler'),
    ),
  );
  const sip = listener(engine.listeningOn);
  const ingest = opened.use(
    await createIngestService(
      ingestConfigSchema.parse({ ...peers, HTTP_LISTEN: config.INGEST_LISTEN }),
      await seams.platform('ingest'),
    ),
  );
  const ingestUrl = `http://${hostPort(config.INGEST_LISTEN)[0]}:${ingest.httpPort}`;
  const desk = opened.use(
    await createConsoleService(
      consoleConfigSchema.parse({
        ...peers,
        HTTP_LISTEN: config.CONSOLE_LISTEN,
        CONSOLE_INGEST_ORIGIN: ingestUrl,
        CONSOLE_SIP_REGISTRAR: `sip:${sip.host}:${sip.port}`,
      }),
      await seams.platform('console'),
    ),
  );
  const clients = opened.use(createGrpcClients());
  const { bus } = await seams.platform('watch');
  const close = opened.move();
  return {
    consoleUrl: `http://${hostPort(config.CONSOLE_LISTEN)[0]}:${desk.httpPort}`,
    ingestUrl,
    sip,
    users: desk.users,
    clients,
    addresses: { leadStore: peers.LEAD_STORE_ADDRESS, sip: peers.SIP_ADDRESS },
    bus,
    [Symbol.asyncDispose]: () => close[Symbol.asyncDispose](),
  };
}

function listener(listeners: readonly { protocol: string; address: string; port: number }[]) {
  const udp = listeners.find(({ protocol }) => protocol === 'udp');
  if (udp === undefined) throw new Error('the SIP engine listens on no UDP port');
  return { host: udp.address, port: udp.port };
}

function hostPort(text: string): [host: string, port: number] {
  const colon = text.lastIndexOf(':');
  return [text.slice(0, colon), Number(text.slice(colon + 1))];
}
