import { setTimeout as pause } from 'node:timers/promises';
import type { StartedTestContainer, TestContainer } from 'testcontainers';
import type { Offer, Provider } from './provider.ts';

/** A Docker that is there answers at once. */
const ANSWER_MS_MAX = 5000;
const IMAGE_MS_MAX = 180_000;
const START_MS_MAX = 120_000;

export interface Container<Server> {
  /** With its tag. */
  readonly image: string;
  /** The container, not started; `host` is where its ports will be. */
  describe(host: string): Promise<TestContainer>;
  serverOf(started: StartedTestContainer): Promise<Server>;
}

/** A server in a container, where a Docker answers and its image is there or can be had. testcontainers is loaded only when this is asked. */
export function inContainer<Server>(container: Container<Server>): Provider<Server> {
  return {
    source: 'testcontainers',
    async offer() {
      try {
        return await start(container);
      } catch (error) {
        return { type: 'none', why: `a container of ${container.image} does not start: ${wordsOf(error)}` };
      }
    },
  };
}

async function start<Server>({ image, describe, serverOf }: Container<Server>): Promise<Offer<Server>> {
  const { getContainerRuntimeClient, ImageName } = await import('testcontainers');
  const docker = await within(ANSWER_MS_MAX, getContainerRuntimeClient()).catch(wordsOf);
  if (typeof docker === 'string') return { type: 'none', why: `no Docker answers (${docker})` };
  const name = ImageName.fromString(image);
  const missing = await within(IMAGE_MS_MAX, docker.image.pull(name)).catch(wordsOf);
  // A pull that fails on its way ends like one that does not.
  if (!(await within(ANSWER_MS_MAX, docker.image.exists(name)))) {
    return { type: 'none', why: `${image} cannot be had${missing === undefined ? '' : ` (${missing})`}` };
  }
  const described = await describe(docker.info.containerRuntime.host);
  const started = await within(START_MS_MAX, described.withStartupTimeout(START_MS_MAX).start());
  await using opened = new AsyncDisposableStack();
  opened.use(started);
  const server = await serverOf(started);
  opened.move(); // stopped by whoever has the server
  return { type: 'here', server };
}

/** What was asked for goes on, but nobody waits for it any more. */
async function within<T>(ms: number, asked: Promise<T>): Promise<T> {
  const done = new AbortController();
  const late = pause(ms, undefined, { signal: done.signal }).then(() => {
    throw new Error(`nothing within ${ms / 1000} s`);
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    done.abort();
    late.catch(wordsOf);
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
