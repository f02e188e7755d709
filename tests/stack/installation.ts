import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConsoleService } from '@firstring/console-service';
import { consoleConfigSchema } from '@firstring/console-service/config';
import { silentLog as log } from '@firstring/kernel';
import { systemClock as clock, systemRandom as random } from '@firstring/kernel/system';
import { createGrpcClients, loadConfig } from '@firstring/service-kit';
import { openSeams } from '@firstring/service-kit/open-seams';
import { serviceProcessConfigSchema } from '@firstring/service-kit/process-config';
import { DEMO, demoAgents } from '@firstring/standalone-service/demo-data';
import { seed, seedTrunk } from '@firstring/standalone-service/seed';
import { freeTcpPort, freeUdpPort } from './free-port.ts';
import type { Ready } from './product.ts';
import { ServiceProcess, type ServiceCommand } from './service-process.ts';

const LOOPBACK = '127.0.0.1';

export interface InstallationOptions {
  readonly kafkaBrokers: readonly string[];
  readonly mongodbUrl: string;
  readonly trunkTarget: string;
  readonly agents?: number;
  /** How many of a service; one where nothing is said. */
  readonly instances?: Readonly<Partial<Record<InstancedService, number>>>;
  /** Settings over the harness's own, for all. */
  readonly env?: Readonly<Record<string, string>>;
}

type InstancedService = 'lead-store' | 'claim' | 'dialback' | 'ingest' | 'scheduler' | 'console';

/**
 * The product as a distributed installation: each service a process of its own by its real command, on Kafka and MongoDB, with the demo's data.
 * The SIP engine and the media relay are processes, too, as the sidecars of sip.
 */
export class Installation implements AsyncDisposable {
  readonly ready: Ready;
  readonly processes: ReadonlyMap<string, ServiceProcess>;
  readonly #opened: AsyncDisposableStack;

  private constructor(ready: Ready, processes: Map<string, ServiceProcess>, opened: AsyncDisposableStack) {
    this.ready = ready;
    this.processes = processes;
    this.#opened = opened;
  }

  static async start(options: InstallationOptions): Promise<Installation> {
    await using opened = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), 'firstring-installation-'));
    opened.defer(() => rm(folder, { recursive: true, force: true }));
    const seams = seamSettings(options);
    await migrate(seams);
    const plan = await planOf({ ...options, seams, folder });
    const processes = new Map<string, ServiceProcess>();
    for (const command of plan.commands)
      processes.set(command.name, opened.use(await ServiceProcess.spawn(command)));
    await Promise.all([...processes.values()].map((each) => each.ready()));
    const agents = demoAgents(options.agents ?? 1);
    await seedDemo({ ...plan, seams, trunkTarget: options.trunkTarget, agents });
    const { processId, campaignId, linkToken } = DEMO;
    const ready = { ...plan.doors, processId, campaignId, linkToken, agents };
    return new Installation(ready, processes, opened.move());
  }

  process(name: string): ServiceProcess {
    const found = this.processes.get(name);
    if (found === undefined) throw new Error(`there is no process ${name}`);
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened.disposeAsync();
  }
}

type Settings = Readonly<Record<string, string>>;

/** Topics and databases of this installation alone: servers are shared. */
function seamSettings({ kafkaBrokers, mongodbUrl, env }: InstallationOptions): Settings {
  const name = `i${random.uuid().slice(-10)}`;
  return {
    KAFKA_BROKERS: kafkaBrokers.join(','),
    KAFKA_TOPIC_PREFIX: `${name}.`,
    KAFKA_REPLICATION: '1',
    MONGODB_URL: mongodbUrl,
    MONGODB_DATABASE_PREFIX: `${name}-`,
    LOG_LEVEL: 'warn',
    DRAIN_NOTICE_MS: '0',
    ...env,
  };
}

async function migrate(seams: Settings): Promise<void> {
  const lines: string[] = [];
  const command = { service: 'migrate', name: 'migrate', env: seams };
  const exitCode = await ServiceProcess.run(command, (line) => lines.push(line));
  if (exitCode !== 0) throw new Error(`the migration ended with ${exitCode}:\n${lines.join('\n')}`);
}

interface Plan {
  readonly commands: readonly ServiceCommand[];
  readonly addresses: Settings;
  readonly doors: Pick<Ready, 'consoleUrl' | 'ingestUrl' | 'sip'>;
}

interface Planning extends InstallationOptions {
  readonly seams: Settings;
  readonly folder: string;
}

async function planOf({ seams, folder, instances = {} }: Planning): Promise<Plan> {
  const ports = async (service: InstancedService): Promise<number[]> =>
    Promise.all(Array.from({ length: instances[service] ?? 1 }, () => freeTcpPort()));
  const grpc = {
    'lead-store': await ports('lead-store'),
    claim: await ports('claim'),
    dialback: await ports('dialback'),
    ingest: await ports('ingest'),
    scheduler: await ports('scheduler'),
  };
  const sipPort = await freeTcpPort();
  const addresses = {
    LEAD_STORE_ADDRESS: addressOf(grpc['lead-store']),
    CLAIM_ADDRESS: addressOf(grpc.claim),
    DIALBACK_ADDRESS: addressOf(grpc.dialback),
    INGEST_ADDRESS: addressOf(grpc.ingest),
    SCHEDULER_ADDRESS: addressOf(grpc.scheduler),
    SIP_ADDRESS: addressOf([sipPort]),
  };
  const [ingestHttp, consoleHttp] = [await ports('ingest'), await ports('console')];
  const machinery = await machineryOf(folder);
  const all = { ...seams, ...addresses };
  const secrets = { CLAIM_PERMIT_KEY: random.uuid() };
  const more = (service: string, index: number): Settings => {
    const own: Readonly<Record<string, Settings>> = {
      claim: secrets,
      ingest: { HTTP_LISTEN: at(ingestHttp[index]) },
      scheduler: {
        SCHEDULER_INSTANCE: `scheduler-${index}`,
        SCHEDULER_SNAPSHOT_DIR: join(folder, `snapshots-${index}`),
      },
    };
    return own[service] ?? {};
  };
  const commands = Object.entries(grpc).flatMap(([service, servicePorts]) =>
    servicePorts.map((port, index) => ({
      service,
      name: servicePorts.length === 1 ? service : `${service}-${index}`,
      env: { ...all, GRPC_LISTEN: at(port), ...more(service, index) },
    })),
  );
  const consoles = consoleHttp.map((port, index) => ({
    service: 'console',
    name: consoleHttp.length === 1 ? 'console' : `console-${index}`,
    env: { ...all, HTTP_LISTEN: at(port) },
  }));
  const sip = {
    service: 'sip',
    name: 'sip',
    env: { ...all, ...machinery.settings, GRPC_LISTEN: at(sipPort) },
  };
  return {
    commands: [...machinery.commands, ...commands, sip, ...consoles],
    addresses,
    doors: {
      consoleUrl: `http://${at(consoleHttp[0])}`,
      ingestUrl: `http://${at(ingestHttp[0])}`,
      sip: machinery.sip,
    },
  };
}

/** The SIP engine and the media relay, and how sip reaches them. */
async function machineryOf(folder: string) {
  const [listen, control, ng] = [await freeUdpPort(), await freeTcpPort(), await freeUdpPort()];
  const secret = random.uuid();
  const commands: ServiceCommand[] = [
    {
      service: 'sip-engine',
      name: 'sip-engine',
      env: {
        LOG_LEVEL: 'warn',
        DRAIN_NOTICE_MS: '0',
        SIP_LISTEN: at(listen),
        SIP_CONTROL_LISTEN: at(control),
        SIP_CONTROL_SECRET: secret,
      },
    },
    {
      service: 'media-relay',
      name: 'media-relay',
      env: {
        LOG_LEVEL: 'warn',
        DRAIN_NOTICE_MS: '0',
        MEDIA_RELAY_NG_LISTEN: at(ng),
        MEDIA_RELAY_RECORDINGS_FOLDER: join(folder, 'recordings'),
      },
    },
  ];
  return {
    commands,
    sip: { host: LOOPBACK, port: listen },
    settings: {
      SIP_CONTROL_HOST: LOOPBACK,
      SIP_CONTROL_PORT: String(control),
      SIP_CONTROL_SECRET: secret,
      SIP_MEDIA_HOST: LOOPBACK,
      SIP_MEDIA_PORT: String(ng),
    },
  };
}

function at(port: number | undefined): string {
  return `${LOOPBACK}:${port}`;
}

/** All instances under one address, as a headless name is in a cluster. */
function addressOf(ports: readonly number[]): string {
  return ports.length === 1 ? at(ports[0]) : `ipv4:${ports.map(at).join(',')}`;
}

interface Seeding {
  readonly addresses: Settings;
  readonly seams: Settings;
  readonly trunkTarget: string;
  readonly agents: ReturnType<typeof demoAgents>;
}

/** People are made by the console's own code, on one more instance of it. */
export async function seedDemo({ seams, addresses, trunkTarget, agents }: Seeding): Promise<void> {
  const settings = loadConfig(serviceProcessConfigSchema, seams, ' ');
  await using opened = await openSeams(settings, { clock, random, log });
  const env = { ...addresses, HTTP_LISTEN: at(0) };
  await using desk = await createConsoleService(
    loadConfig(consoleConfigSchema, env, 'CONSOLE_'),
    await opened.platform('console'),
  );
  await using clients = createGrpcClients();
  const { LEAD_STORE_ADDRESS: leadStoreAddress = '', SIP_ADDRESS: sipAddress = '' } = addresses;
  await seed({ clients, users: desk.users, leadStoreAddress, sipAddress }, agents);
  await seedTrunk({ clients, sipAddress }, trunkTarget);
}
