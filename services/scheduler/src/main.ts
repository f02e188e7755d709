import { runService } from '@firstring/service-kit';
import { schedulerConfigSchema } from './config.ts';
import { createSchedulerService } from './service.ts';

await runService(
  { name: 'scheduler', prefix: 'SCHEDULER_', schema: schedulerConfigSchema, create: createSchedulerService },
  process.env,
);
