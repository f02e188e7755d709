import type { BaseOptions, SASLMechanismValue } from '@platformatic/kafka';
import { CONNECT_TIMEOUT_MS, type KafkaConnection, REQUEST_TIMEOUT_MS } from '../kafka/connection.ts';
import { readUnreadable } from './internals.ts';

const MECHANISMS: Record<NonNullable<KafkaConnection['sasl']>['mechanism'], SASLMechanismValue> = {
  plain: 'PLAIN',
  'scram-sha-256': 'SCRAM-SHA-256',
  'scram-sha-512': 'SCRAM-SHA-512',
};

/** What every client of this library gets. */
export function clientOptions({ brokers, clientId = 'firstring', sasl, tls }: KafkaConnection): BaseOptions {
  readUnreadable();
  return {
    clientId,
    bootstrapBrokers: [...brokers],
    autocreateTopics: false,
    connectTimeout: CONNECT_TIMEOUT_MS,
    timeout: REQUEST_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    retries: 4,
    retryDelay: 200,
    ...(tls === undefined ? {} : { tls: { ...tls } }),
    ...(sasl === undefined
      ? {}
      : {
          sasl: { mechanism: MECHANISMS[sasl.mechanism], username: sasl.username, password: sasl.password },
        }),
  };
}
