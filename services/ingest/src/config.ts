import { z } from 'zod';

const milliseconds = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

/** Settings of ingest; keys are environment variables. */
export const ingestConfigSchema = z.object({
  HTTP_LISTEN: z
    .string()
    .regex(/^\S+:\d{1,5}$/, 'host:port')
    .default('127.0.0.1:8081')
    .describe('host:port vendors post to; port 0 = any free port'),
  GRPC_LISTEN: z
    .string()
    .default('127.0.0.1:7006')
    .describe('host:port or unix:///path the console asks for counts of links'),
  LEAD_STORE_ADDRESS: z
    .string()
    .min(1)
    .default('127.0.0.1:7001')
    .describe('lead-store, host:port or unix:///path'),
  INGEST_IN_FLIGHT_MAX: z.coerce
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(10_000)
    .describe('submissions on their way to the lead store; more are answered 503'),
  INGEST_BATCH_MAX: z.coerce
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(64)
    .describe('submissions in one call to the lead store'),
  INGEST_BATCH_WAIT_MS: milliseconds(0, 100)
    .default(2)
    .describe('how long the first of a batch waits for others, ms'),
  INGEST_CALLS_MAX: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .default(4)
    .describe('calls to the lead store at a time'),
  INGEST_LINK_KEEP_MS: milliseconds(0, 1000)
    .default(500)
    .describe('how long a resolved link is believed, ms'),
  INGEST_RECORD_MS: milliseconds(1000, 30 * 86_400_000)
    .default(72 * 3_600_000)
    .describe('how long an Idempotency-Key gets the same answer, ms'),
  INGEST_PING_MS: milliseconds(1000, 3_600_000)
    .default(300_000)
    .describe('how long an accepted ping waits for its post, ms'),
  INGEST_COUNT_FLUSH_MS: milliseconds(10, 60_000)
    .default(2000)
    .describe("how long counts for vendors' pages gather before they are written, ms"),
  INGEST_CORS_ORIGINS: z
    .string()
    .regex(/^(https?:\/\/[^\s,/]+(,https?:\/\/[^\s,/]+)*)?$/, 'https://shop.example, several behind commas')
    .default('')
    .describe(
      'pages whose scripts may post leads, as https://shop.example, several behind commas; empty = none',
    ),
  INGEST_HEADERS_MS_MAX: milliseconds(100, 60_000)
    .default(10_000)
    .describe('how long a sender may take for its headers before the line is cut, ms'),
  INGEST_FORGET_MS: milliseconds(100, 86_400_000)
    .default(600_000)
    .describe('how often records past their time are deleted, ms'),
});

export type IngestConfig = z.infer<typeof ingestConfigSchema>;
