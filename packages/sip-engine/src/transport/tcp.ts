import { connect, createServer } from 'node:net';
import { ByteConnection } from './byte-connection.ts';
import { listen, remoteOf, StreamTransport, type StreamDeps } from './stream-transport.ts';
import type { ListenAddress, Transport } from './transport.ts';

/** Opens a TCP listener. Rejects when the address cannot be bound. */
export async function openTcp(deps: StreamDeps, options: ListenAddress): Promise<Transport> {
  const { log } = deps;
  const server = createServer();
  const listener = await listen(server, 'tcp', options);
  const transport = new StreamTransport(
    deps,
    {
      protocol: 'tcp',
      server,
      connect: ({ remote }, events) => {
        const socket = connect({ host: remote.address, port: remote.port });
        return new ByteConnection({ socket, remote, log, events, readyEvent: 'connect' });
      },
    },
    listener,
  );
  server.on('connection', (socket) => {
    if (socket.destroyed) return;
    transport.accept((events) => new ByteConnection({ socket, remote: remoteOf(socket), log, events }));
  });
  return transport;
}
