import { armFailpoints, silentLog, type Clock } from '@firstring/kernel';
import { seededRandom } from '@firstring/kernel/testing';
import { cadencePolicy, type DialFacts } from '@firstring/domain';
import { openMemoryStore } from '@firstring/store';
import type { AuthorizeDialCommand } from '../src/app/authorize-dial.ts';
import { forwardClock } from '../src/app/forward-clock.ts';
import { ListedMarks } from '../src/app/listed-marks.ts';
import { openMarkHash } from '../src/app/mark-hash.ts';
import { permitSigner } from '../src/app/permit-signer.ts';
import type { ClaimDeps } from '../src/app/ports.ts';
import { settledSignal } from '../src/app/settled-signal.ts';
import { createClaimEventLog } from '../src/events.ts';
import { BLACKLIST } from '../src/store/blacklist.ts';
import { EXCLUSION_BATCHES, EXCLUSIONS } from '../src/store/exclusions.ts';
import { GUARDS } from '../src/store/guards.ts';
import { MARK_KEYS } from '../src/store/mark-key.ts';
import { TEST_NUMBERS } from '../src/store/test-numbers.ts';

/** The use cases on a memory store, with a clock the test moves and no gRPC between. */
export async function openUseCases(clock: Clock): Promise<ClaimDeps & AsyncDisposable> {
  const store = openMemoryStore();
  const random = seededRandom('two guards');
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
    events: createClaimEventLog(silentLog),
    signer: permitSigner('k'.repeat(32)),
    settled: settledSignal(clock),
    exclusionWaitMs: 1000,
    clockSkewMs: 2000,
  };
  await store.ready();
  return { ...deps, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
}

const FACTS: DialFacts = {
  cadence: {
    optInAt: 0,
    timeZone: 'America/New_York',
    cadenceAttempts: 0,
    totalAttempts: 0,
    dayAttempts: 0,
    lastAttemptDay: '',
    dialState: 'open',
  },
  policy: cadencePolicy({ maxAttempts: 1000 }),
  candidateZones: ['America/New_York'],
  window: { startMinute: 0, endMinute: 1440 },
  numberAttemptsPerDayMax: 1000,
};

type Given = Pick<
  AuthorizeDialCommand,
  'requestId' | 'leadId' | 'phone' | 'dialled' | 'token' | 'attemptId' | 'agentId'
> &
  Partial<AuthorizeDialCommand>;

export function dialCommand(given: Given): AuthorizeDialCommand {
  return {
    processId: 'p1',
    facts: FACTS,
    customers: [],
    dialback: false,
    byHand: true,
    overrideReason: '',
    dialAt: 0,
    campaignId: 'c1',
    way: { callerId: '+12025550100', callerIds: [], localPresence: false, trunkIds: [] },
    ringLimitSeconds: 30,
    ...given,
  };
}

/** What runs fails at this named step as if the process had died there; what was written before stays. */
export async function dyingAt<T>(step: string, run: () => Promise<T>): Promise<T | undefined> {
  armFailpoints(step === '' ? '' : `${step}:error`, { kill: () => undefined, sleep: async () => undefined });
  try {
    return await run();
  } catch (error) {
    if (error instanceof Error && error.message === `failpoint ${step}`) return undefined;
    throw error;
  } finally {
    armFailpoints('', { kill: () => undefined, sleep: async () => undefined });
  }
}
