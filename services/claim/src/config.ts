import { z } from 'zod';

/** Settings of the claim service; keys are environment variables. */
export const claimConfigSchema = z.object({
  GRPC_LISTEN: z
    .string()
    .default('127.0.0.1:7003')
    .describe('host:port or unix:///path the gRPC server listens on'),
  CLAIM_PERMIT_KEY: z.string().min(32).describe('secret that signs permits; the same for all instances'),
  CLAIM_SWEEP_MS: z.coerce
    .number()
    .int()
    .min(50)
    .max(60_000)
    .default(1000)
    .describe('how often run-out leases are swept, ms'),
  CLAIM_EXCLUSION_WAIT_MS: z.coerce
    .number()
    .int()
    .min(100)
    .max(30_000)
    .default(10_000)
    .describe('how long a new exclusion waits for an INVITE that is on its way, ms'),
  CLAIM_CLOCK_SKEW_MS: z.coerce
    .number()
    .int()
    .min(100)
    .max(60_000)
    .default(2000)
    .describe('largest accepted difference of clocks, ms'),
});

export type ClaimConfig = z.infer<typeof claimConfigSchema>;
