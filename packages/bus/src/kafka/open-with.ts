import type { Bus } from '../port.ts';
import { checkSecurity, type KafkaBusOptions, type KafkaConnection } from './connection.ts';
import type { KafkaDriver } from './driver.ts';
import { openBusOn } from './kafka-bus.ts';
import { prefixed } from './prefixed.ts';
import { type CreateTopicsOptions, makeTopics } from './topics.ts';

/** Connects a client; rejects with an AppError that says in a sentence why it cannot. */
export type OpenDriver = (connection: KafkaConnection) => Promise<KafkaDriver>;

export async function openBusWith(open: OpenDriver, options: KafkaBusOptions): Promise<Bus> {
  checkSecurity(options);
  const driver = prefixed(await open(options), options.prefix ?? '');
  try {
    return await openBusOn({ driver, clock: options.clock, log: options.log }, options.topics);
  } catch (err) {
    await driver[Symbol.asyncDispose]();
    throw err;
  }
}

export async function createTopicsWith(
  open: OpenDriver,
  options: CreateTopicsOptions,
): Promise<readonly string[]> {
  checkSecurity(options);
  await using driver = prefixed(await open(options), options.prefix ?? '');
  return await makeTopics(driver, options);
}
