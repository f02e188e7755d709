import type { KafkaBusOptions } from '../kafka/connection.ts';
import { createTopicsWith, openBusWith } from '../kafka/open-with.ts';
import type { CreateTopicsOptions } from '../kafka/topics.ts';
import type { Bus } from '../port.ts';
import { openKafkajsDriver } from './kafkajs-driver.ts';

export type { KafkaBusOptions, KafkaConnection, KafkaLogin, KafkaTls } from '../kafka/connection.ts';
export type { CreateTopicsOptions, GroupSpec } from '../kafka/topics.ts';

/** The bus port on Kafka, through kafkajs. Topics must be there: `createTopics` makes them. */
export function openKafkaBus(options: KafkaBusOptions): Promise<Bus> {
  return openBusWith(openKafkajsDriver, options);
}

/** The migration of topics: makes what is missing and returns the names. */
export function createTopics(options: CreateTopicsOptions): Promise<readonly string[]> {
  return createTopicsWith(openKafkajsDriver, options);
}
