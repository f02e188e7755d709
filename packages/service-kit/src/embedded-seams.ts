import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Bus } from '@firstring/bus';
import { openSqliteBus } from '@firstring/bus/sqlite';
import type { Clock, Log, Random } from '@firstring/kernel';
import { openSqliteStore, openSqliteThread, type SqliteThread } from '@firstring/store/sqlite';
import { observedBus } from './observed-bus.ts';
import type { Platform } from './platform.ts';
import { topicSpecs } from './topic-specs.ts';

export interface EmbeddedSeamsOptions {
  /** Folder of the database files; made when missing. */
  dataDir: string;
  clock: Clock;
  random: Random;
  log: Log & { child?(fields: object): Log };
}

/** Stores and bus of one process: one SQLite file a service in one thread, and one for the bus in a thread of its own, so that neither waits for the other's disk. */
export interface EmbeddedSeams extends AsyncDisposable {
  readonly bus: Bus;
  /** Opens a service's own store; nobody else gets it. */
  platform(service: string): Promise<Platform>;
}

/** Opens the embedded seams (rule 1 of ARCHITECTURE.md): no server to install. */
export async function openEmbeddedSeams(options: EmbeddedSeamsOptions): Promise<EmbeddedSeams> {
  const { dataDir, clock, random, log } = options;
  mkdirSync(dataDir, { recursive: true });
  await using opened = new AsyncDisposableStack();
  const thread: SqliteThread = opened.use(openSqliteThread());
  const busThread: SqliteThread = opened.use(openSqliteThread('sqlite-bus'));
  const bus: Bus = opened.use(
    observedBus(
      await openSqliteBus(busThread, { file: join(dataDir, 'bus.db'), topics: topicSpecs(), clock, log }),
    ),
  );
  const close = opened.move();
  return {
    bus,
    async platform(service) {
      const store = close.use(await openSqliteStore(thread, { file: join(dataDir, `${service}.db`) }));
      return { clock, random, log: log.child?.({ service }) ?? log, store, bus };
    },
    [Symbol.asyncDispose]: () => close[Symbol.asyncDispose](),
  };
}
