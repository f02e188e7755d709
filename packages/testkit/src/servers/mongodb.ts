import { MongodbProcess } from './mongodb-process.ts';

/** A MongoDB for tests. Each test uses databases of its own, for the server is shared. */
export interface MongodbForTests extends AsyncDisposable {
  readonly url: string;
  readonly provider: 'environment' | 'stand-in';
}

/**
 * A MongoDB from the first source there is: TEST_MONGODB_URL (a replica set's), or the stand-in as a local process. Says on standard error
 * which it was.
 */
export async function mongodbForTests(environment: NodeJS.ProcessEnv): Promise<MongodbForTests> {
  const given = environment['TEST_MONGODB_URL'] ?? '';
  if (given !== '') {
    return { url: given, provider: 'environment', [Symbol.asyncDispose]: async () => {} };
  }
  const mongodb = await MongodbProcess.start();
  process.stderr.write(`MongoDB for tests: the stand-in as a local process on ${mongodb.url}\n`);
  return {
    url: mongodb.url,
    provider: 'stand-in',
    [Symbol.asyncDispose]: () => mongodb[Symbol.asyncDispose](),
  };
}
