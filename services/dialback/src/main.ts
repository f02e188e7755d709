import { runService } from '@firstring/service-kit';
import { dialbackConfigSchema } from './config.ts';
import { createDialbackService } from './service.ts';

await runService(
  { name: 'dialback', prefix: 'DIALBACK_', schema: dialbackConfigSchema, create: createDialbackService },
  process.env,
);
