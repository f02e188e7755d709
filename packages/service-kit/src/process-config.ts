import { z } from 'zod';

/** Settings every process has, whatever runs in it. */
export const processConfigSchema = z.object({
  DATA_DIR: z.string().default('data').describe('folder of the database files'),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('least level that is logged'),
  FAILPOINT: z.string().default('').describe('armed failpoints, for fault tests only'),
});

const PLACE = String.raw`(\[[0-9A-Fa-f:.]+\]|[^\s,:]+):\d{1,5}`;
const ms = (max: number, fallback: number) => z.coerce.number().int().min(0).max(max).default(fallback);
const file = (what: string) => z.string().default('').describe(`PEM file of ${what}; empty: none`);

/** Settings of a process that is one service: on which seams it stands (ADR 22), and how it is watched and stopped. */
export const serviceProcessConfigSchema = processConfigSchema
  .extend({
    KAFKA_BROKERS: z
      .string()
      .regex(new RegExp(`^(${PLACE}(,${PLACE})*)?$`), 'host:port, several behind commas')
      .default('')
      .describe('host:port of Kafka brokers, several behind commas; empty: the embedded log in DATA_DIR'),
    KAFKA_CLIENT: z.enum(['kafkajs', 'platformatic']).default('kafkajs').describe('client library for Kafka'),
    KAFKA_TOPIC_PREFIX: z
      .string()
      .regex(/^[A-Za-z0-9._-]{0,64}$/)
      .default('')
      .describe("put before each topic's and group's name"),
    KAFKA_SASL_MECHANISM: z
      .enum(['', 'plain', 'scram-sha-256', 'scram-sha-512'])
      .default('')
      .describe('how the process proves who it is to Kafka; empty: not at all'),
    KAFKA_SASL_USERNAME: z.string().default('').describe('user for SASL'),
    KAFKA_SASL_PASSWORD: z.string().default('').describe('secret; password for SASL'),
    KAFKA_TLS: z.enum(['off', 'on']).default('off').describe('TLS to Kafka'),
    KAFKA_TLS_CA_FILE: file('authorities that vouch for the brokers'),
    KAFKA_TLS_CERT_FILE: file("this client's certificate, for mTLS"),
    KAFKA_TLS_KEY_FILE: file("that certificate's key"),
    KAFKA_INSECURE: z
      .enum(['', 'accepted'])
      .default('')
      .describe('accepted: a password may cross the network in clear text'),
    KAFKA_REPLICATION: z.coerce
      .number()
      .int()
      .min(1)
      .max(9)
      .default(3)
      .describe('replicas of topics that are made by the migration'),
    MONGODB_URL: z
      .string()
      .regex(/^(mongodb(\+srv)?:\/\/\S+)?$/, 'mongodb://host:port/?replicaSet=name')
      .default('')
      .describe("secret; a replica set's URL; empty: SQLite files in DATA_DIR"),
    MONGODB_DATABASE_PREFIX: z
      .string()
      .regex(/^[A-Za-z0-9_-]{0,38}$/)
      .default('firstring-')
      .describe('each service has the database `<prefix><service>`'),
    ADMIN_LISTEN: z
      .string()
      .regex(new RegExp(`^(${PLACE})?$`), 'host:port')
      .default('127.0.0.1:0')
      .describe('host:port of /livez, /readyz and /metrics; port 0 = any free port; empty: off'),
    DRAIN_NOTICE_MS: ms(60_000, 5000).describe(
      'after SIGTERM a process is not ready for so long before it stops taking work, so that others notice, ms',
    ),
    STOP_MS_MAX: ms(3_600_000, 60_000).describe(
      'a stop that takes longer is ended hard; more than DRAIN_NOTICE_MS and SIP_DRAIN_MS together, ms',
    ),
  })
  .superRefine((it, context) => {
    const refuse = (name: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [name], message });
    if (it.KAFKA_BROKERS === '' && it.MONGODB_URL !== '')
      refuse('KAFKA_BROKERS', 'MONGODB_URL is set: a process stands on Kafka and MongoDB, or on neither');
    if (it.KAFKA_BROKERS !== '' && it.MONGODB_URL === '')
      refuse('MONGODB_URL', 'KAFKA_BROKERS is set: a process stands on Kafka and MongoDB, or on neither');
    if ((it.KAFKA_SASL_MECHANISM === '') !== (it.KAFKA_SASL_USERNAME === ''))
      refuse('KAFKA_SASL_MECHANISM', 'KAFKA_SASL_MECHANISM and KAFKA_SASL_USERNAME come together');
    if (it.KAFKA_SASL_MECHANISM === 'plain' && it.KAFKA_TLS === 'off' && it.KAFKA_INSECURE === '')
      refuse(
        'KAFKA_TLS',
        'SASL plain sends the password in clear text: set KAFKA_TLS=on, or KAFKA_INSECURE=accepted',
      );
    if ((it.KAFKA_TLS_CERT_FILE === '') !== (it.KAFKA_TLS_KEY_FILE === ''))
      refuse('KAFKA_TLS_CERT_FILE', 'KAFKA_TLS_CERT_FILE and KAFKA_TLS_KEY_FILE come together');
  });

export type ServiceProcessConfig = z.infer<typeof serviceProcessConfigSchema>;

/** Whether the process stands on Kafka and MongoDB. */
export function isDistributed({ KAFKA_BROKERS }: Pick<ServiceProcessConfig, 'KAFKA_BROKERS'>): boolean {
  return KAFKA_BROKERS !== '';
}
