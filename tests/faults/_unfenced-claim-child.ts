/** Claim as a process of its own, with fencing off. */
import { claimConfigSchema } from '@firstring/claim-service/config';
import { createClaimService } from '@firstring/claim-service';
import { grpcRpc, runService } from '@firstring/service-kit';
import { unfenced } from './_claim-off-guard.ts';

await runService(
  {
    name: 'claim',
    prefix: 'CLAIM_',
    schema: claimConfigSchema,
    create: (config, platform) => createClaimService(config, { ...platform, rpc: unfenced(grpcRpc) }),
  },
  process.env,
);
