import { startOutboxRelay } from '@firstring/bus';
import { LEAD_EVENTS } from '@firstring/contracts';
import { BlacklistServiceDefinition } from '@firstring/contracts/claim/blacklist_service';
import { CallerGuardServiceDefinition } from '@firstring/contracts/claim/caller_guard_service';
import { ClaimServiceDefinition } from '@firstring/contracts/claim/claim_service';
import { ExclusionServiceDefinition } from '@firstring/contracts/claim/exclusion_service';
import { OwnershipServiceDefinition } from '@firstring/contracts/claim/ownership_service';
import { TestNumberServiceDefinition } from '@firstring/contracts/claim/test_number_service';
import { grpcRpc, repeat, type Platform, type RunningService } from '@firstring/service-kit';
import { forwardClock } from './app/forward-clock.ts';
import { permitSigner } from './app/permit-signer.ts';
import type { ClaimDeps } from './app/ports.ts';
import { settledSignal } from './app/settled-signal.ts';
import { sweepOnce } from './app/sweep.ts';
import type { ClaimConfig } from './config.ts';
import { createClaimEventLog } from './events.ts';
import { listedMarksFiller } from './app/fill-listed-marks.ts';
import { ListedMarks } from './app/listed-marks.ts';
import { openMarkHash } from './app/mark-hash.ts';
import { sweepExclusions } from './app/sweep-exclusions.ts';
import { BLACKLIST } from './store/blacklist.ts';
import { EXCLUSION_BATCHES, EXCLUSIONS } from './store/exclusions.ts';
import { GUARDS } from './store/guards.ts';
import { MARK_KEYS } from './store/mark-key.ts';
import { TEST_NUMBERS } from './store/test-numbers.ts';
import { followErasures } from './transport/bus/lead-events.ts';
import { blacklistServer } from './transport/grpc/blacklist-server.ts';
import { callerGuardServer } from './transport/grpc/caller-guard-server.ts';
import { claimServer } from './transport/grpc/claim-server.ts';
import { exclusionServer } from './transport/grpc/exclusion-server.ts';
import { ownershipServer } from './transport/grpc/ownership-server.ts';
import { testNumberServer } from './transport/grpc/test-number-server.ts';

/** Composition root of claim: guards, permits, exclusions over one store; answers once it listens. */
export async function createClaimService(config: ClaimConfig, platform: Platform): Promise<RunningService> {
  const { clock, random, log, store, bus, rpc = grpcRpc } = platform;
  await using opened = new AsyncDisposableStack();
  const deps: ClaimDeps = {
    guards: store.collection(GUARDS),
    exclusions: store.collection(EXCLUSIONS),
    exclusionBatches: store.collection(EXCLUSION_BATCHES),
    blacklist: store.collection(BLACKLIST),
    testNumbers: store.collection(TEST_NUMBERS),
    listed: new ListedMarks(),
    hashMark: await openMarkHash(store.collection(MARK_KEYS), random),
    clock,
    leaseClock: forwardClock(clock),
    random,
    events: createClaimEventLog(log),
    signer: permitSigner(config.CLAIM_PERMIT_KEY),
    settled: settledSignal(clock),
    exclusionWaitMs: config.CLAIM_EXCLUSION_WAIT_MS,
    clockSkewMs: config.CLAIM_CLOCK_SKEW_MS,
  };
  await store.ready();
  opened.use(startOutboxRelay({ store, bus, clock, random, log }));
  opened.use(
    repeat({ clock, log, intervalMs: config.CLAIM_SWEEP_MS, name: 'claim sweep' }, () => sweepOnce(deps)),
  );
  const fillListed = listedMarksFiller(deps);
  // A list of ordinary size is known from the first request on.
  await fillListed();
  opened.use(
    repeat({ clock, log, intervalMs: config.CLAIM_SWEEP_MS, name: 'exclusion sweep' }, async () =>
      (await fillListed()) === 'more' ? 'more' : sweepExclusions(deps),
    ),
  );
  const grpc = opened.use(rpc.createServer({ domain: 'claim.firstring', log, clock }));
  grpc.add(ClaimServiceDefinition, claimServer(deps));
  grpc.add(CallerGuardServiceDefinition, callerGuardServer(deps));
  grpc.add(OwnershipServiceDefinition, ownershipServer(deps));
  grpc.add(ExclusionServiceDefinition, exclusionServer(deps));
  grpc.add(BlacklistServiceDefinition, blacklistServer(deps));
  grpc.add(TestNumberServiceDefinition, testNumberServer(deps));
  await grpc.listen(config.GRPC_LISTEN);
  const handler = followErasures(deps);
  opened.use(await bus.subscribe({ group: 'claim.erasure', topics: [LEAD_EVENTS.name], handler }));
  const close = opened.move();
  return { name: 'claim', [Symbol.asyncDispose]: () => close[Symbol.asyncDispose]() };
}
