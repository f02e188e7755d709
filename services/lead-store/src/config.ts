import { z } from 'zod';

/** Settings of the lead store; keys are environment variables. */
export const leadStoreConfigSchema = z.object({
  GRPC_LISTEN: z
    .string()
    .default('127.0.0.1:7001')
    .describe('host:port or unix:///path the gRPC server listens on'),
  LEAD_STORE_CALL_MARK_MS_MAX: z.coerce
    .number()
    .int()
    .min(60_000)
    .max(86_400_000)
    .default(14_400_000)
    .describe('a call that has said nothing for so long no longer stops the deletion of its lead, ms'),
  LEAD_STORE_IGNORED_FLUSH_MS: z.coerce
    .number()
    .int()
    .min(10)
    .max(60_000)
    .default(2000)
    .describe('how long counts of ignored parameters gather in memory before they are written, ms'),
});

export type LeadStoreConfig = z.infer<typeof leadStoreConfigSchema>;
