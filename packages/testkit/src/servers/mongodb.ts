import { mongodbContainer, type MongodbServer } from './mongodb-container.ts';
import { MongodbProcess } from './mongodb-process.ts';
import { firstOf, named, type Provider, type Source } from './provider.ts';

/** A MongoDB for tests. Each test uses databases of its own, for the server is shared. */
export interface MongodbForTests extends MongodbServer {
  readonly source: Source;
}

/**
 * A MongoDB from the first source there is: TEST_MONGODB_URL (a replica set's), a container, or the stand-in as a local process. Says on standard
 * error which it was, and why those before were not. TESTKIT names the one that may be started.
 */
export async function mongodbForTests(environment: NodeJS.ProcessEnv): Promise<MongodbForTests> {
  const providers = [
    named(environment, 'TEST_MONGODB_URL', (url) => ({ url, [Symbol.asyncDispose]: async () => {} })),
    mongodbContainer(),
    standIn,
  ];
  const asking = { what: 'MongoDB', only: environment['TESTKIT'] };
  const { source, server } = await firstOf(providers, asking);
  const { url } = server;
  return { source, url, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

const standIn: Provider<MongodbServer> = {
  source: 'process',
  offer: async () => ({ type: 'here', server: await MongodbProcess.start() }),
};
