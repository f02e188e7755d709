import type { Log } from '@firstring/kernel';
import type { Migrated } from '@firstring/service-kit/migrate-seams';

export interface MigrateEvents {
  migrated(what: Migrated): void;
}

/** The migration's business events; nobody else logs any. */
export function createMigrateEvents(log: Log): MigrateEvents {
  return { migrated: (what) => log.info({ ...what }, 'topics and indexes are there') };
}
