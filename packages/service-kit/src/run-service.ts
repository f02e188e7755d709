import { armFailpoints } from '@firstring/kernel';
import { systemClock, systemFailpointEffects, systemRandom } from '@firstring/kernel/system';
import { z } from 'zod';
import { ConfigError, loadConfig } from './config.ts';
import { openEmbeddedSeams } from './embedded-seams.ts';
import { createLogger } from './logger.ts';
import type { Platform, RunningService } from './platform.ts';

/** Settings every process has, whatever runs in it. */
export const processConfigSchema = z.object({
  DATA_DIR: z.string().default('data').describe('folder of the database files'),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('least level that is logged'),
  FAILPOINT: z.string().default('').describe('armed failpoints, for fault tests only'),
});

export interface ServiceMain<Shape extends z.ZodRawShape> {
  readonly name: string;
  /** Prefix of the service's own settings; unknown ones are errors. */
  readonly prefix: string;
  readonly schema: z.ZodObject<Shape>;
  create(config: Readonly<z.infer<z.ZodObject<Shape>>>, platform: Platform): Promise<RunningService>;
}

/** Runs one service as a process of its own until SIGTERM or SIGINT; a wrong configuration is told whole and exits 2. */
export async function runService<Shape extends z.ZodRawShape>(
  main: ServiceMain<Shape>,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const config = readConfig(() => loadConfig(main.schema, env, main.prefix));
  const settings = readConfig(() => processConfigSchema.parse(env));
  armFailpoints(settings.FAILPOINT, systemFailpointEffects);
  const log = createLogger({ level: settings.LOG_LEVEL });
  await using seams = await openEmbeddedSeams({
    dataDir: settings.DATA_DIR,
    clock: systemClock,
    random: systemRandom,
    log,
  });
  await using _ = await main.create(config, await seams.platform(main.name));
  log.info({ service: main.name }, 'service started');
  const signal = await stopSignal();
  log.info({ service: main.name, signal }, 'service stopping');
}

/** Resolves with the first signal that asks the process to end; listening sockets keep the process alive until then. */
export function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
  });
}

function readConfig<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigError) && !(error instanceof z.ZodError)) throw error;
    process.stderr.write(`configuration cannot be used:\n${error.message}\n`);
    process.exit(2);
  }
}
