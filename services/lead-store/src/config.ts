import { z } from 'zod';

/** Settings of the lead store; keys are environment variables. */
export const leadStoreConfigSchema = z.object({
  GRPC_LISTEN: z
    .string()
    .default('127.0.0.1:7001')
    .describe('host:port or unix:///path the gRPC server listens on'),
  CLAIM_ADDRESS: z
    .string()
    .min(1)
    .default('127.0.0.1:7003')
    .describe('claim, host:port or unix:///path; asked which numbers of a file are on the do-not-call list'),
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
  LEAD_STORE_UPLOAD_BYTES_MAX: z.coerce
    .number()
    .int()
    .min(1024)
    .max(17_179_869_184)
    .default(2_147_483_648)
    .describe('bytes of one uploaded file'),
  LEAD_STORE_UPLOADS_AT_ONCE: z.coerce
    .number()
    .int()
    .min(1)
    .max(16)
    .default(2)
    .describe('imports that run at once, each with a thread of its own; the others wait'),
  LEAD_STORE_UPLOADS_RECEIVED_MAX: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .default(8)
    .describe('files that are received at once'),
  LEAD_STORE_WEBHOOK_ALLOW: z
    .string()
    .default('')
    .transform((text) => text.split(',').map((entry) => entry.trim()))
    .describe('host:port of webhooks that may be private or on another port than 80 and 443, with commas'),
  LEAD_STORE_FILTER_HEAP_MB: z.coerce
    .number()
    .int()
    .min(64)
    .max(65_536)
    .default(4096)
    .describe(
      'most heap of the thread that keeps leads for filters; ten million leads need 1 GB of it, and as much again beside it, MB',
    ),
});

export type LeadStoreConfig = z.infer<typeof leadStoreConfigSchema>;
