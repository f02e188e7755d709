import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { MESSAGE_BYTES_MAX } from '../message/parse.ts';
import { openSecureServer } from './secure-server.ts';
import { listen, remoteOf, StreamTransport, type StreamDeps } from './stream-transport.ts';
import type { Transport, WsListenerOptions, WssListenerOptions } from './transport.ts';
import { WebSocketConnection } from './web-socket-connection.ts';

/** Head of the HTTP request that opens a WebSocket. */
const HTTP_LIMITS = { maxHeaderSize: 16_384, headersTimeout: 10_000, requestTimeout: 10_000 };

/** Opens a WebSocket listener (RFC 7118). Rejects when the address cannot be bound or a certificate cannot be used. */
export async function openWebSocket(
  deps: StreamDeps,
  options: WsListenerOptions | WssListenerOptions,
): Promise<Transport> {
  const { clock, log, limits } = deps;
  const { server, onClose } = await httpServer(deps, options);
  const listener = await listen(server, options.protocol, options).catch((error: unknown) => {
    onClose();
    throw error;
  });
  const transport = new StreamTransport(deps, { protocol: options.protocol, server, onClose }, listener);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_BYTES_MAX,
    perMessageDeflate: false,
    handleProtocols: () => 'sip',
  });
  server.on('request', (_request, response) => {
    response.writeHead(426, { Connection: 'close', Upgrade: 'websocket' }).end();
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Only HTTP servers on TCP or TLS are opened here, and their streams are sockets.
    const remote = remoteOf(socket as Socket);
    socket.on('error', (error) => log.debug({ err: error, remote }, 'WebSocket error'));
    const refusal = refusalOf(request, options.origins);
    if (refusal !== undefined) {
      log.debug({ remote, refusal }, 'WebSocket refused');
      // HTTP servers leave their sockets half open, and no sweep looks after one that was never taken in.
      socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () =>
        socket.destroy(),
      );
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened: WebSocket) => {
      const pingMs = limits.webSocketPingMs;
      transport.accept(
        (events) => new WebSocketConnection({ socket: opened, remote, clock, log, events, pingMs }),
      );
    });
  });
  return transport;
}

/** A peer that does not offer `sip` speaks something else (RFC 7118 section 4.1); a page of another site is not ours to serve. */
function refusalOf(request: IncomingMessage, origins: readonly string[] | undefined): string | undefined {
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  if (!offered.includes('sip')) return '400 Bad Request';
  const { origin } = request.headers;
  if (origins !== undefined && (origin === undefined || !origins.includes(origin))) return '403 Forbidden';
  return undefined;
}

async function httpServer(
  deps: StreamDeps,
  options: WsListenerOptions | WssListenerOptions,
): Promise<{ server: Server; onClose: () => void }> {
  if (options.protocol === 'ws') return { server: createHttpServer(HTTP_LIMITS), onClose: () => {} };
  const { server, certificates } = await openSecureServer(deps, options.certificates, (tls) =>
    createHttpsServer({ ...HTTP_LIMITS, ...tls }),
  );
  return { server, onClose: () => certificates[Symbol.dispose]() };
}
