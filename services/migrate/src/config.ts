import { serviceProcessConfigSchema } from '@firstring/service-kit/process-config';

/** Settings of the migration: those of every process that say where Kafka and MongoDB are; keys are environment variables. */
export const migrateConfigSchema = serviceProcessConfigSchema;
