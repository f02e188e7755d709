import { openMemoryBus, type Bus } from '@firstring/bus';
import { createClaimService } from '@firstring/claim-service';
import { claimConfigSchema } from '@firstring/claim-service/config';
import { createDialbackService } from '@firstring/dialback-service';
import { dialbackConfigSchema } from '@firstring/dialback-service/config';
import { DIALBACK_EVENTS } from '@firstring/contracts';
import { AppError, type Log, type Random } from '@firstring/kernel';
import { seededRandom } from '@firstring/kernel/testing';
import { createLeadStoreService } from '@firstring/lead-store-service';
import { leadStoreConfigSchema } from '@firstring/lead-store-service/config';
import { createSchedulerService } from '@firstring/scheduler-service';
import { schedulerConfigSchema } from '@firstring/scheduler-service/config';
import { topicSpecs, type Platform, type Rpc } from '@firstring/service-kit';
import { createMemoryDisk, type MemoryDisk } from '@firstring/store';
import { unfenced } from '../faults/_claim-off-guard.ts';
import { Invariants } from './_invariants.ts';
import { Ledger } from './_ledger.ts';
import { Machine, type Run } from './_machine.ts';
import { Network } from './_network.ts';
import { Office, PROBE_AGENT } from './_office.ts';
import { SimAgent } from './_people.ts';
import { openSimBus } from './_sim-bus.ts';
import { RpcWorld } from './_sim-rpc.ts';
import { createSimSip } from './_sim-sip.ts';
import { openSimStore } from './_sim-store.ts';
import { Timeline } from './_timeline.ts';

/** Protections that a positive control does without. */
export type Protection = 'fencing' | 're-check' | 'dedupe' | 'dial-backs';

export interface SimOptions {
  readonly seed: string;
  readonly without?: Protection;
  readonly trace?: (line: string) => void;
  /** Minutes of the day in which the campaign may call; all day by default. */
  readonly window?: readonly [number, number];
}

export const SERVICES = ['lead-store', 'claim', 'dialback', 'scheduler', 'sip'] as const;
export type ServiceName = (typeof SERVICES)[number];
export const AGENTS = ['agent-1', 'agent-2', 'agent-3'] as const;

const RESTART_MS = 1000;

type Running = Platform & { readonly rpc: Rpc };

/** The services as they are, people and a carrier around them, on machines that die, stand still and lose each other. */
export class SimWorld {
  readonly timeline = new Timeline();
  readonly random: Random;
  readonly network: Network;
  readonly machines: ReadonlyMap<string, Machine>;
  readonly rpcWorld: RpcWorld;
  readonly invariants: Invariants;
  readonly ledger: Ledger;
  readonly office: Office;
  readonly options: SimOptions;
  readonly #disks = new Map<string, MemoryDisk>();
  #bus: Bus | undefined;

  constructor(options: SimOptions) {
    this.options = options;
    this.random = seededRandom(options.seed);
    this.network = new Network(this.timeline, this.random.fork('network'));
    const names = [...SERVICES, 'office', 'log', ...AGENTS, PROBE_AGENT];
    this.machines = new Map(names.map((name) => [name, new Machine(name, this.timeline)]));
    this.invariants = new Invariants(this);
    this.ledger = new Ledger(
      () => this.timeline.nowMs,
      (permit, earlier) => this.invariants.invited(permit, earlier),
    );
    const freshIds = options.without === 'dedupe' ? this.random.fork('fresh ids') : undefined;
    this.rpcWorld = new RpcWorld(this.network, this.machines, {
      served: (call) => this.invariants.served(call),
      ...(freshIds === undefined ? {} : { asNew: (request) => ({ ...request, requestId: freshIds.uuid() }) }),
    });
    this.office = new Office(this, this.#platform('office'));
  }

  /** Everything up, configured, and at work. */
  async start(): Promise<void> {
    const log = this.machine('log');
    const clock = log.clock(log.start());
    this.#bus = await openMemoryBus({ topics: topicSpecs(), clock, log: this.#log('log') });
    for (const name of SERVICES) this.startService(name);
    await this.timeline.run(500);
    this.office.open();
    await this.timeline.run(30_000, () => !this.office.isConfigured);
    for (const agentId of [...AGENTS, PROBE_AGENT]) this.startAgent(agentId);
    await this.timeline.run(3000);
  }

  startService(name: ServiceName): void {
    const platform = this.#platform(name);
    this.trace(`${name} starts`);
    if (name === 'claim') this.invariants.guards.claimStarted();
    this.#create(name, platform).catch((error: unknown) => {
      if (AppError.from(error).code === 'internal')
        this.invariants.broken('start', `${name}: ${String(error)}`);
      this.trace(`${name} did not start: ${String(error)}`);
      if (platform.run.isAlive) this.kill(name);
      // As whoever looks after processes does.
      this.timeline.after(RESTART_MS, () => {
        if (this.machine(name).run === undefined) this.startService(name);
      });
    });
  }

  startAgent(agentId: string): void {
    const platform = this.#platform(agentId);
    new SimAgent(agentId, platform, (desk) =>
      this.trace(`${agentId} sees ${desk.presence} ${desk.preview?.leadId ?? ''}`),
    ).work();
  }

  kill(name: ServiceName): void {
    this.trace(`${name} is killed`);
    this.machine(name).kill();
  }

  machine(name: string): Machine {
    return this.rpcWorld.machine(name);
  }

  /** Everything that is stored in a collection. */
  stored<T>(machine: string, collection: string): ReadonlyMap<string, T> {
    const records =
      this.#disk(machine).collections.get(collection)?.records ?? new Map<string, { json: string }>();
    return new Map([...records].map(([id, { json }]) => [id, JSON.parse(json) as T])); // what the service has put
  }

  readOne(machine: string, collection: string, id: string): object | undefined {
    const record = this.#disk(machine).collections.get(collection)?.records.get(id);
    return record === undefined ? undefined : (JSON.parse(record.json) as object); // what the service has put
  }

  trace(line: string): void {
    this.options.trace?.(`${(this.timeline.nowMs / 1000).toFixed(3).padStart(9)}  ${line}`);
  }

  #disk(machine: string): MemoryDisk {
    let disk = this.#disks.get(machine);
    if (disk === undefined) this.#disks.set(machine, (disk = createMemoryDisk()));
    return disk;
  }

  /** A new run on this machine, with everything it stands on. */
  #platform(name: string): Running & { readonly run: Run } {
    const machine = this.machine(name);
    const run = machine.start();
    const random = seededRandom(`${this.options.seed}/${name}/${run.number}`);
    const { network } = this;
    const bus = this.#bus;
    const rpc = this.rpcWorld.rpc(run);
    // Then the scheduler puts whoever called behind all others: nobody tells it.
    const isDeaf = name === 'scheduler' && this.options.without === 'dial-backs';
    const unheard = isDeaf ? [DIALBACK_EVENTS.name] : [];
    return {
      run,
      clock: machine.clock(run),
      random,
      log: this.#log(name),
      rpc: name === 'claim' && this.options.without === 'fencing' ? unfenced(rpc) : rpc,
      store: openSimStore(run, {
        network,
        disk: this.#disk(name),
        committed: (commit) => this.invariants.committed(commit),
        deleted: (gone) => this.invariants.deleted(gone),
      }),
      get bus() {
        if (bus === undefined) throw new Error('the log is not open yet');
        return openSimBus(run, { bus, network, random: random.fork('bus'), unheard });
      },
    };
  }

  async #create(name: ServiceName, running: Running & { readonly run: Run }): Promise<void> {
    const { run: _run, clock, random, log, store, rpc, bus } = running;
    const platform = { clock, random, log, store, bus, rpc };
    switch (name) {
      case 'lead-store':
        await createLeadStoreService(
          leadStoreConfigSchema.parse({ CLAIM_ADDRESS: 'claim', LEAD_STORE_IGNORED_FLUSH_MS: 60_000 }),
          platform,
        );
        return;
      case 'claim': {
        const config = {
          CLAIM_PERMIT_KEY: 'k'.repeat(32),
          CLAIM_SWEEP_MS: 2000,
          CLAIM_EXCLUSION_WAIT_MS: 10_000,
        };
        await createClaimService(claimConfigSchema.parse(config), platform);
        return;
      }
      case 'dialback':
        await createDialbackService(
          dialbackConfigSchema.parse({
            LEAD_STORE_ADDRESS: 'lead-store',
            CLAIM_ADDRESS: 'claim',
            DIALBACK_SWEEP_MS: 5000,
          }),
          platform,
        );
        return;
      case 'scheduler':
        await createSchedulerService(
          schedulerConfigSchema.parse({
            LEAD_STORE_ADDRESS: 'lead-store',
            CLAIM_ADDRESS: 'claim',
            DIALBACK_ADDRESS: 'dialback',
            SIP_ADDRESS: 'sip',
            SCHEDULER_LEADS_MAX: 1000,
          }),
          platform,
        );
        return;
      case 'sip':
        await createSimSip({ platform, ledger: this.ledger, redeems: this.options.without !== 're-check' });
    }
  }

  #log(name: string): Log {
    const { trace } = this.options;
    const say = (level: string) => (fields: object, message: string) => {
      if (trace === undefined) return;
      const shown = JSON.stringify(fields, (_, value: unknown) =>
        value instanceof Error
          ? `${value.name} ${value.message}`
          : typeof value === 'bigint'
            ? String(value)
            : value,
      );
      this.trace(`${name} ${level}: ${message} ${shown}`);
    };
    return { debug: () => {}, info: say('info'), warn: say('warn'), error: say('error') };
  }
}
