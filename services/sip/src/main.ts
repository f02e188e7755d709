import { runService } from '@firstring/service-kit';
import { sipConfigSchema } from './config.ts';
import { createSipService } from './service.ts';

await runService(
  { name: 'sip', prefix: 'SIP_', schema: sipConfigSchema, create: createSipService },
  process.env,
);
