import type { StartedTestContainer } from 'testcontainers';
import { inContainer } from './docker.ts';
import { KAFKA_SETTINGS } from './kafka-settings.ts';
import { freePort } from './loopback-port.ts';
import type { Provider } from './provider.ts';

export const KAFKA_IMAGE = 'apache/kafka:4.1.0';
const INSIDE_PORT = 9092;

export interface KafkaServer extends AsyncDisposable {
  readonly brokers: readonly string[];
}

/** The same broker as `KafkaProcess`, without the listener that asks for a password. */
export function kafkaContainer(): Provider<KafkaServer> {
  let broker = '';
  return inContainer({
    image: KAFKA_IMAGE,
    async describe(host) {
      const { GenericContainer, Wait } = await import('testcontainers');
      // A broker tells clients where it is, so its port outside must be known before it starts.
      const port = await freePort();
      broker = `${host}:${port}`;
      return new GenericContainer(KAFKA_IMAGE)
        .withExposedPorts({ container: INSIDE_PORT, host: port })
        .withEnvironment(environmentOf({ ...KAFKA_SETTINGS, ...listeners(broker) }))
        .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/));
    },
    serverOf: async (started: StartedTestContainer) => ({
      brokers: [broker],
      [Symbol.asyncDispose]: () => started[Symbol.asyncDispose](),
    }),
  });
}

/** INSIDE is what the broker reaches itself by. */
function listeners(broker: string): Readonly<Record<string, string>> {
  return {
    listeners: `OPEN://:${INSIDE_PORT},CONTROLLER://localhost:9093,INSIDE://localhost:9094`,
    'advertised.listeners': `OPEN://${broker},INSIDE://localhost:9094`,
    'listener.security.protocol.map': 'OPEN:PLAINTEXT,CONTROLLER:PLAINTEXT,INSIDE:PLAINTEXT',
    'inter.broker.listener.name': 'INSIDE',
    'controller.quorum.voters': '1@localhost:9093',
  };
}

/** As the image reads settings: `num.io.threads` is KAFKA_NUM_IO_THREADS. */
function environmentOf(settings: Readonly<Record<string, string>>): Record<string, string> {
  const variable = (name: string): string => `KAFKA_${name.toUpperCase().replaceAll('.', '_')}`;
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [variable(name), value]));
}
