import { describe } from 'node:test';
import { compareAndSetContract } from './compare-and-set.ts';
import { lifecycleContract } from './lifecycle.ts';
import type { CreateMedium } from './medium.ts';
import { modelContract } from './model.ts';
import { outboxContract } from './outbox.ts';
import { queriesContract } from './queries.ts';

export { crashContract, writeUntilKilled, type CrashContractOptions } from './crash.ts';
export type { CreateMedium, StoreMedium } from './medium.ts';

/** What every adapter of the store port must do; a behaviour that only one adapter has does not exist. */
export function storeContract(name: string, createMedium: CreateMedium): void {
  describe(`store contract: ${name}`, () => {
    compareAndSetContract(createMedium);
    queriesContract(createMedium);
    outboxContract(createMedium);
    lifecycleContract(createMedium);
    modelContract(createMedium);
  });
}
