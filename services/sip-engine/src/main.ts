import { runMachine } from '@firstring/service-kit';
import { sipEngineConfigSchema } from './config.ts';
import { createSipEngineService } from './service.ts';

await runMachine(
  {
    name: 'sip-engine',
    prefix: 'SIP_ENGINE_',
    schema: sipEngineConfigSchema,
    create: createSipEngineService,
  },
  process.env,
);
