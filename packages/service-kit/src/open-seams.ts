import type { Bus } from '@firstring/bus';
import type { Clock, Log, Random } from '@firstring/kernel';
import type { Store } from '@firstring/store';
import { openDistributedSeams } from './distributed-seams.ts';
import { openEmbeddedSeams } from './embedded-seams.ts';
import type { Platform } from './platform.ts';
import { isDistributed, type ServiceProcessConfig } from './process-config.ts';

export interface SeamsDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log & { child?(fields: object): Log };
}

/** Store and bus of a process (rule 1 of ARCHITECTURE.md). Nothing else knows which side of them it got. */
export interface Seams extends AsyncDisposable {
  readonly bus: Bus;
  /** Opens a service's own store; nobody else gets it. */
  platform(service: string): Promise<Platform & { readonly store: Store }>;
}

/**
 * Opens the seams that the settings name: Kafka and MongoDB, or files in DATA_DIR (ADR 22). Rejects with an AppError whose message is one
 * sentence for the operator: what cannot be reached, is refused, or is missing.
 */
export async function openSeams(config: ServiceProcessConfig, deps: SeamsDeps): Promise<Seams> {
  return isDistributed(config)
    ? openDistributedSeams(config, deps)
    : openEmbeddedSeams({ ...deps, dataDir: config.DATA_DIR });
}
