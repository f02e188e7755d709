import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMemoryBus, type Bus } from '@firstring/bus';
import { CAMPAIGN_CONFIG, INCOMING_NUMBER_CONFIG } from '@firstring/contracts';
import type { IncomingNumber } from '@firstring/contracts/leads/incoming_number';
import { IncomingNumberEvent } from '@firstring/contracts/leads/incoming_number_service';
import { CampaignEvent } from '@firstring/contracts/leads/lead_events';
import { CallServiceDefinition, PhoneServiceDefinition } from '@firstring/contracts/sip/call_service';
import { RecordingServiceDefinition } from '@firstring/contracts/sip/recording_service';
import { RegistrationServiceDefinition } from '@firstring/contracts/sip/registration_service';
import { TrunkServiceDefinition, type DeepPartial, type Trunk } from '@firstring/contracts/sip/trunk_service';
import { LeadFirstServiceDefinition } from '@firstring/contracts/sip/lead_first_service';
import { MonitorServiceDefinition } from '@firstring/contracts/sip/monitor_service';
import { Secret, silentLog, type Log } from '@firstring/kernel';
import { systemClock as clock, systemRandom as random } from '@firstring/kernel/system';
import { startMediaRelay } from '@firstring/media-relay';
import { createGrpcClients, topicSpecs } from '@firstring/service-kit';
import { createSipEngine, type SipEngine } from '@firstring/sip-engine';
import { createMemoryDisk, openMemoryStore, type MemoryDisk } from '@firstring/store';
import { openStoreUnderTest } from '@firstring/store/testing';
import {
  createTestPhone,
  SipApp,
  TestCarrier,
  type TestCarrierOptions,
  type TestPhone,
  type TestPhoneOptions,
} from '@firstring/testkit';
import { sipConfigSchema } from '../src/config.ts';
import { createSipService, type SipService } from '../src/service.ts';
import { CallLog } from './_call-log.ts';
import { FakeClaim } from './_fake-claim.ts';
import { FakeDialback } from './_fake-dialback.ts';
import { FakeScheduler } from './_fake-scheduler.ts';

const SECRET = 'test secret';
export const PASSWORD = 'correct horse battery';
export const CALLER_ID = '+12025550100';
/** A number of ours that people call. */
export const OUR_NUMBER = '+12025550199';

export interface HarnessOptions {
  /** Environment of the service, over the harness's own. */
  readonly env?: Readonly<Record<string, string>>;
  readonly log?: Log;
  /** Runs before the service starts for the first time. */
  readonly beforeService?: (engine: SipEngine) => void;
  /** Further listeners of the SIP server, after its UDP one. */
  readonly streams?: readonly ('tcp' | 'ws')[];
  /** Room for recordings, octets. */
  readonly recordingBytesMax?: number;
  /** Keys in the sound are told by the relay. */
  readonly keys?: boolean;
  /** Announcements are looked for in a folder of this harness. */
  readonly soundsFolder?: boolean;
  /** The test starts the service itself. */
  readonly withoutService?: boolean;
}

/** A trunk in short; `target` is the carrier on loopback unless it says otherwise. */
export interface TrunkWish extends Omit<DeepPartial<Trunk>, 'callerIds' | 'account'> {
  readonly target?: string;
  readonly callerIds?: readonly string[];
  readonly username?: string;
  readonly password?: string;
  readonly realm?: string;
}

/**
 * The sip service with everything around it on loopback: an engine of its own, a media relay, a fake claim service, and
 * phones and a carrier on a second engine.
 */
export class Harness implements AsyncDisposable {
  readonly bus: Bus;
  readonly disk: MemoryDisk = createMemoryDisk();
  readonly log: CallLog;
  claim!: FakeClaim;
  dialback!: FakeDialback;
  scheduler!: FakeScheduler;
  engine!: SipEngine;
  telephones!: SipApp;
  service!: SipService;
  readonly #stack = new AsyncDisposableStack();
  readonly #serviceStack: AsyncDisposable[] = [];
  readonly #options: HarnessOptions;
  readonly #folder = mkdtempSync(join(tmpdir(), 'firstring-sip-'));
  readonly #clients = createGrpcClients();
  #mediaPort = 0;
  #keysPort = 0;

  private constructor(bus: Bus, options: HarnessOptions) {
    this.bus = bus;
    this.#options = options;
    this.#stack.use(bus);
    this.log = this.#stack.use(new CallLog(bus));
    this.#stack.use(this.#clients);
  }

  static async start(options: HarnessOptions = {}): Promise<Harness> {
    const bus = await openMemoryBus({ topics: topicSpecs(), clock, log: silentLog });
    const harness = new Harness(bus, options);
    await harness.#open();
    return harness;
  }

  get calls() {
    return this.#clients.client(CallServiceDefinition, this.#address('sip'));
  }

  get leadFirst() {
    return this.#clients.client(LeadFirstServiceDefinition, this.#address('sip'));
  }

  get phones() {
    return this.#clients.client(PhoneServiceDefinition, this.#address('sip'));
  }

  get trunks() {
    return this.#clients.client(TrunkServiceDefinition, this.#address('sip'));
  }

  get registrations() {
    return this.#clients.client(RegistrationServiceDefinition, this.#address('sip'));
  }

  get recording() {
    return this.#clients.client(RecordingServiceDefinition, this.#address('sip'));
  }

  get monitor() {
    return this.#clients.client(MonitorServiceDefinition, this.#address('sip'));
  }

  /** An agent's phone with its account, registered. */
  async phone(options: Partial<TestPhoneOptions> = {}): Promise<TestPhone> {
    const user = options.user ?? 'agent-1';
    await this.account(user);
    const phone = await createTestPhone({
      app: this.telephones,
      clock,
      random,
      log: silentLog,
      user,
      password: PASSWORD,
      registrar: this.registrar,
      localAddress: '127.0.0.1',
      ...options,
    });
    this.#stack.use(phone);
    return phone;
  }

  async account(user: string): Promise<void> {
    await this.phones.putPhoneAccount({
      requestId: user,
      account: { agentId: user, username: user, password: PASSWORD },
    });
  }

  /** A campaign in which these agents work. */
  async campaign(agentIds: readonly string[], where = { campaignId: 'campaign-1', processId: 'process-1' }) {
    const campaign = { ...where, agentIds: [...agentIds], version: 1n };
    const { campaignId: key } = where;
    await this.bus.publish([
      {
        id: `campaign ${key}`,
        topic: CAMPAIGN_CONFIG.name,
        key,
        type: 'CampaignChanged',
        payload: CampaignEvent.encode(CampaignEvent.fromPartial({ campaign })).finish(),
        occurredAt: clock.now(),
      },
    ]);
  }

  /** A number people call, as lead-store publishes it. */
  async incomingNumber(number: DeepPartial<IncomingNumber> = {}, bus: Bus = this.bus): Promise<void> {
    const incomingNumber = {
      incomingNumberId: 'number-1',
      processId: 'process-1',
      phone: OUR_NUMBER,
      enabled: true,
      campaignIds: ['campaign-1'],
      version: 1n,
      ...number,
    };
    const { incomingNumberId: key } = incomingNumber;
    await bus.publish([
      {
        id: `number ${key} ${incomingNumber.version}`,
        topic: INCOMING_NUMBER_CONFIG.name,
        key,
        type: 'IncomingNumberChanged',
        payload: IncomingNumberEvent.encode(IncomingNumberEvent.fromPartial({ incomingNumber })).finish(),
        occurredAt: clock.now(),
      },
    ]);
  }

  /** The telephone network behind one trunk. */
  async carrier(options: Partial<TestCarrierOptions> = {}, trunk: TrunkWish = {}): Promise<TestCarrier> {
    const carrier = this.#stack.use(
      new TestCarrier({
        app: this.telephones,
        clock,
        random,
        log: silentLog,
        localAddress: '127.0.0.1',
        ...options,
      }),
    );
    await this.trunk(trunk);
    return carrier;
  }

  /** Puts a trunk. */
  async trunk({ target, callerIds, username, password, realm, ...more }: TrunkWish = {}): Promise<void> {
    const { host, port } = this.telephones.contact;
    await this.trunks.putTrunk({
      requestId: 'trunk',
      trunk: {
        trunkId: 'trunk-1',
        targets: [{ address: target ?? `${host}:${port};transport=udp` }],
        account: { username: username ?? '', password: password ?? '', realm: realm ?? '' },
        callerIds: (callerIds ?? [CALLER_ID]).map((number) => ({ number })),
        callsPerSecond: 1000,
        ...more,
      },
    });
  }

  get registrar(): { host: string; port: number } {
    const [listener] = this.engine.listeningOn;
    if (listener === undefined) throw new Error('the engine does not listen');
    return { host: '127.0.0.1', port: listener.port };
  }

  /** Stops the service as a crash would leave it (nothing is said to anybody), and starts it on the same store. */
  async restartService(): Promise<void> {
    await this.stopService();
    await this.startService();
  }

  async stopService(): Promise<void> {
    for (const disposable of this.#serviceStack.splice(0).toReversed())
      await disposable[Symbol.asyncDispose]();
  }

  async startService(): Promise<void> {
    const log = this.#options.log ?? silentLog;
    const embedded = () => openMemoryStore({ disk: this.disk });
    const store = await openStoreUnderTest(process.env, this.disk, embedded);
    this.#serviceStack.push(store);
    const config = sipConfigSchema.parse(this.serviceEnv());
    this.service = await createSipService(config, { clock, random, log, store, bus: this.bus });
    this.#serviceStack.push(this.service);
    await this.service.connected;
  }

  serviceEnv(): Record<string, string> {
    return {
      GRPC_LISTEN: this.#address('sip'),
      CLAIM_ADDRESS: this.#address('claim'),
      DIALBACK_ADDRESS: this.#address('dialback'),
      SCHEDULER_ADDRESS: this.#address('scheduler'),
      SIP_CONTROL_PORT: String(this.engine.controlPort),
      SIP_CONTROL_SECRET: SECRET,
      SIP_MEDIA_PORT: String(this.#mediaPort),
      SIP_SWEEP_MS: '200',
      SIP_DRAIN_MS: '0',
      // Scripted far ends see no probes but those a test is about.
      SIP_TRUNK_WATCH_MS: '600000',
      SIP_KEYS_PORT: String(this.#keysPort),
      ...(this.#options.soundsFolder === true ? { SIP_SOUNDS_FOLDER: this.sounds } : {}),
      ...this.#options.env,
    };
  }

  /** The SIP server has an app connected. */
  async engineHasApp(): Promise<boolean> {
    return this.engine.stats().apps > 0;
  }

  /** Where recordings lie. */
  get recordings(): string {
    return join(this.#folder, 'recordings');
  }

  /** Where announcements lie. */
  get sounds(): string {
    return join(this.#folder, 'sounds');
  }

  /** A folder of this harness. */
  get folder(): string {
    return this.#folder;
  }

  async startEngine(port = 0, controlPort = 0): Promise<void> {
    this.engine = await startLoopbackEngine(port, controlPort, this.#options.streams);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }

  /** Telephones at another address: a second device of one agent. */
  async secondTelephones(): Promise<SipApp> {
    const engine = this.#stack.use(await startLoopbackEngine());
    const app = await SipApp.connect({ host: '127.0.0.1', port: engine.controlPort, secret: SECRET });
    this.#stack.defer(() => app.disconnect());
    return app;
  }

  async #open(): Promise<void> {
    this.claim = this.#stack.use(await FakeClaim.start(this.#address('claim')));
    this.dialback = this.#stack.use(await FakeDialback.start(this.#address('dialback')));
    this.scheduler = this.#stack.use(await FakeScheduler.start(this.#address('scheduler')));
    await this.startEngine();
    this.#stack.defer(() => this.engine.close());
    const outside = this.#stack.use(await startLoopbackEngine());
    this.telephones = await SipApp.connect({ host: '127.0.0.1', port: outside.controlPort, secret: SECRET });
    this.#stack.defer(() => this.telephones.disconnect());
    if (this.#options.keys === true) this.#keysPort = await freeUdpPort();
    const relay = await startMediaRelay({
      clock,
      random,
      log: silentLog,
      interface: '127.0.0.1',
      portMin: 28_200,
      portMax: 29_999,
      recordingFolder: this.recordings,
      ...(this.#options.recordingBytesMax === undefined
        ? {}
        : { limits: { recordingBytesMax: this.#options.recordingBytesMax } }),
      ...(this.#keysPort === 0 ? {} : { keyLog: { host: '127.0.0.1', port: this.#keysPort } }),
      listenNg: { host: '127.0.0.1', port: 0 },
    });
    this.#stack.defer(() => relay.close());
    this.#mediaPort = relay.ngPort;
    this.#options.beforeService?.(this.engine);
    if (this.#options.withoutService === true) return;
    await this.startService();
    this.#stack.defer(() => this.stopService());
  }

  #address(service: string): string {
    return `unix://${join(this.#folder, service)}.sock`;
  }
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

function startLoopbackEngine(
  port = 0,
  controlPort = 0,
  streams: HarnessOptions['streams'] = [],
): Promise<SipEngine> {
  return createSipEngine({
    clock,
    random,
    log: silentLog,
    listeners: [
      { protocol: 'udp', address: '127.0.0.1', port },
      ...streams.map((protocol) => ({ protocol, address: '127.0.0.1', port: 0 })),
    ],
    control: { host: '127.0.0.1', port: controlPort, secret: new Secret(SECRET) },
  });
}
