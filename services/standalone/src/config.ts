import { processConfigSchema } from '@firstring/service-kit';
import { CERTIFICATE_PROBLEM, hasCertificates, sipListenShape } from '@firstring/sip-engine-service/config';
import { z } from 'zod';

const listen = (fallback: string, what: string) =>
  z
    .string()
    .regex(/^\S+:\d{1,5}$/, 'host:port')
    .default(fallback)
    .describe(`host:port of ${what}; port 0 = any free port`);

/** Settings of the one-process installation; keys are environment variables. Every service runs with its own defaults besides. */
export const standaloneConfigSchema = processConfigSchema
  .extend({
    // A newcomer reads the welcome, not a log.
    LOG_LEVEL: processConfigSchema.shape.LOG_LEVEL.default('warn'),
    CONSOLE_LISTEN: listen('127.0.0.1:8080', 'the console'),
    INGEST_LISTEN: listen('127.0.0.1:8081', 'the ingest API'),
    ...sipListenShape,
    SIP_CONTROL_URL: z
      .string()
      .regex(/^(tcp:\/\/:[^@\s]+@[^\s:]+:\d{1,5})?$/, 'tcp://:secret@host:port')
      .default('')
      .describe(
        'control port of a drachtio-server that runs already, tcp://:secret@host:port; SIP_LISTEN then says where it listens, and the ' +
          'other settings of listeners are its own; empty = the embedded engine',
      ),
    RECORDINGS_BYTES_MAX: z.coerce
      .number()
      .int()
      .min(0)
      .default(50_000_000_000)
      .describe('octets of recordings in DATA_DIR beyond which none begins; 57 MB are an hour'),
    STANDALONE_DEMO: z
      .enum(['on', 'off'])
      .default('on')
      .describe(
        'on: demo data with known passwords, for loopback only; off: nothing but what is in DATA_DIR',
      ),
    STANDALONE_TELEPHONES: z
      .enum(['built-in', 'none'])
      .default('built-in')
      .describe('built-in: two test phones and a test carrier on loopback; none: bring your own'),
    STANDALONE_TRUNK_TARGET: z
      .string()
      .default('')
      .describe('host:port of the carrier of the demo trunk; empty = the built-in test carrier'),
    STANDALONE_AGENTS: z.coerce.number().int().min(1).max(200).default(3).describe('agents of the demo data'),
  })
  .refine(hasCertificates, CERTIFICATE_PROBLEM);

export type StandaloneConfig = z.infer<typeof standaloneConfigSchema>;
