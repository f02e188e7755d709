export type { Engine, EngineModule } from './engine.ts';
export { headsText, pack, split, unpack, type Pack } from './pack.ts';
export { openSqliteStore, type SqliteStoreOptions } from './sqlite-store.ts';
export {
  openSqliteThread,
  type OpenDatabaseOptions,
  type SqliteDatabase,
  type SqliteThread,
} from './sqlite-thread.ts';
