export type { Engine, EngineModule } from './engine.ts';
export { openSqliteStore, type SqliteStoreOptions } from './sqlite-store.ts';
export {
  openSqliteThread,
  type OpenDatabaseOptions,
  type SqliteDatabase,
  type SqliteThread,
} from './sqlite-thread.ts';
