import { setTimeout as pause } from 'node:timers/promises';
import type { StartedTestContainer } from 'testcontainers';
import { inContainer } from './docker.ts';
import { accepts, freePort } from './loopback-port.ts';
import { firstOf, named, type Provider, type Source } from './provider.ts';

export const DRACHTIO_IMAGE = 'drachtio/drachtio-server:0.9.10';
const HOST = '127.0.0.1';
const SECRET = 'drachtio-for-tests';
const READY_MS_MAX = 30_000;

export interface DrachtioServer extends AsyncDisposable {
  /** For SIP_CONTROL_URL. */
  readonly controlUrl: string;
}

export interface DrachtioForTests extends DrachtioServer {
  readonly source: Source;
}

/** A drachtio-server: the one behind SIP_CONTROL_URL, or a container. Throws NoServerError where neither can be had: as a process there is our own engine. */
export async function drachtioForTests(environment: NodeJS.ProcessEnv): Promise<DrachtioForTests> {
  const providers = [
    named(environment, 'SIP_CONTROL_URL', (controlUrl) => ({
      controlUrl,
      [Symbol.asyncDispose]: async () => {},
    })),
    drachtioContainer(),
  ];
  const asking = { what: 'drachtio-server', only: environment['TESTKIT'] };
  const { source, server } = await firstOf(providers, asking);
  const { controlUrl } = server;
  return { source, controlUrl, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

/** On loopback, in the network of this machine: SIP carries addresses, and phones and carriers of tests are here. */
export function drachtioContainer(): Provider<DrachtioServer> {
  let controlPort = 0;
  return inContainer({
    image: DRACHTIO_IMAGE,
    async describe(host) {
      if (host !== 'localhost' && host !== HOST)
        throw new Error(`Docker is not on this machine, but on ${host}`);
      const { GenericContainer } = await import('testcontainers');
      const [control, sip] = await Promise.all([freePort(), freePort()]);
      controlPort = control;
      const args = ['--address', HOST, '--port', String(control), '--secret', SECRET];
      const contact = ['--contact', `sip:${HOST}:${sip};transport=udp,tcp`];
      return new GenericContainer(DRACHTIO_IMAGE)
        .withNetworkMode('host')
        .withCommand(['drachtio', ...args, ...contact]);
    },
    async serverOf(started: StartedTestContainer) {
      await ready(controlPort);
      const controlUrl = `tcp://:${SECRET}@${HOST}:${controlPort}`;
      return { controlUrl, [Symbol.asyncDispose]: () => started[Symbol.asyncDispose]() };
    },
  });
}

async function ready(port: number): Promise<void> {
  for (let waitedMs = 0; waitedMs < READY_MS_MAX; waitedMs += 50) {
    if (await accepts(HOST, port)) return;
    await pause(50);
  }
  throw new Error(`it does not listen after ${READY_MS_MAX / 1000} s`);
}
