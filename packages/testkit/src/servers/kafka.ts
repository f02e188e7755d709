import { kafkaContainer, type KafkaServer } from './kafka-container.ts';
import { KafkaProcess } from './kafka-process.ts';
import { firstOf, named, type Provider, type Source } from './provider.ts';

/** A Kafka for tests. Topics of one test begin with a prefix of its own, for the broker is shared. */
export interface KafkaForTests extends KafkaServer {
  readonly source: Source;
}

/**
 * A real Kafka, from the first source there is: TEST_KAFKA_BROKERS, a container, or a broker of its own as a local process. Says on standard
 * error which it was, and why those before were not. TESTKIT names the one that may be started.
 */
export async function kafkaForTests(environment: NodeJS.ProcessEnv): Promise<KafkaForTests> {
  const providers = [
    named(environment, 'TEST_KAFKA_BROKERS', (brokers) => ({
      brokers: brokers.split(','),
      [Symbol.asyncDispose]: async () => {},
    })),
    kafkaContainer(),
    localProcess,
  ];
  const asking = { what: 'Kafka', only: environment['TESTKIT'] };
  const { source, server } = await firstOf(providers, asking);
  const { brokers } = server;
  return { source, brokers, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

const localProcess: Provider<KafkaServer> = {
  source: 'process',
  offer: async () => ({ type: 'here', server: await KafkaProcess.start() }),
};
