import { runService } from '@firstring/service-kit';
import { leadStoreConfigSchema } from './config.ts';
import { createLeadStoreService } from './service.ts';

await runService(
  {
    name: 'lead-store',
    prefix: 'LEAD_STORE_',
    schema: leadStoreConfigSchema,
    create: createLeadStoreService,
  },
  process.env,
);
