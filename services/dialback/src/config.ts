import { z } from 'zod';

/** Settings of the dial-back service; keys are environment variables. */
export const dialbackConfigSchema = z.object({
  GRPC_LISTEN: z
    .string()
    .default('127.0.0.1:7004')
    .describe('host:port or unix:///path the gRPC server listens on'),
  LEAD_STORE_ADDRESS: z.string().default('127.0.0.1:7001').describe('lead-store, host:port or unix:///path'),
  CLAIM_ADDRESS: z.string().default('127.0.0.1:7003').describe('claim, host:port or unix:///path'),
  DIALBACK_TTL_MS: z.coerce
    .number()
    .int()
    .min(60_000)
    .max(86_400_000)
    .default(3_600_000)
    .describe('time limit of a dial-back from the last missed call, ms (R-61)'),
  DIALBACK_RETRY_GAP_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(3_600_000)
    .default(300_000)
    .describe('pause after an unanswered attempt, ms'),
  DIALBACK_ATTEMPTS_MAX: z.coerce
    .number()
    .int()
    .min(1)
    .max(10)
    .default(3)
    .describe('attempts of one dial-back'),
  DIALBACK_SWEEP_MS: z.coerce
    .number()
    .int()
    .min(50)
    .max(60_000)
    .default(1000)
    .describe('how often run-out entries are swept, ms'),
});

export type DialbackConfig = z.infer<typeof dialbackConfigSchema>;
