import { startOutboxRelay, type Bus } from '@firstring/bus';
import { CLAIM_EVENTS, DIALBACK_EVENTS, INCOMING_NUMBER_CONFIG, LEAD_EVENTS } from '@firstring/contracts';
import { ClaimServiceDefinition } from '@firstring/contracts/claim/claim_service';
import { ExclusionServiceDefinition } from '@firstring/contracts/claim/exclusion_service';
import { DialbackServiceDefinition } from '@firstring/contracts/dialback/dialback_service';
import { MissedCallServiceDefinition } from '@firstring/contracts/dialback/missed_call_service';
import { CallLogServiceDefinition } from '@firstring/contracts/leads/call_log_service';
import { LeadServiceDefinition } from '@firstring/contracts/leads/lead_service';
import { grpcRpc, repeat, type Platform, type RunningService } from '@firstring/service-kit';
import { adoptOldEntries } from './app/adopt-old-entries.ts';
import type { DialbackDeps } from './app/ports.ts';
import { sweepLog, sweepOnce } from './app/sweep.ts';
import { defaultRules, type DialbackConfig } from './config.ts';
import { createDialbackEventLog } from './events.ts';
import { CALL_LOG } from './store/call-log.ts';
import { INCOMING_RULES } from './store/incoming-rules.ts';
import { MISSED_CALLS } from './store/missed-calls.ts';
import { followClaims } from './transport/bus/claim-events.ts';
import { followDialbacks } from './transport/bus/dialback-events.ts';
import { followIncomingNumbers } from './transport/bus/incoming-numbers.ts';
import { followErasures } from './transport/bus/lead-events.ts';
import { dialbackServer } from './transport/grpc/dialback-server.ts';
import { missedCallServer } from './transport/grpc/missed-call-server.ts';
import { createClaimLookup } from './upstream/claim-lookup.ts';
import { createLeadFinder } from './upstream/lead-finder.ts';

const DAY_MS = 86_400_000;
const LOG_SWEEP_MS = 60_000;

/** Composition root of dial-back; answers once it listens. */
export async function createDialbackService(
  config: DialbackConfig,
  platform: Platform,
): Promise<RunningService> {
  const { clock, random, log, store, bus, rpc = grpcRpc } = platform;
  await using opened = new AsyncDisposableStack();
  const clients = opened.use(rpc.createClients());
  const deps: DialbackDeps = {
    missedCalls: store.collection(MISSED_CALLS),
    callLog: store.collection(CALL_LOG),
    incomingRules: store.collection(INCOMING_RULES),
    clock,
    random,
    log,
    claim: createClaimLookup(
      clients.client(ExclusionServiceDefinition, config.CLAIM_ADDRESS),
      clients.client(ClaimServiceDefinition, config.CLAIM_ADDRESS),
    ),
    leads: createLeadFinder(
      clients.client(LeadServiceDefinition, config.LEAD_STORE_ADDRESS),
      clients.client(CallLogServiceDefinition, config.LEAD_STORE_ADDRESS),
    ),
    events: createDialbackEventLog(log),
    rules: defaultRules(config),
  };
  await store.ready();
  await adoptOldEntries(deps);
  opened.use(startOutboxRelay({ store, bus, clock, random, log }));
  const sweep = { clock, log, intervalMs: config.DIALBACK_SWEEP_MS, name: 'dial-back sweep' };
  opened.use(repeat(sweep, () => sweepOnce(deps)));
  const keepMs = config.DIALBACK_LOG_KEEP_DAYS * DAY_MS;
  const logSweep = { clock, log, intervalMs: LOG_SWEEP_MS, name: 'missed-call log sweep' };
  opened.use(repeat(logSweep, () => sweepLog(deps, keepMs)));
  const grpc = opened.use(rpc.createServer({ domain: 'dialback.firstring', log, clock }));
  grpc.add(DialbackServiceDefinition, dialbackServer(deps));
  grpc.add(MissedCallServiceDefinition, missedCallServer(deps));
  await grpc.listen(config.GRPC_LISTEN);
  await follow(bus, deps, opened);
  const close = opened.move();
  return { name: 'dialback', [Symbol.asyncDispose]: () => close[Symbol.asyncDispose]() };
}

async function follow(bus: Bus, deps: DialbackDeps, opened: AsyncDisposableStack): Promise<void> {
  for (const [purpose, { name }, handler] of [
    ['erasure', LEAD_EVENTS, followErasures(deps)],
    ['claims', CLAIM_EVENTS, followClaims(deps)],
    ['numbers', INCOMING_NUMBER_CONFIG, followIncomingNumbers(deps)],
    ['log', DIALBACK_EVENTS, followDialbacks(deps)],
  ] as const)
    opened.use(await bus.subscribe({ group: `dialback.${purpose}`, topics: [name], handler }));
}
