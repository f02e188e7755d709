import { readFile } from 'node:fs/promises';
import type { Bus } from '@firstring/bus';
import type { CreateTopicsOptions, KafkaBusOptions } from '@firstring/bus/kafkajs';
import type { Clock, Log, Random } from '@firstring/kernel';
import type { CollectionSpec, Store } from '@firstring/store';
import { observedBus } from './observed-bus.ts';
import type { Seams, SeamsDeps } from './open-seams.ts';
import type { ServiceProcessConfig } from './process-config.ts';
import { topicSpecs } from './topic-specs.ts';

/** Where the brokers are, and how this process proves itself to them. */
export type KafkaConnection = Omit<KafkaBusOptions, 'clock' | 'log'>;

/** A service's database. */
export interface MongoConnection {
  readonly url: string;
  readonly database: string;
}

interface SeamDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

interface BusAdapter {
  openKafkaBus(options: KafkaBusOptions): Promise<Bus>;
  createTopics(options: CreateTopicsOptions): Promise<unknown>;
}

interface StoreAdapter {
  openMongoStore(options: MongoConnection & SeamDeps): Promise<Store>;
  migrateStore(
    options: MongoConnection & SeamDeps & { readonly collections: readonly CollectionSpec[] },
  ): Promise<unknown>;
}

/** Kafka and MongoDB (ADR 22); the clients are loaded here and nowhere else, so that the embedded installation has none. */
export async function openDistributedSeams(config: ServiceProcessConfig, deps: SeamsDeps): Promise<Seams> {
  const { clock, random, log } = deps;
  const { openKafkaBus } = await loadBusAdapter(config);
  const { openMongoStore } = await loadStoreAdapter();
  await using opened = new AsyncDisposableStack();
  const bus = opened.use(observedBus(await openKafkaBus({ ...(await kafkaConnection(config)), clock, log })));
  const close = opened.move();
  return {
    bus,
    async platform(service) {
      const own = log.child?.({ service }) ?? log;
      const connection = mongoConnection(config, service);
      const store = close.use(await openMongoStore({ ...connection, clock, random, log: own }));
      return { clock, random, log: own, store, bus };
    },
    [Symbol.asyncDispose]: () => close[Symbol.asyncDispose](),
  };
}

export async function loadBusAdapter({
  KAFKA_CLIENT,
}: Pick<ServiceProcessConfig, 'KAFKA_CLIENT'>): Promise<BusAdapter> {
  const adapter: string = `@firstring/bus/${KAFKA_CLIENT}`;
  return (await import(adapter)) as BusAdapter; // both have these entries
}

export async function loadStoreAdapter(): Promise<StoreAdapter> {
  const adapter: string = '@firstring/store/mongodb';
  return (await import(adapter)) as StoreAdapter; // its entries
}

/** Rejects when a PEM file cannot be read. */
export async function kafkaConnection(config: ServiceProcessConfig): Promise<KafkaConnection> {
  const mechanism = config.KAFKA_SASL_MECHANISM;
  const username = config.KAFKA_SASL_USERNAME;
  const password = config.KAFKA_SASL_PASSWORD;
  return {
    brokers: config.KAFKA_BROKERS.split(','),
    prefix: config.KAFKA_TOPIC_PREFIX,
    topics: topicSpecs(),
    insecureAccepted: config.KAFKA_INSECURE === 'accepted',
    ...(mechanism === '' ? {} : { sasl: { mechanism, username, password } }),
    ...(config.KAFKA_TLS === 'off' ? {} : { tls: await tlsFiles(config) }),
  };
}

export function mongoConnection(config: ServiceProcessConfig, service: string): MongoConnection {
  return { url: config.MONGODB_URL, database: `${config.MONGODB_DATABASE_PREFIX}${service}` };
}

async function tlsFiles(config: ServiceProcessConfig): Promise<NonNullable<KafkaConnection['tls']>> {
  const { KAFKA_TLS_CA_FILE, KAFKA_TLS_CERT_FILE, KAFKA_TLS_KEY_FILE } = config;
  return {
    ...(KAFKA_TLS_CA_FILE === '' ? {} : { ca: await readFile(KAFKA_TLS_CA_FILE, 'utf8') }),
    ...(KAFKA_TLS_CERT_FILE === '' ? {} : { cert: await readFile(KAFKA_TLS_CERT_FILE, 'utf8') }),
    ...(KAFKA_TLS_KEY_FILE === '' ? {} : { key: await readFile(KAFKA_TLS_KEY_FILE, 'utf8') }),
  };
}
