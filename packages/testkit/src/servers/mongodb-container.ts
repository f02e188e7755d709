import type { StartedTestContainer } from 'testcontainers';
import { inContainer } from './docker.ts';
import type { Provider } from './provider.ts';

export const MONGODB_IMAGE = 'mongo:8.0';
const PORT = 27017;

export interface MongodbServer extends AsyncDisposable {
  readonly url: string;
}

/** A replica set of one. */
export function mongodbContainer(): Provider<MongodbServer> {
  return inContainer({
    image: MONGODB_IMAGE,
    async describe() {
      const { MongoDBContainer } = await import('@testcontainers/mongodb');
      return new MongoDBContainer(MONGODB_IMAGE);
    },
    serverOf: async (started: StartedTestContainer) => ({
      // The set knows its member by a name that is good only inside.
      url: `mongodb://${started.getHost()}:${started.getMappedPort(PORT)}/?directConnection=true`,
      [Symbol.asyncDispose]: () => started[Symbol.asyncDispose](),
    }),
  });
}
