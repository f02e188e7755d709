import { AppError, type Clock, type Log } from '@firstring/kernel';
import { busUnavailable } from '../errors.ts';
import type { TopicSpec } from '../port.ts';

/** How a Kafka is reached; both clients take the same. */
export interface KafkaConnection {
  /** `host:port` of one or more; the others are learnt from them. */
  readonly brokers: readonly string[];
  /** Put before each topic's and group's name, so that installations can share a Kafka. Default none. */
  readonly prefix?: string;
  /** Shown in the broker's log and metrics. Default `firstring`. */
  readonly clientId?: string;
  readonly sasl?: KafkaLogin;
  /** Absent: no TLS. Certificates are PEM texts; `{}` trusts the system's authorities. */
  readonly tls?: KafkaTls;
  /** A password in clear text over the network is refused without it. */
  readonly insecureAccepted?: boolean;
  /** A member of a group that is silent for so long has lost its partitions. Default 10 000. */
  readonly sessionTimeoutMs?: number;
  readonly clock: Clock;
  readonly log: Log;
}

export interface KafkaBusOptions extends KafkaConnection {
  /** The catalogue: each must be there, with as many partitions. */
  readonly topics: readonly TopicSpec[];
}

export interface KafkaLogin {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  readonly password: string;
}

export interface KafkaTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

export const SESSION_TIMEOUT_MS = 10_000;
/** A request that has no answer after it has failed; what retries stays within its own bounds. */
export const REQUEST_TIMEOUT_MS = 4000;
export const CONNECT_TIMEOUT_MS = 2000;

export function checkSecurity({ sasl, tls, insecureAccepted = false }: KafkaConnection): void {
  if (sasl?.mechanism !== 'plain' || tls !== undefined || insecureAccepted) return;
  const message =
    'SASL plain without TLS would show the password to the network: set KAFKA_TLS or KAFKA_INSECURE=accepted';
  throw new AppError({ reason: 'BUS_CONNECTION_INSECURE', code: 'failed_precondition', message });
}

/** At the start: nothing answers at these addresses. */
export function brokerUnreachable({ brokers }: KafkaConnection, cause: unknown): AppError {
  return busUnavailable(`no Kafka broker answers at ${brokers.join(', ')}`, cause);
}

/** At the start: the broker does not know this user, or not with this password or certificate. */
export function loginRefused({ brokers, sasl }: KafkaConnection, cause: unknown): AppError {
  const message = `Kafka at ${brokers.join(', ')} refused the login of ${sasl?.username ?? 'this client'}`;
  return new AppError({ reason: 'BUS_LOGIN_REFUSED', code: 'unauthenticated', message, cause });
}
