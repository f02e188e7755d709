import { lookup } from 'node:dns/promises';
import { startOutboxRelay } from '@firstring/bus';
import { ClaimServiceDefinition } from '@firstring/contracts/claim/claim_service';
import { DialbackServiceDefinition } from '@firstring/contracts/dialback/dialback_service';
import { CallServiceDefinition, PhoneServiceDefinition } from '@firstring/contracts/sip/call_service';
import { Secret } from '@firstring/kernel';
import { createAnchor, createNgClient } from '@firstring/media-relay';
import {
  createGrpcClients,
  createGrpcServer,
  repeat,
  type GrpcClients,
  type Platform,
  type RunningService,
} from '@firstring/service-kit';
import { Nonces } from '@firstring/sip-engine/auth';
import type { CallDeps, CallSettings } from './app/call-deps.ts';
import { newIncomingCounters, type IncomingCounters } from './app/incoming-counters.ts';
import { KeyedLock } from './app/keyed-lock.ts';
import { LiveCalls } from './app/live-calls.ts';
import type { MissedCalls } from './app/ports.ts';
import { sweepJournal } from './app/sweep-journal.ts';
import { TrunkAddresses } from './app/trunk-addresses.ts';
import { TrunkPool } from './app/trunk-pool.ts';
import type { SipConfig } from './config.ts';
import { SignInBans } from './domain/sign-in-bans.ts';
import { createCallEventLog } from './events.ts';
import { receive, type IncomingDeps } from './sip/incoming.ts';
import { SrfGateway } from './sip/srf-gateway.ts';
import { ATTEMPTS, type AttemptDoc } from './store/attempts.ts';
import { PHONE_ACCOUNTS, type PhoneAccountDoc } from './store/phone-accounts.ts';
import { TRUNKS, type TrunkDoc } from './store/trunks.ts';
import { callServer } from './transport/grpc/call-server.ts';
import { phoneServer } from './transport/grpc/phone-server.ts';
import { createClaimGate } from './upstream/claim-gate.ts';
import { createMissedCalls } from './upstream/missed-calls.ts';

export interface SipService extends RunningService {
  /** Resolves when the SIP server is connected for the first time. */
  readonly connected: Promise<void>;
  stats(): SipStats;
}

export interface SipStats extends IncomingCounters {
  readonly calls: number;
  readonly connected: boolean;
}

/** Claim answers right before an INVITE, with an agent waiting: shorter than other calls. */
const UPSTREAM_DEADLINE_MS = 1500;
const NG_TIMEOUT_MS = 2000;
const BANS_MAX = 10_000;
const NONCE = { lifetimeMs: 300_000, trackedMax: 20_000 };

/** Composition root of sip: calls, phones and trunks over one SIP server and one media relay; answers once it listens. */
export async function createSipService(config: SipConfig, platform: Platform): Promise<SipService> {
  const { clock, random, log, store, bus } = platform;
  await using opened = new AsyncDisposableStack();
  const events = createCallEventLog(log);
  const attempts = store.collection<AttemptDoc>(ATTEMPTS);
  const accounts = store.collection<PhoneAccountDoc>(PHONE_ACCOUNTS);
  const trunks = store.collection<TrunkDoc>(TRUNKS);
  await store.ready();
  opened.use(startOutboxRelay({ store, bus, clock, random, log }));

  const clients = opened.use(createGrpcClients(UPSTREAM_DEADLINE_MS));
  const ng = createNgClient({
    host: config.SIP_MEDIA_HOST,
    port: config.SIP_MEDIA_PORT,
    timeoutMs: NG_TIMEOUT_MS,
    clock,
    random,
  });
  opened.defer(() => ng.close());

  const up = Promise.withResolvers<void>();
  const counters = newIncomingCounters();
  const missedCalls = missedCallsOf(config, clients);
  const addresses = new TrunkAddresses({ clock, log, lookup: addressesOf });
  const incoming: IncomingDeps = {
    log,
    counters,
    registrar: {
      accounts,
      clock,
      events,
      // A key of this run: what was issued before a restart is stale, and so cannot be replayed after it.
      nonces: new Nonces({ clock, random }, { key: random.bytes(32), ...NONCE }),
      bans: new SignInBans(BANS_MAX),
      realm: config.SIP_REALM,
    },
    calls: { accounts, trunks, addresses, missedCalls, clock, log, events, counters },
  };
  const gateway = opened.use(
    new SrfGateway({
      clock,
      random,
      log,
      control: {
        host: config.SIP_CONTROL_HOST,
        port: config.SIP_CONTROL_PORT,
        secret: new Secret(config.SIP_CONTROL_SECRET),
      },
      operationMs: config.SIP_OPERATION_MS,
      probeMs: config.SIP_LEG_PROBE_MS,
      probeWaitMs: config.SIP_LEG_PROBE_WAIT_MS,
      onRequest: (request, response) => receive(incoming, request, response),
      onUp: () => {
        events.engineUp();
        up.resolve();
      },
      onLost: () => {
        events.engineLost({ calls: calls.size });
        calls.loseAll();
      },
    }),
  );
  const callDeps: CallDeps = {
    clock,
    random,
    log,
    events,
    attempts,
    accounts,
    gateway,
    openMedia: (attemptId) => createAnchor(ng, attemptId, { ringback: config.SIP_RINGBACK }),
    claim: createClaimGate(clients.client(ClaimServiceDefinition, config.CLAIM_ADDRESS), clock),
    trunks: new TrunkPool({ trunks, clock }),
    settings: settingsOf(config),
  };
  const calls = new LiveCalls(callDeps);
  gateway.open();
  opened.use(
    repeat({ clock, log, intervalMs: config.SIP_SWEEP_MS, name: 'journal sweep' }, () =>
      sweepJournal(callDeps, (attemptId) => calls.get(attemptId) !== undefined),
    ),
  );
  opened.defer(() => calls.close(config.SIP_DRAIN_MS));

  const grpc = opened.use(createGrpcServer({ domain: 'sip.firstring', log, clock }));
  grpc.add(CallServiceDefinition, callServer({ ...callDeps, calls, locks: new KeyedLock() }));
  grpc.add(PhoneServiceDefinition, phoneServer({ clock, random, accounts, trunks, realm: config.SIP_REALM }));
  await grpc.listen(config.GRPC_LISTEN);
  const close = opened.move();
  return {
    name: 'sip',
    connected: up.promise,
    stats: () => ({ ...counters, calls: calls.size, connected: gateway.connected }),
    [Symbol.asyncDispose]: () => close[Symbol.asyncDispose](),
  };
}

function settingsOf(config: SipConfig): CallSettings {
  return {
    instance: config.SIP_INSTANCE,
    agentRingMs: config.SIP_AGENT_RING_MS,
    permitWaitMs: config.SIP_PERMIT_WAIT_MS,
    cancelMs: config.SIP_CANCEL_MS,
    callMs: config.SIP_CALL_MS,
    callsMax: config.SIP_CALLS_MAX,
    trunkWaitMs: config.SIP_TRUNK_WAIT_MS,
    redeemFreshMs: config.SIP_REDEEM_FRESH_MS,
    trunkSilenceMs: config.SIP_TRUNK_SILENCE_MS,
  };
}

function missedCallsOf(config: SipConfig, clients: GrpcClients): MissedCalls | undefined {
  if (config.SIP_INBOUND_PROCESS_ID === '') return undefined;
  return createMissedCalls(clients.client(DialbackServiceDefinition, config.DIALBACK_ADDRESS), {
    processId: config.SIP_INBOUND_PROCESS_ID,
    campaignId: config.SIP_INBOUND_CAMPAIGN_ID,
  });
}

async function addressesOf(host: string): Promise<readonly string[]> {
  const found = await lookup(host, { all: true });
  return found.map(({ address }) => address);
}
