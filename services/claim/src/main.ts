import { runService } from '@firstring/service-kit';
import { claimConfigSchema } from './config.ts';
import { createClaimService } from './service.ts';

await runService(
  { name: 'claim', prefix: 'CLAIM_', schema: claimConfigSchema, create: createClaimService },
  process.env,
);
