import { createSocket, type Socket, type SocketType } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Clock, Log } from '@firstring/kernel';
import { parseMessage } from '../message/parse.ts';
import type { Endpoint, Flow, Listener, ListenAddress, Transport, TransportEvents } from './transport.ts';
import { answerStun, isStun } from './stun.ts';
import type { SourceGuard } from './source-guard.ts';
import { noLookup, RECEIVE_BUFFER_BYTES, UdpPeers } from './udp-peers.ts';

export interface UdpDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly events: TransportEvents;
  readonly limits: UdpLimits;
  readonly guard: SourceGuard;
}

export interface UdpLimits {
  /** Peers whose closed port is noticed at once; each takes a socket. Further ones are given up after 64*T1. */
  readonly udpPeersMax: number;
}

/** Phones keep their NAT open with anything from a single zero to CRLF CRLF; no SIP message is as short. */
const MESSAGE_BYTES_MIN = 20;
/** A peer's socket outlives every transaction that may have sent by it. */
const PEER_IDLE_MS = 90_000;

/** Opens a UDP listener. Rejects when the address cannot be bound. */
export async function openUdp(deps: UdpDeps, options: ListenAddress): Promise<Transport> {
  const { log, events, clock, guard } = deps;
  const type = isIPv6(options.address) ? 'udp6' : 'udp4';
  const { socket, isShared } = await bindListener(type, options);
  const { address } = options;
  const { port } = socket.address();
  const local: Endpoint = { address, port };
  const onMessage = (bytes: Buffer, { address: from, port: fromPort }: Endpoint): void => {
    // Nobody can be answered at port 0, and the system's sockets throw at the attempt.
    if (!guard.admitDatagram(from) || fromPort === 0) return;
    if (bytes.length < MESSAGE_BYTES_MIN || isStun(bytes)) {
      const answer = answerStun(bytes, { address: from, port: fromPort });
      if (answer !== undefined) socket.send(answer, fromPort, from);
      return;
    }
    receive(events, bytes, { protocol: 'udp', local, remote: { address: from, port: fromPort } });
  };
  const peersMax = isShared ? deps.limits.udpPeersMax : 0;
  const peers = new UdpPeers({ clock, log, type, local, peersMax, idleMs: PEER_IDLE_MS, onMessage });
  socket.on('message', onMessage);
  socket.on('error', (error) => log.warn({ err: error, port }, 'udp socket error'));
  const listener: Listener = { protocol: 'udp', address, port, host: options.advertise ?? address };
  return {
    listener,
    connectionCount: 0,
    isOpen: () => true,
    send(outbound) {
      if (peers.send(outbound)) return;
      const { bytes, remote, onFailure } = outbound;
      socket.send(bytes, remote.port, remote.address, (error) => {
        if (error !== null) onFailure('unreachable');
      });
    },
    close: () => {
      peers.close();
      return new Promise((resolve) => socket.close(() => resolve()));
    },
  };
}

function receive(events: TransportEvents, bytes: Buffer, flow: Flow): void {
  const parsed = parseMessage(bytes);
  if (parsed.ok) events.onMessage(parsed.message, flow);
  // Many line ends are a keep-alive as well.
  else if (parsed.error.reason !== 'empty') events.onParseError(parsed.error, flow);
}

/**
 * Binds so that the sockets of `UdpPeers` can share the port (same user only). A port that is shared can be taken twice by mistake, so it
 * is first bound alone: a second engine on the same port fails. Systems without port sharing get a plain listener.
 */
async function bindListener(
  type: SocketType,
  options: ListenAddress,
): Promise<{ socket: Socket; isShared: boolean }> {
  const alone = createSocket({
    type,
    ipv6Only: type === 'udp6',
    lookup: noLookup,
    recvBufferSize: RECEIVE_BUFFER_BYTES,
  });
  await bind(alone, options);
  const { port } = alone.address();
  await new Promise<void>((resolve) => alone.close(() => resolve()));
  const shared = createSocket({
    type,
    ipv6Only: type === 'udp6',
    reusePort: true,
    lookup: noLookup,
    recvBufferSize: RECEIVE_BUFFER_BYTES,
  });
  const isShared = await bind(shared, { ...options, port }).then(
    () => true,
    () => false,
  );
  if (isShared) return { socket: shared, isShared };
  const plain = createSocket({
    type,
    ipv6Only: type === 'udp6',
    lookup: noLookup,
    recvBufferSize: RECEIVE_BUFFER_BYTES,
  });
  await bind(plain, { ...options, port });
  return { socket: plain, isShared };
}

function bind(socket: Socket, options: { address: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind({ address: options.address, port: options.port }, () => {
      socket.off('error', reject);
      resolve();
    });
  });
}
