import { runService } from '@firstring/service-kit';
import { consoleConfigSchema } from './config.ts';
import { createConsoleService } from './service.ts';

await runService(
  { name: 'console', prefix: 'CONSOLE_', schema: consoleConfigSchema, create: createConsoleService },
  process.env,
);
