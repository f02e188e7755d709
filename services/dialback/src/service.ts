import { startOutboxRelay } from '@firstring/bus';
import { LEAD_EVENTS } from '@firstring/contracts';
import { ExclusionServiceDefinition } from '@firstring/contracts/claim/exclusion_service';
import { DialbackServiceDefinition } from '@firstring/contracts/dialback/dialback_service';
import { LeadServiceDefinition } from '@firstring/contracts/leads/lead_service';
import { grpcRpc, repeat, type Platform, type RunningService } from '@firstring/service-kit';
import type { DialbackDeps } from './app/ports.ts';
import { sweepOnce } from './app/sweep.ts';
import type { DialbackConfig } from './config.ts';
import { createDialbackEventLog } from './events.ts';
import { MISSED_CALLS } from './store/missed-calls.ts';
import { dialbackServer } from './transport/grpc/dialback-server.ts';
import { followErasures } from './transport/bus/lead-events.ts';
import { createExclusionCheck } from './upstream/exclusion-check.ts';
import { createLeadFinder } from './upstream/lead-finder.ts';

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
    clock,
    random,
    log,
    exclusions: createExclusionCheck(clients.client(ExclusionServiceDefinition, config.CLAIM_ADDRESS)),
    leads: createLeadFinder(clients.client(LeadServiceDefinition, config.LEAD_STORE_ADDRESS)),
    events: createDialbackEventLog(log),
    policy: {
      ttlMs: config.DIALBACK_TTL_MS,
      retryGapMs: config.DIALBACK_RETRY_GAP_MS,
      attemptsMax: config.DIALBACK_ATTEMPTS_MAX,
    },
  };
  await store.ready();
  opened.use(startOutboxRelay({ store, bus, clock, random, log }));
  opened.use(
    repeat({ clock, log, intervalMs: config.DIALBACK_SWEEP_MS, name: 'dial-back sweep' }, () =>
      sweepOnce(deps),
    ),
  );
  const grpc = opened.use(rpc.createServer({ domain: 'dialback.firstring', log, clock }));
  grpc.add(DialbackServiceDefinition, dialbackServer(deps));
  await grpc.listen(config.GRPC_LISTEN);
  const handler = followErasures(deps);
  opened.use(await bus.subscribe({ group: 'dialback.erasure', topics: [LEAD_EVENTS.name], handler }));
  const close = opened.move();
  return { name: 'dialback', [Symbol.asyncDispose]: () => close[Symbol.asyncDispose]() };
}
