import { z } from 'zod';

const address = (service: string, port: number) =>
  z.string().default(`127.0.0.1:${port}`).describe(`host:port or unix:///path of ${service}`);

/** Settings of the scheduler; keys are environment variables. */
export const schedulerConfigSchema = z.object({
  GRPC_LISTEN: z
    .string()
    .default('127.0.0.1:7002')
    .describe('host:port or unix:///path the gRPC server listens on'),
  LEAD_STORE_ADDRESS: address('lead-store', 7001),
  CLAIM_ADDRESS: address('claim', 7003),
  DIALBACK_ADDRESS: address('dialback', 7004),
  SIP_ADDRESS: address('sip', 7005),
  SCHEDULER_INSTANCE: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{0,253}$/)
    .default('')
    .describe(
      'stable name of this instance: one of the same name takes over at once, as it is the same, started anew; empty: the host name',
    ),
  SCHEDULER_ADVERTISE: z
    .string()
    .default('')
    .describe(
      'host:port where other instances reach this one; empty: as GRPC_LISTEN says, or the first address of the machine',
    ),
  SCHEDULER_OWNER_LEASE_MS: z.coerce
    .number()
    .int()
    .min(1000)
    .max(60_000)
    .default(5000)
    .describe('an owner that has not renewed its ownership for so long is taken for dead, ms'),
  SCHEDULER_OFFER_LEASE_MS: z.coerce
    .number()
    .int()
    .min(500)
    .max(60_000)
    .default(3000)
    .describe('lease of a lock whose offer has not reached the agent yet, ms'),
  SCHEDULER_LOCK_LEASE_MS: z.coerce
    .number()
    .int()
    .min(60_000)
    .max(86_400_000)
    .default(3_600_000)
    .describe('lease of the lock while an agent works on a lead (R-73), ms'),
  SCHEDULER_DESK_TAKEN_MS: z.coerce
    .number()
    .int()
    .min(100)
    .max(30_000)
    .default(2000)
    .describe('how long an open page may take to accept an offer, ms'),
  SCHEDULER_SKIP_PAUSE_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(86_400_000)
    .default(600_000)
    .describe('a skipped lead is not offered to the same agent again for so long, ms'),
  SCHEDULER_CALLER_LEASE_MS: z.coerce
    .number()
    .int()
    .min(5000)
    .max(600_000)
    .default(30_000)
    .describe(
      'lease of the lock on a caller’s number until an agent has the call; extended while they wait, ms',
    ),
  SCHEDULER_SNAPSHOT_DIR: z
    .string()
    .default('')
    .describe('folder of the order’s snapshots, on this machine; empty: none, each start reads all leads'),
  SCHEDULER_SNAPSHOT_INTERVAL_MS: z.coerce
    .number()
    .int()
    .min(1000)
    .max(86_400_000)
    .default(600_000)
    .describe('a snapshot of the order is written so often, and at a clean stop, ms'),
  SCHEDULER_LEADS_MAX: z.coerce
    .number()
    .int()
    .min(1000)
    .max(50_000_000)
    .default(10_000_000)
    .describe('leads one process may hold in memory; address space is reserved for them, memory is not'),
});

export type SchedulerConfig = z.infer<typeof schedulerConfigSchema>;
