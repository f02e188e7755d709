import { KafkaProcess } from './kafka-process.ts';

/** A Kafka for tests. Topics of one test begin with a prefix of its own, for the broker is shared. */
export interface KafkaForTests extends AsyncDisposable {
  readonly brokers: readonly string[];
  readonly provider: 'environment' | 'process';
}

/**
 * A real Kafka, from the first source there is: TEST_KAFKA_BROKERS, or a broker of its own as a local process.
 * Says on standard error which it was.
 */
export async function kafkaForTests(environment: NodeJS.ProcessEnv): Promise<KafkaForTests> {
  const given = environment['TEST_KAFKA_BROKERS'] ?? '';
  if (given !== '') {
    return { brokers: given.split(','), provider: 'environment', [Symbol.asyncDispose]: async () => {} };
  }
  const kafka = await KafkaProcess.start();
  process.stderr.write(`Kafka for tests: a local process on ${kafka.brokers.join()}\n`);
  return {
    brokers: kafka.brokers,
    provider: 'process',
    [Symbol.asyncDispose]: () => kafka[Symbol.asyncDispose](),
  };
}
