import type { CollectionSpec } from '@firstring/store';
import { kafkaConnection, loadBusAdapter, loadStoreAdapter, mongoConnection } from './distributed-seams.ts';
import type { SeamsDeps } from './open-seams.ts';
import { groupSpecs } from './topic-specs.ts';
import { isDistributed, type ServiceProcessConfig } from './process-config.ts';

/** What a migration came to. */
export interface Migrated {
  readonly side: 'distributed' | 'embedded';
  readonly topics: number;
  readonly collections: number;
}

/**
 * Makes what services find at their start and never make themselves (ADR 22): topics, collections and indexes. Idempotent: what is there
 * stays. Embedded seams make their own tables. Rejects with an AppError, one sentence for the operator.
 */
export async function migrateSeams(
  config: ServiceProcessConfig,
  deps: SeamsDeps,
  collections: ReadonlyMap<string, readonly CollectionSpec[]>,
): Promise<Migrated> {
  if (!isDistributed(config)) return { side: 'embedded', topics: 0, collections: 0 };
  const { clock, random, log } = deps;
  const { createTopics } = await loadBusAdapter(config);
  const kafka = await kafkaConnection(config);
  await createTopics({ ...kafka, groups: groupSpecs(), replication: config.KAFKA_REPLICATION, clock, log });
  const { migrateStore } = await loadStoreAdapter();
  let count = 0;
  for (const [service, specs] of collections) {
    await migrateStore({ ...mongoConnection(config, service), collections: specs, clock, random, log });
    count += specs.length;
  }
  return { side: 'distributed', topics: kafka.topics.length, collections: count };
}
