import type { Clock, Random } from '@firstring/kernel';
import type { Collection } from '@firstring/store';
import type { Guard } from '../domain/guard.ts';
import type { ClaimEventLog } from '../events.ts';
import type { HashMark } from '../domain/exclusion.ts';
import type { BlacklistDoc } from '../store/blacklist.ts';
import type { ExclusionBatchDoc, ExclusionDoc } from '../store/exclusions.ts';
import type { TestNumberDoc } from '../store/test-numbers.ts';
import type { ForwardClock } from './forward-clock.ts';
import type { ListedMarks } from './listed-marks.ts';
import type { PermitSigner } from './permit-signer.ts';

/** What the use cases need from outside. */
export interface ClaimDeps {
  readonly guards: Collection<Guard>;
  readonly exclusions: Collection<ExclusionDoc>;
  readonly exclusionBatches: Collection<ExclusionBatchDoc>;
  readonly blacklist: Collection<BlacklistDoc>;
  readonly testNumbers: Collection<TestNumberDoc>;
  readonly listed: ListedMarks;
  readonly hashMark: HashMark;
  readonly clock: Clock;
  readonly leaseClock: ForwardClock;
  readonly random: Random;
  readonly events: ClaimEventLog;
  readonly signer: PermitSigner;
  /** Wakes exclusions that wait for an INVITE; called after each permit step. */
  readonly settled: { notify(guardId: string): void; wait(guardId: string, ms: number): Promise<void> };
  readonly exclusionWaitMs: number;
  readonly clockSkewMs: number;
}

/** A lead's home guard. */
export interface GuardRef {
  readonly processId: string;
  readonly phone: string;
  readonly leadId: string;
}
