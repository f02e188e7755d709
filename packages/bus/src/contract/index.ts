import { describe } from 'node:test';
import { deliveryContract } from './delivery.ts';
import { failuresContract } from './failures.ts';
import type { CreateBusMedium } from './medium.ts';
import { retentionContract } from './retention.ts';
import { tailsContract } from './tails.ts';

export type { BusMedium, CreateBusMedium } from './medium.ts';

export interface BusContractOptions {
  /** The broker applies retention at its own pace: nothing to test here. */
  readonly retentionElsewhere?: boolean;
  /** For all tests together. Default 30 000. */
  readonly deadlineMs?: number;
}

const DEADLINE_MS = 30_000;

/** What every adapter of the bus port must do; a behaviour that only one adapter has does not exist. */
export function busContract(
  name: string,
  createMedium: CreateBusMedium,
  options: BusContractOptions = {},
): void {
  describe(`bus contract: ${name}`, { timeout: options.deadlineMs ?? DEADLINE_MS }, () => {
    deliveryContract(createMedium);
    failuresContract(createMedium);
    tailsContract(createMedium);
    if (options.retentionElsewhere !== true) retentionContract(createMedium);
  });
}
