import kafkajs, { type KafkaConfig } from 'kafkajs';
import type { Log } from '@firstring/kernel';
import { CONNECT_TIMEOUT_MS, type KafkaConnection, REQUEST_TIMEOUT_MS } from '../kafka/connection.ts';
import { calmIdleConnections, readFewHeaders, readUnreadable } from './internals.ts';

const { Kafka, logLevel } = kafkajs;

let prepared = false;

export function createClient(connection: KafkaConnection): InstanceType<typeof Kafka> {
  prepare();
  const { brokers, clientId = 'firstring', sasl, tls, log } = connection;
  const config: KafkaConfig = {
    clientId,
    brokers: [...brokers],
    connectionTimeout: CONNECT_TIMEOUT_MS,
    authenticationTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    retry: { initialRetryTime: 100, maxRetryTime: 1000, retries: 5 },
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => report(log, entry),
    ...(tls === undefined ? {} : { ssl: Object.keys(tls).length === 0 ? true : { ...tls } }),
    ...(sasl === undefined
      ? {}
      : {
          sasl: {
            mechanism: sasl.mechanism as 'plain', // the three share one shape; kafkajs wants one literal of its union
            username: sasl.username,
            password: sasl.password,
          },
        }),
  };
  return new Kafka(config);
}

/** What kafkajs shares between all its clients of a process. */
function prepare(): void {
  if (prepared) return;
  prepared = true;
  calmIdleConnections();
  readFewHeaders();
  readUnreadable();
}

interface LogEntry {
  readonly namespace: string;
  readonly log: { readonly message: string; readonly [field: string]: unknown };
}

/** Each attempt to connect is a line, and a rebalance is an error to it: what matters reaches us as a rejection or a crash. */
function report(log: Log, { namespace, log: { message, groupId, error, topic, partition } }: LogEntry): void {
  const fields = { namespace, said: message, groupId, error, topic, partition };
  if (message.startsWith('Offset out of range'))
    log.error(fields, 'the log no longer has what a group reads next');
  else log.debug(fields, 'kafka client reports');
}
