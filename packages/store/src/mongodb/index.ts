export {
  migrateStore,
  openMongoStore,
  type MigrateStoreOptions,
  type MongoStoreOptions,
} from './mongo-store.ts';
