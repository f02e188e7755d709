import type { SqliteThread } from '@firstring/store/sqlite';
import { type EmbeddedBusOptions, openEmbeddedBus } from '../embedded/embedded-bus.ts';
import type { Bus } from '../port.ts';
import { SqliteLog } from './sqlite-log.ts';

export interface SqliteBusOptions extends EmbeddedBusOptions {
  /** Made when missing; its folder must exist. One process at a time. */
  readonly file: string;
}

/** The bus port on one SQLite file, beside the stores in the same thread: for a process that holds all services. */
export async function openSqliteBus(thread: SqliteThread, options: SqliteBusOptions): Promise<Bus> {
  const engine = new URL('./log-engine.ts', import.meta.url);
  const database = await thread.open({ file: options.file, engine, reasons: 'BUS' });
  return openEmbeddedBus(new SqliteLog(database), options);
}
