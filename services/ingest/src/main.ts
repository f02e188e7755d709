import { runService } from '@firstring/service-kit';
import { ingestConfigSchema } from './config.ts';
import { createIngestService } from './service.ts';

await runService(
  { name: 'ingest', prefix: 'INGEST_', schema: ingestConfigSchema, create: createIngestService },
  process.env,
);
