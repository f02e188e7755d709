import { AppError } from '@firstring/kernel';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { ConfigError, createLogger, loadConfig } from '@firstring/service-kit';
import { migrateSeams } from '@firstring/service-kit/migrate-seams';
import { COLLECTIONS } from './collections.ts';
import { migrateConfigSchema } from './config.ts';
import { createMigrateEvents } from './events.ts';

/**
 * Makes topics and indexes, once; answers with the exit code: 0 when everything is there, 2 with one sentence when something cannot be made.
 * It may run again, and beside itself.
 */
export async function run(env: Readonly<Record<string, string | undefined>>): Promise<number> {
  try {
    const config = loadConfig(migrateConfigSchema, env, 'MIGRATE_');
    const log = createLogger({ level: config.LOG_LEVEL });
    const deps = { clock: systemClock, random: systemRandom, log };
    createMigrateEvents(log).migrated(await migrateSeams(config, deps, COLLECTIONS));
    return 0;
  } catch (error) {
    if (error instanceof ConfigError) {
      process.stderr.write(`migrate: its configuration cannot be used:\n${error.message}\n`);
    } else if (error instanceof AppError && error.reason !== 'INTERNAL') {
      process.stderr.write(`migrate: ${error.reason}: ${error.message}\n`);
    } else throw error;
    return 2;
  }
}
