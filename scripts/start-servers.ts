import type { Suite } from './suites.ts';

export interface Servers extends AsyncDisposable {
  /** Where the suite's files find them. */
  readonly environment: Readonly<Record<string, string>>;
  /** Why one cannot be had here. */
  readonly cannot?: string;
}

/** One of each for a whole suite: each file has names of its own on them. Kafka and MongoDB can be had always. */
export async function startServers(wanted: Suite['servers'] = []): Promise<Servers> {
  await using started = new AsyncDisposableStack();
  const environment: Record<string, string> = {};
  if (wanted.includes('kafka')) {
    const { kafkaForTests } = await import('@firstring/testkit/servers');
    const kafka = started.use(await kafkaForTests(process.env));
    environment['TEST_KAFKA_BROKERS'] = kafka.brokers.join();
  }
  if (wanted.includes('mongodb')) {
    const { mongodbForTests } = await import('@firstring/testkit/servers');
    const mongodb = started.use(await mongodbForTests(process.env));
    environment['TEST_MONGODB_URL'] = mongodb.url;
  }
  if (wanted.includes('drachtio')) {
    const { drachtioForTests, NoServerError } = await import('@firstring/testkit/servers');
    try {
      const drachtio = started.use(await drachtioForTests(process.env));
      environment['SIP_CONTROL_URL'] = drachtio.controlUrl;
    } catch (error) {
      if (!(error instanceof NoServerError)) throw error;
      return { environment, cannot: error.message, [Symbol.asyncDispose]: async () => {} };
    }
  }
  const keep = started.move();
  return { environment, [Symbol.asyncDispose]: () => keep[Symbol.asyncDispose]() };
}
