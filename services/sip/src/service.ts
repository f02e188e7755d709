import { startOutboxRelay } from '@firstring/bus';
import { ClaimServiceDefinition } from '@firstring/contracts/claim/claim_service';
import { Secret, type Log, type Random } from '@firstring/kernel';
import { createAnchor, createNgClient, type Anchor, type NgClient } from '@firstring/media-relay';
import { grpcRpc, repeat, type Platform, type RunningService } from '@firstring/service-kit';
import type { Collection } from '@firstring/store';
import type { CallDeps, CallSettings } from './app/call-deps.ts';
import type { Callers } from './app/callers.ts';
import { CampaignAgents } from './app/campaign-agents.ts';
import { AgentLines } from './app/agent-lines.ts';
import type { IncomingCounters } from './app/incoming-counters.ts';
import { KeyedLock } from './app/keyed-lock.ts';
import { LiveCalls } from './app/live-calls.ts';
import type { MonitorDeps } from './app/monitor-deps.ts';
import type { CarrierLine } from './app/ports.ts';
import { sweepJournal } from './app/sweep-journal.ts';
import { TestCalls } from './app/test-calls.ts';
import { TrunkPool } from './app/trunk-pool.ts';
import { TrunkWatch } from './app/trunk-watch.ts';
import type { SipConfig } from './config.ts';
import { CallLadders, type LadderLimits } from './domain/call-ladders.ts';
import { createCallEventLog } from './events.ts';
import { observeSip } from './gauges.ts';
import { openInbound } from './inbound.ts';
import { DirectMedia } from './sip/direct-media.ts';
import { receive, type IncomingDeps } from './sip/incoming.ts';
import { SrfGateway, type SrfGatewayOptions } from './sip/srf-gateway.ts';
import { ATTEMPTS, type AttemptDoc } from './store/attempts.ts';
import { CALLERS, type CallerDoc } from './store/callers.ts';
import { LINES, type LineDoc } from './store/lines.ts';
import { PHONE_ACCOUNTS, type PhoneAccountDoc } from './store/phone-accounts.ts';
import { TRUNKS, type TrunkDoc } from './store/trunks.ts';
import { followCampaigns } from './transport/bus/follow-campaigns.ts';
import { addSipServers } from './transport/grpc/grpc-server.ts';
import { listenForKeys, type KeyPress } from './upstream/key-listener.ts';
import { createClaimGate } from './upstream/claim-gate.ts';

export interface SipService extends RunningService {
  /** Resolves when the SIP server is connected for the first time. */
  readonly connected: Promise<void>;
  stats(): SipStats;
}

export interface SipStats extends IncomingCounters {
  readonly calls: number;
  /** Who has called and reached nobody yet. */
  readonly callers: number;
  readonly connected: boolean;
}

/** Claim answers right before an INVITE, with an agent waiting: shorter than other calls. */
const UPSTREAM_DEADLINE_MS = 1500;
const NG_TIMEOUT_MS = 2000;
/** A call has some 20 messages, each of 1 kB or less. */
const LADDER = { messagesMax: 200, messageCharsMax: 8192 };

/** Composition root of sip: calls, phones and trunks over one SIP server and one media relay; answers once it listens. */
export async function createSipService(config: SipConfig, platform: Platform): Promise<SipService> {
  const { clock, random, log, store, bus, rpc = grpcRpc } = platform;
  await using opened = new AsyncDisposableStack();
  const events = createCallEventLog(log);
  const stored = {
    attempts: store.collection<AttemptDoc>(ATTEMPTS),
    accounts: store.collection<PhoneAccountDoc>(PHONE_ACCOUNTS),
    trunks: store.collection<TrunkDoc>(TRUNKS),
    lines: store.collection<LineDoc>(LINES),
    callers: store.collection<CallerDoc>(CALLERS),
  };
  await store.ready();
  opened.use(startOutboxRelay({ store, bus, clock, random, log }));
  const clients = opened.use(rpc.createClients(UPSTREAM_DEADLINE_MS));
  const ng = createNgClient({ ...ngAddress(config), timeoutMs: NG_TIMEOUT_MS, clock, random });
  opened.defer(() => ng.close());
  const gateway = opened.use(new SrfGateway({ clock, random, log, ...gatewayOptions(config) }));
  const ladders = new CallLadders(ladderLimits(config));
  const staff = new CampaignAgents();
  opened.use(followCampaigns({ bus, clock, log, staff }));
  const claim = createClaimGate(clients.client(ClaimServiceDefinition, config.CLAIM_ADDRESS), clock);
  const trunkPool = new TrunkPool({ trunks: stored.trunks, clock, random });
  const outside = { ...stored, gateway, claim, trunkPool, ...mediaOf(ng, config, random) };
  const parts = { ...outside, clock, random, log, events, ladders, settings: settingsOf(config) };
  const isBusy = (agentId: string): boolean => calls.hasAgent(agentId) || callers.isRinging(agentId);
  const hasPhoneInUse = (agentId: string): boolean => isBusy(agentId) || lines.find(agentId) !== undefined;
  const testCalls: TestCalls = new TestCalls({ ...parts, isBusy: hasPhoneInUse });
  const lines: AgentLines = new AgentLines({ ...parts, isBusy });
  const callDeps: CallDeps = {
    ...parts,
    staff,
    makeRoom: (agentId) => testCalls.makeRoom(agentId),
    isRungForCaller: (agentId) => callers.isRinging(agentId),
    lineOf: (agentId) => lines.find(agentId),
  };
  const calls: LiveCalls = new LiveCalls(callDeps);
  const locks = new KeyedLock();
  const around = { bus, config, clients, opened, calls, locks };
  const { callers, incoming, leadFirst } = openInbound({ ...callDeps, ...outside, ...around });
  const connected = connect(gateway, incoming, { clock, calls, callers, testCalls, ladders, lines });
  sweepAlways(callDeps, { config, calls, lines }, opened);
  const hurry = drainAtClose({ calls, callers, lines, testCalls }, config.SIP_DRAIN_MS, opened);
  const trunkWatch = watchTrunks(callDeps, { line: gateway.line, trunks: stored.trunks, config }, opened);
  const registrationOf = (trunkId: string) => trunkWatch.registrationOf(trunkId);
  const rpcs = { ...callDeps, ...stored, ...leadFirst, calls, lines, locks, registrationOf };
  await hearKeys(config, { log, calls }, opened);
  const grpc = opened.use(rpc.createServer({ domain: 'sip.firstring', log, clock }));
  addSipServers(grpc, rpcs, { testCalls, bans: incoming.registrar.bans, realm: config.SIP_REALM });
  await grpc.listen(config.GRPC_LISTEN);
  opened.use(observeSip({ ...stored, calls, callers, gateway, trunkPool }));
  const close = opened.move();
  return {
    name: 'sip',
    connected,
    waitingFor: () => (gateway.connected ? undefined : 'the SIP server is not connected'),
    hurry,
    stats: () => statsOf(incoming, { calls, callers, gateway }),
    [Symbol.asyncDispose]: () => close[Symbol.asyncDispose](),
  };
}

interface Calling {
  readonly calls: LiveCalls;
  readonly callers: Callers;
  readonly lines: AgentLines;
  readonly testCalls: TestCalls;
}

/** At the close calls may end by themselves for a while, or until the returned function is called. */
function drainAtClose(
  { calls, callers, lines, testCalls }: Calling,
  drainMs: number,
  opened: AsyncDisposableStack,
): () => void {
  const hurry = new AbortController();
  opened.defer(() => lines.closeAll());
  opened.defer(() => calls.close(drainMs, hurry.signal));
  opened.defer(() => callers.close());
  opened.defer(() => testCalls.endAll());
  return () => hurry.abort();
}

/** How calls get their media: anchored in the relay, or (phone and trunk permitting) without it. */
function mediaOf(
  ng: NgClient,
  config: SipConfig,
  random: Random,
): Pick<CallDeps, 'openDirectMedia'> & OpenAnchor {
  const openMedia = (callId: string) => createAnchor(ng, callId, { ringback: config.SIP_RINGBACK });
  const openDirectMedia: CallDeps['openDirectMedia'] = (callId, phones) =>
    new DirectMedia(openMedia(callId), phones, random.int(2 ** 31));
  return { openMedia, openDirectMedia };
}

function statsOf(
  { counters }: IncomingDeps,
  {
    calls,
    callers,
    gateway,
  }: { readonly calls: LiveCalls; readonly callers: Callers; readonly gateway: SrfGateway },
): SipStats {
  return { ...counters, calls: calls.size, callers: callers.size, connected: gateway.connected };
}

/** Keys that leads press in the sound, as the relay tells of them. */
async function hearKeys(
  { SIP_KEYS_HOST: host, SIP_KEYS_PORT: port }: SipConfig,
  { log, calls }: { readonly log: Log; readonly calls: LiveCalls },
  opened: AsyncDisposableStack,
): Promise<void> {
  if (port === 0) return;
  const onKey = ({ callId, tag, key }: KeyPress): void => {
    if (tag === 'lead') calls.get(callId)?.dispatch({ type: 'leadKey', key });
  };
  opened.use(await listenForKeys({ host, port }, { log, onKey }));
}

interface OpenAnchor {
  readonly openMedia: (callId: string) => Anchor;
}

/** What a former run has left is ended, now and again. */
function sweepAlways(
  deps: CallDeps,
  more: { readonly config: SipConfig; readonly calls: LiveCalls; readonly lines: AgentLines },
  opened: AsyncDisposableStack,
): void {
  const { clock, log } = deps;
  const { calls, lines } = more;
  const often = { clock, log, intervalMs: more.config.SIP_SWEEP_MS };
  const isLive = (attemptId: string): boolean => calls.get(attemptId) !== undefined;
  opened.use(repeat({ ...often, name: 'journal sweep' }, () => sweepJournal(deps, isLive)));
  opened.use(repeat({ ...often, name: 'line sweep' }, () => lines.sweep()));
}

/** Looks after health and registration of the trunks until the service closes. */
function watchTrunks(
  deps: CallDeps,
  more: { readonly line: CarrierLine; readonly trunks: Collection<TrunkDoc>; readonly config: SipConfig },
  opened: AsyncDisposableStack,
): TrunkWatch {
  const { clock, log } = deps;
  const watch = new TrunkWatch({ ...deps, ...more, pool: deps.trunkPool });
  opened.defer(() => watch.close());
  const intervalMs = more.config.SIP_TRUNK_WATCH_MS;
  opened.use(repeat({ clock, log, intervalMs, name: 'trunk watch' }, () => watch.look()));
  return watch;
}

/** Opens the way to the SIP server; resolves when it is there for the first time. */
function connect(
  gateway: SrfGateway,
  incoming: IncomingDeps,
  monitored: MonitorDeps & { readonly lines: AgentLines; readonly callers: Callers },
): Promise<void> {
  const { events } = incoming.registrar;
  const { clock, calls, callers, testCalls, ladders, lines } = monitored;
  const up = Promise.withResolvers<void>();
  gateway.open({
    onRequest: (request, response) => receive(incoming, request, response),
    onMessage: (message) => ladders.record(message, clock.now()),
    onUp: () => {
      events.engineUp();
      up.resolve();
    },
    onLost: () => {
      events.engineLost({ calls: calls.size });
      calls.loseAll();
      callers.loseAll();
      testCalls.endAll();
      lines.loseAll();
    },
  });
  return up.promise;
}

function ngAddress(config: SipConfig): { host: string; port: number } {
  return { host: config.SIP_MEDIA_HOST, port: config.SIP_MEDIA_PORT };
}

function gatewayOptions(config: SipConfig): Omit<SrfGatewayOptions, 'clock' | 'random' | 'log'> {
  return {
    control: {
      host: config.SIP_CONTROL_HOST,
      port: config.SIP_CONTROL_PORT,
      secret: new Secret(config.SIP_CONTROL_SECRET),
    },
    operationMs: config.SIP_OPERATION_MS,
    probeMs: config.SIP_LEG_PROBE_MS,
    probeWaitMs: config.SIP_LEG_PROBE_WAIT_MS,
    reofferMs: config.SIP_REOFFER_MS,
  };
}

function ladderLimits(config: SipConfig): LadderLimits {
  return {
    ...LADDER,
    endedMax: config.SIP_LADDER_CALLS_MAX,
    keepMs: config.SIP_LADDER_KEEP_MS,
    charsMax: config.SIP_LADDER_BYTES_MAX,
  };
}

function settingsOf(config: SipConfig): CallSettings {
  return {
    instance: config.SIP_INSTANCE,
    agentRingMs: config.SIP_AGENT_RING_MS,
    agentSilenceMs: config.SIP_AGENT_SILENCE_MS,
    permitWaitMs: config.SIP_PERMIT_WAIT_MS,
    cancelMs: config.SIP_CANCEL_MS,
    callMs: config.SIP_CALL_MS,
    silenceMs: config.SIP_SILENCE_MS,
    silenceCheckMs: config.SIP_SILENCE_CHECK_MS,
    callsMax: config.SIP_CALLS_MAX,
    trunkWaitMs: config.SIP_TRUNK_WAIT_MS,
    redeemFreshMs: config.SIP_REDEEM_FRESH_MS,
    trunkSilenceMs: config.SIP_TRUNK_SILENCE_MS,
  };
}
