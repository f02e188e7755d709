import { z } from 'zod';

const address = (port: number) => z.string().min(1).default(`127.0.0.1:${port}`);

/** Settings of the console; keys are environment variables. */
export const consoleConfigSchema = z.object({
  HTTP_LISTEN: z
    .string()
    .regex(/^\S+:\d{1,5}$/, 'host:port')
    .default('127.0.0.1:8080')
    .describe('host:port the console listens on; port 0 = any free port'),
  LEAD_STORE_ADDRESS: address(7001).describe('lead-store, host:port or unix:///path'),
  SCHEDULER_ADDRESS: address(7002).describe('scheduler, host:port or unix:///path'),
  CLAIM_ADDRESS: address(7003).describe('claim, host:port or unix:///path'),
  DIALBACK_ADDRESS: address(7004).describe('dialback, host:port or unix:///path'),
  SIP_ADDRESS: address(7005).describe('sip, host:port or unix:///path'),
  INGEST_ADDRESS: address(7006).describe('ingest, for counts of links, host:port or unix:///path'),
  CONSOLE_PUBLIC_ORIGIN: z
    .string()
    .regex(/^(https?:\/\/[^/\s]+)?$/, 'scheme://host[:port] without a path')
    .default('')
    .describe(
      'origin people open, e.g. https://desk.example.org; https makes cookies Secure; empty = the Host header, http',
    ),
  CONSOLE_INGEST_ORIGIN: z
    .string()
    .default('')
    .describe('origin of the ingest API, shown with a new ingest link; empty = only the path is shown'),
  CONSOLE_SIP_REGISTRAR: z
    .string()
    .default('')
    .describe('registrar shown to agents whose phone is not registered, e.g. sip:pbx.example.org:5060'),
  CONSOLE_TRUST_PROXY: z.coerce
    .number()
    .int()
    .min(0)
    .max(5)
    .default(0)
    .describe('proxies in front whose X-Forwarded-For counts'),
  CONSOLE_SESSION_IDLE_MS: z.coerce
    .number()
    .int()
    .min(60_000)
    .default(3_600_000)
    .describe('an unused session ends after this; an open desk is use, ms'),
  CONSOLE_SESSION_ABSOLUTE_MS: z.coerce
    .number()
    .int()
    .min(60_000)
    .default(43_200_000)
    .describe('a session ends after this in any case, ms'),
  CONSOLE_SESSION_BINDING: z
    .enum(['network', 'off'])
    .default('network')
    .describe('network: a session seen from another network must give the password again'),
  CONSOLE_STREAMS_PER_SESSION_MAX: z.coerce
    .number()
    .int()
    .min(1)
    .max(32)
    .default(4)
    .describe('open event streams a session'),
  CONSOLE_STREAMS_MAX: z.coerce
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(2000)
    .describe('open event streams in all'),
  CONSOLE_BEAT_MS: z.coerce
    .number()
    .int()
    .min(50)
    .max(60_000)
    .default(15_000)
    .describe('heartbeat of event streams, ms; a page silent for three of them is taken for closed'),
  CONSOLE_SLOW_READER_MS: z.coerce
    .number()
    .int()
    .min(50)
    .max(60_000)
    .default(10_000)
    .describe('an event stream that takes nothing for this long is closed, ms'),
  CONSOLE_PHONE_CHECK_MS: z.coerce
    .number()
    .int()
    .min(50)
    .max(600_000)
    .default(10_000)
    .describe("how often the registration of an open desk's phone is looked up, ms"),
  CONSOLE_RECORDINGS_FOLDER: z
    .string()
    .default('')
    .describe('folder into which the media relay writes recordings; empty: they cannot be heard here'),
  CONSOLE_ADMIN_PASSWORD: z
    .string()
    .default('')
    .describe('secret; when set and there is no user yet, the user `admin` is made with it'),
  CONSOLE_ADMIN_PROCESS_IDS: z
    .string()
    .default('')
    .describe('processes of that first user, separated by commas'),
});

export type ConsoleConfig = z.infer<typeof consoleConfigSchema>;
