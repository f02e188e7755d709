import { z } from 'zod';
import type { DialbackRules } from './domain/missed-calls.ts';

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
  DIALBACK_OWNER_ONLY_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(86_400_000)
    .default(0)
    .describe(
      "after so long others than its lead's owner may serve a dial-back, ms; 0: never by itself (A-16)",
    ),
  DIALBACK_SWEEP_MS: z.coerce
    .number()
    .int()
    .min(50)
    .max(60_000)
    .default(1000)
    .describe('how often run-out entries are swept, ms'),
  DIALBACK_LOG_KEEP_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3650)
    .default(365)
    .describe('how long the log of missed calls keeps a call, days'),
});

export type DialbackConfig = z.infer<typeof dialbackConfigSchema>;

/** What holds where a number says nothing: every trigger dials back. */
export function defaultRules(config: DialbackConfig): DialbackRules {
  return {
    ttlMs: config.DIALBACK_TTL_MS,
    retryGapMs: config.DIALBACK_RETRY_GAP_MS,
    attemptsMax: config.DIALBACK_ATTEMPTS_MAX,
    ownerOnlyMs: config.DIALBACK_OWNER_ONLY_MS,
    dialsBack: { caller_hung_up: true, queue_timeout: true, no_agent: true },
  };
}
