import type { KafkaBusOptions } from '../kafka/connection.ts';
import { createTopicsWith, openBusWith } from '../kafka/open-with.ts';
import type { CreateTopicsOptions } from '../kafka/topics.ts';
import type { Bus } from '../port.ts';
import { openPlatformaticDriver } from './platformatic-driver.ts';

/** The bus port on Kafka, through @platformatic/kafka: the way out when brokers no longer speak what kafkajs speaks. */
export function openKafkaBus(options: KafkaBusOptions): Promise<Bus> {
  return openBusWith(openPlatformaticDriver, options);
}

/** The migration of topics: makes what is missing and returns the names. */
export function createTopics(options: CreateTopicsOptions): Promise<readonly string[]> {
  return createTopicsWith(openPlatformaticDriver, options);
}
