import { checkSecurity, type KafkaConnection } from '../kafka/connection.ts';
import { openBusOn } from '../kafka/kafka-bus.ts';
import { prefixed } from '../kafka/prefixed.ts';
import { makeTopics, type TopicsPlan } from '../kafka/topics.ts';
import type { Bus, TopicSpec } from '../port.ts';
import { openKafkajsDriver } from './kafkajs-driver.ts';

export type { KafkaConnection, KafkaLogin, KafkaTls } from '../kafka/connection.ts';
export type { GroupSpec, TopicsPlan } from '../kafka/topics.ts';

export interface KafkaBusOptions extends KafkaConnection {
  /** The catalogue; each must be there, with as many partitions. */
  readonly topics: readonly TopicSpec[];
}

/** The bus port on Kafka, through kafkajs. */
export async function openKafkaBus(options: KafkaBusOptions): Promise<Bus> {
  checkSecurity(options);
  const driver = prefixed(await openKafkajsDriver(options), options.prefix ?? '');
  try {
    return await openBusOn({ driver, clock: options.clock, log: options.log }, options.topics);
  } catch (err) {
    await driver[Symbol.asyncDispose]();
    throw err;
  }
}

/** The migration of topics: makes what is missing and returns the names. */
export async function createTopics(
  connection: KafkaConnection,
  plan: TopicsPlan,
): Promise<readonly string[]> {
  checkSecurity(connection);
  await using driver = prefixed(await openKafkajsDriver(connection), connection.prefix ?? '');
  return await makeTopics(driver, plan);
}
