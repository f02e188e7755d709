export { migrateStore, openMongoStore, type MongoStoreOptions } from './mongo-store.ts';
