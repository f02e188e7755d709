import { AppError, armFailpoints, type Log } from '@firstring/kernel';
import { systemClock, systemFailpointEffects, systemRandom } from '@firstring/kernel/system';
import { startTelemetry, type Telemetry } from '@firstring/telemetry';
import { z } from 'zod';
import { listenAdmin } from './admin-server.ts';
import { ConfigError, loadConfig } from './config.ts';
import { createLogger } from './logger.ts';
import { openSeams } from './open-seams.ts';
import type { Platform, RunningService } from './platform.ts';
import { serviceProcessConfigSchema, type ServiceProcessConfig } from './process-config.ts';
import { Readiness } from './readiness.ts';
import { createGrpcClients } from './grpc-client.ts';
import { createGrpcServer } from './grpc-server.ts';
import type { Rpc } from './rpc.ts';

/** A connection is not used for new calls after this, so that callers find instances that have come since. */
const CONNECTION_AGE_MS = 300_000;
/** No setting begins so: those of a process have no prefix of their own. */
const NO_PREFIX = ' ';

interface Main<Shape extends z.ZodRawShape, Ground> {
  readonly name: string;
  /** Prefix of the service's own settings; unknown ones are errors. */
  readonly prefix: string;
  readonly schema: z.ZodObject<Shape>;
  create(config: Readonly<z.infer<z.ZodObject<Shape>>>, ground: Ground): Promise<RunningService>;
}

export type ServiceMain<Shape extends z.ZodRawShape> = Main<Shape, Platform>;

/** What a process without store and bus of its own stands on. */
export type MachineGround = Pick<Platform, 'clock' | 'random' | 'log'>;

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Runs one service as a process of its own until SIGTERM or SIGINT. What an operator can mend (a setting, a broker that is not there, a
 * missing index) is told in words and exits 2; anything else is a bug and shown whole.
 */
export function runService<Shape extends z.ZodRawShape>(main: ServiceMain<Shape>, env: Env): Promise<void> {
  return runProcess(main, env, async ({ ground, settings, readiness, opened }) => {
    const seams = opened.use(await openSeams(settings, ground));
    const platform = await seams.platform(main.name);
    readiness.standsOn(platform);
    return { ...platform, rpc: rpcOf(readiness.draining) };
  });
}

/** The same for what has neither store nor bus: the SIP engine, the media relay. */
export function runMachine<Shape extends z.ZodRawShape>(
  main: Main<Shape, MachineGround>,
  env: Env,
): Promise<void> {
  return runProcess(main, env, async ({ ground }) => ground);
}

interface Host {
  readonly ground: MachineGround;
  readonly settings: ServiceProcessConfig;
  readonly readiness: Readiness;
  /** Closed after the service. */
  readonly opened: AsyncDisposableStack;
}

async function runProcess<Shape extends z.ZodRawShape, Ground>(
  main: Main<Shape, Ground>,
  env: Env,
  prepare: (host: Host) => Promise<Ground>,
): Promise<void> {
  try {
    const config = loadConfig(main.schema, env, main.prefix);
    const settings = loadConfig(serviceProcessConfigSchema, env, NO_PREFIX);
    const asked = { name: main.name, settings, env };
    await run(asked, async (host) => main.create(config, await prepare(host)));
  } catch (error) {
    const told = inPlainWords(error);
    if (told === undefined) throw error;
    process.stderr.write(`${main.name} cannot start: ${told}\n`);
    process.exitCode = 2;
  }
}

async function run(
  { name, settings, env }: { name: string; settings: ServiceProcessConfig; env: Env },
  create: (host: Host) => Promise<RunningService>,
): Promise<void> {
  armFailpoints(settings.FAILPOINT, systemFailpointEffects);
  const log = createLogger({ level: settings.LOG_LEVEL });
  const readiness = new Readiness(systemClock);
  // Before anything is opened: who is stopped meanwhile ends in order, too.
  const stop = stopSignal();
  await using opened = new AsyncDisposableStack();
  // First of all, so that the last of it is sent when everything else is closed.
  const scraped = settings.ADMIN_LISTEN !== '';
  const telemetry = opened.use(
    await startTelemetry({ service: name, env, scraped, clock: systemClock, log }),
  );
  const adminPort = await openAdmin(settings, { readiness, telemetry }, opened);
  const ground = { clock: systemClock, random: systemRandom, log };
  const service = opened.use(await create({ ground, settings, readiness, opened }));
  readiness.isUp(service);
  log.info({ service: name, adminPort }, 'service started');
  const signal = await Promise.race([stop, ...(service.failed === undefined ? [] : [service.failed])]);
  log.info({ service: name, signal }, 'service stopping');
  await drain({ service, readiness, signal, log }, settings);
}

async function openAdmin(
  { ADMIN_LISTEN: listen }: ServiceProcessConfig,
  { readiness, telemetry }: { readiness: Readiness; telemetry: Telemetry },
  opened: AsyncDisposableStack,
): Promise<number | undefined> {
  if (listen === '') return undefined;
  return opened.use(
    await listenAdmin({ listen, clock: systemClock, readiness, metrics: () => telemetry.metricsText() }),
  ).port;
}

/** gRPC between hosts: health says when we drain, and connections do not last for ever. */
function rpcOf(draining: AbortSignal): Rpc {
  return {
    createServer: (options) => createGrpcServer({ ...options, draining, connectionAgeMs: CONNECTION_AGE_MS }),
    createClients: createGrpcClients,
  };
}

interface Stopping {
  readonly service: RunningService;
  readonly readiness: Readiness;
  readonly signal: NodeJS.Signals;
  readonly log: Log;
}

/**
 * Up to the moment from which the service is closed: not ready first, so that others notice. SIGTERM lets work in hand finish; SIGINT, or a
 * second signal, does not wait for it. A stop that never ends is ended hard.
 */
async function drain(stopping: Stopping, settings: ServiceProcessConfig): Promise<void> {
  const { service, readiness, signal, log } = stopping;
  readiness.drain();
  const hurry = new AbortController();
  hurry.signal.addEventListener('abort', () => service.hurry?.(), { once: true });
  if (signal === 'SIGINT') hurry.abort();
  else stopSignal().then(() => hurry.abort(), noted(log));
  // The timer keeps no process alive: it fires only where something else does.
  systemClock.setTimer(settings.STOP_MS_MAX, () => {
    log.error({ alive: process.getActiveResourcesInfo() }, 'the stop took too long; ended hard');
    process.exit(1);
  });
  await systemClock.sleep(settings.DRAIN_NOTICE_MS, hurry.signal).catch(noted(log));
}

function noted(log: Log): (reason: unknown) => void {
  return () => log.debug({}, 'the stop is in a hurry');
}

/** Resolves with the first signal that asks the process to end; listening sockets keep the process alive until then. */
export function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
  });
}

/** What an operator can mend; undefined for a bug. */
function inPlainWords(error: unknown): string | undefined {
  if (error instanceof ConfigError) return `its configuration cannot be used:\n${error.message}`;
  if (error instanceof AppError && error.reason !== 'INTERNAL') return `${error.reason}: ${error.message}`;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return `${error.message}: another program has this port`;
  return undefined;
}
