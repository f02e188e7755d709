import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Log } from '@firstring/kernel';
import { parseMessage } from '../message/parse.ts';
import type {
  Endpoint,
  Flow,
  Listener,
  ListenerOptions,
  SendFailure,
  Transport,
  TransportEvents,
} from './transport.ts';

/** Kernel buffer for bursts: 2 MB holds some 2,000 INVITEs that arrive while the loop is busy. */
const RECEIVE_BUFFER_BYTES = 2 * 1024 * 1024;

/** Opens a UDP listener. Rejects when the address cannot be bound. */
export async function openUdp(
  options: ListenerOptions,
  events: TransportEvents,
  log: Log,
): Promise<Transport> {
  const type = isIPv6(options.address) ? 'udp6' : 'udp4';
  const socket = createSocket({ type, recvBufferSize: RECEIVE_BUFFER_BYTES });
  await bind(socket, options);
  const { port } = socket.address();
  const listener: Listener = {
    protocol: 'udp',
    address: options.address,
    port,
    host: options.advertise ?? options.address,
  };
  const local: Endpoint = { address: options.address, port };
  socket.on('message', (bytes, from) => {
    const flow: Flow = { protocol: 'udp', local, remote: { address: from.address, port: from.port } };
    const parsed = parseMessage(bytes);
    if (parsed.ok) events.onMessage(parsed.message, flow);
    else if (parsed.error.reason !== 'empty') events.onParseError(parsed.error, flow);
  });
  socket.on('error', (error) => log.warn({ err: error, port }, 'udp socket error'));
  return {
    listener,
    connectionCount: 0,
    isOpen: () => true,
    send(bytes, remote, onFailure) {
      socket.send(bytes, remote.port, remote.address, (error) => {
        if (error !== null) onFailure(failureOf(error));
      });
    },
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function bind(socket: Socket, options: ListenerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind({ address: options.address, port: options.port }, () => {
      socket.off('error', reject);
      resolve();
    });
  });
}

function failureOf(error: Error): SendFailure {
  return 'code' in error && error.code === 'ECONNREFUSED' ? 'refused' : 'unreachable';
}
