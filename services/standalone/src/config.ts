import { processConfigSchema } from '@firstring/service-kit';
import { parseNetwork } from '@firstring/sip-engine';
import { z } from 'zod';

const listen = (fallback: string, what: string) =>
  z
    .string()
    .regex(/^\S+:\d{1,5}$/, 'host:port')
    .default(fallback)
    .describe(`host:port of ${what}; port 0 = any free port`);

const PLACE = String.raw`(\[[0-9A-Fa-f:.]+\]|[^\s,:]+):\d{1,5}`;

/** SIP listeners may be several, for both IP families. */
const listenMany = (fallback: string, what: string) =>
  z
    .string()
    .regex(new RegExp(`^(${PLACE}(,${PLACE})*)?$`), 'host:port or [IPv6]:port, several behind commas')
    .default(fallback)
    .describe(`host:port or [IPv6]:port of ${what}, several behind commas; port 0 = any free port`);

/** Settings of the one-process installation; keys are environment variables. Every service runs with its own defaults besides. */
export const standaloneConfigSchema = processConfigSchema
  .extend({
    // A newcomer reads the welcome, not a log.
    LOG_LEVEL: processConfigSchema.shape.LOG_LEVEL.default('warn'),
    CONSOLE_LISTEN: listen('127.0.0.1:8080', 'the console'),
    INGEST_LISTEN: listen('127.0.0.1:8081', 'the ingest API'),
    SIP_LISTEN: listenMany('127.0.0.1:5060', 'SIP over UDP and TCP, for phones and trunks').refine(
      (text) => text !== '',
      'at least one host:port',
    ),
    SIP_CONTROL_URL: z
      .string()
      .regex(/^(tcp:\/\/:[^@\s]+@[^\s:]+:\d{1,5})?$/, 'tcp://:secret@host:port')
      .default('')
      .describe(
        'control port of a drachtio-server that runs already, tcp://:secret@host:port; SIP_LISTEN then says where it listens, and the ' +
          'other settings of listeners are its own; empty = the embedded engine',
      ),
    SIP_TLS_LISTEN: listenMany('', 'SIP over TLS; empty = none'),
    SIP_WS_LISTEN: listenMany('', 'SIP over WebSocket, behind a proxy that ends TLS; empty = none'),
    SIP_WSS_LISTEN: listenMany('', 'SIP over secure WebSocket, for phones in browsers; empty = none'),
    SIP_TLS_CERTIFICATES: z
      .string()
      .regex(/^([^,:]+:[^,:]+(,[^,:]+:[^,:]+)*)?$/, 'cert.pem:key.pem, several behind commas')
      .default('')
      .describe(
        'PEM files cert.pem:key.pem of the TLS and WSS listeners, several behind commas (the name a peer asks for chooses, else the first); ' +
          'changed files are taken up without a restart',
      ),
    SIP_TLS_CA_FILE: z
      .string()
      .default('')
      .describe('PEM file of authorities that vouch for carriers on TLS, besides the public ones'),
    SIP_WS_ORIGINS: z
      .string()
      .default('')
      .describe(
        'pages whose scripts may open a WebSocket, as https://desk.example.com, several behind commas; empty = any',
      ),
    SIP_TRUSTED_NETWORKS: z
      .string()
      .refine(
        (text) => text === '' || text.split(',').every((network) => parseNetwork(network.trim())),
        'networks as 203.0.113.0/24',
      )
      .default('')
      .describe(
        'networks without flood limits and bans besides loopback: your carriers, as 203.0.113.0/24, several behind commas',
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
  .refine((it) => it.SIP_TLS_CERTIFICATES !== '' || (it.SIP_TLS_LISTEN === '' && it.SIP_WSS_LISTEN === ''), {
    path: ['SIP_TLS_CERTIFICATES'],
    message: 'SIP_TLS_LISTEN and SIP_WSS_LISTEN need a certificate',
  });

export type StandaloneConfig = z.infer<typeof standaloneConfigSchema>;
