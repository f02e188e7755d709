import { createServer } from 'node:tls';
import { ByteConnection } from './byte-connection.ts';
import { openSecureServer } from './secure-server.ts';
import { listen, remoteOf, StreamTransport, type StreamDeps } from './stream-transport.ts';
import { connectTls, peerServes, type TlsClient } from './tls-client.ts';
import type { TlsListenerOptions, Transport } from './transport.ts';

export interface TlsDeps extends StreamDeps {
  readonly tlsClient: TlsClient;
}

/** Opens a TLS listener. Rejects when the address cannot be bound or a certificate cannot be used. */
export async function openTls(deps: TlsDeps, options: TlsListenerOptions): Promise<Transport> {
  const { log, tlsClient } = deps;
  const { server, certificates } = await openSecureServer(deps, options.certificates, createServer);
  const onClose = (): void => certificates[Symbol.dispose]();
  const listener = await listen(server, 'tls', options).catch((error: unknown) => {
    onClose();
    throw error;
  });
  const transport = new StreamTransport(
    deps,
    {
      protocol: 'tls',
      server,
      connect: ({ remote, serverName }, events) => {
        const socket = connectTls(tlsClient, { remote, serverName, identity: certificates.first });
        socket.on('error', (error) => log.warn({ err: error, remote, serverName }, 'TLS peer not reached'));
        // The handshake itself asks for the name that it was made for.
        const serves = (name: string | undefined): boolean =>
          name === serverName || peerServes(tlsClient, socket, name);
        return new ByteConnection({ socket, remote, log, events, readyEvent: 'secureConnect', serves });
      },
      onClose,
    },
    listener,
  );
  server.on('secureConnection', (socket) => {
    transport.accept((events) => new ByteConnection({ socket, remote: remoteOf(socket), log, events }));
  });
  return transport;
}
