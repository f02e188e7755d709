import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A line to a server on loopback that can lose answers: from `loseAnswers` on what the server says is thrown away with its connection. */
export async function openCuttingProxy(port: number) {
  const sockets = new Set<Socket>();
  let losing = false;
  const server = createServer((near) => {
    const far = connect({ host: '127.0.0.1', port });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
    near.on('data', (data) => far.write(data));
    far.on('data', (data) => (losing ? near.destroy() : near.write(data)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `mongodb://127.0.0.1:${address.port}`,
    loseAnswers: (lose: boolean) => void (losing = lose),
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
