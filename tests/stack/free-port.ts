import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { systemRandom } from '@firstring/kernel/system';

const LOOPBACK = '127.0.0.1';
/** Below the ports that the system gives to whoever asks for any: nobody gets one of these by chance before the program has it. */
const [FIRST, COUNT] = [10_000, 10_000];
const TRIES_MAX = 100;
const given = new Set<number>();

/** A TCP port that is free, for programs that cannot choose one themselves. */
export function freeTcpPort(): Promise<number> {
  return freePort(async (port) => {
    const server = createServer().listen(port, LOOPBACK);
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
  });
}

/** The same for UDP. */
export function freeUdpPort(): Promise<number> {
  return freePort(async (port) => {
    const socket = createSocket('udp4').bind(port, LOOPBACK);
    try {
      await once(socket, 'listening');
    } finally {
      socket.close();
    }
    await once(socket, 'close');
  });
}

/** Tries ports at random until one can be taken; gives none twice. */
async function freePort(take: (port: number) => Promise<void>): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    const port = FIRST + systemRandom.int(COUNT);
    if (given.has(port)) continue;
    try {
      await take(port);
      given.add(port);
      return port;
    } catch (error) {
      if (tries === TRIES_MAX) throw error;
    }
  }
}
