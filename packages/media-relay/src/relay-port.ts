import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Clock } from '@firstring/kernel';
import { admit, expectEndpoint, targetOf, type Endpoint, type Latch } from './latch.ts';
import { SequenceLine } from './sequence-line.ts';

export interface RelayPortOptions {
  clock: Clock;
  address: string;
  /** Even; RTCP gets the port above. */
  rtpPort: number;
}

export interface RelayPortStats {
  packets: number;
  bytes: number;
  /** Datagrams from sources that were not let in. */
  refused: number;
  /** Instant on the wall clock. */
  lastPacketAt?: number;
}

type Receive = (datagram: Uint8Array) => void;
type Stream = 'rtp' | 'rtcp';

/** Sockets get addresses only (session.ts sees to it), so sending needs no name service and no tick of delay. */
const noLookup = (
  host: string,
  _options: unknown,
  done: (error: Error | null, address: string, family: number) => void,
): void => done(null, host, host.includes(':') ? 6 : 4);

/** The pair of sockets one side of a call talks to. Only datagrams from the source it has latched on to get through. */
export class RelayPort {
  readonly rtpPort: number;
  readonly #clock: Clock;
  readonly #sockets: Record<Stream, Socket>;
  readonly #latches: Record<Stream, Latch> = { rtp: {}, rtcp: {} };
  readonly #receivers: Record<Stream, Receive> = { rtp: () => {}, rtcp: () => {} };
  readonly #line = new SequenceLine();
  readonly stats: RelayPortStats = { packets: 0, bytes: 0, refused: 0 };

  private constructor(options: RelayPortOptions, sockets: Record<Stream, Socket>) {
    this.#clock = options.clock;
    this.rtpPort = options.rtpPort;
    this.#sockets = sockets;
    for (const stream of ['rtp', 'rtcp'] as const) {
      sockets[stream].on('message', (datagram, source) => this.#receive(stream, datagram, source));
      // An ICMP error of a phone that went away; its silence is what the media timeout sees.
      sockets[stream].on('error', () => {});
    }
  }

  /** Binds both sockets. Rejects with the system's error when a port is taken. */
  static async open(options: RelayPortOptions): Promise<RelayPort> {
    const rtp = await bind(options.address, options.rtpPort);
    try {
      const rtcp = await bind(options.address, options.rtpPort + 1);
      return new RelayPort(options, { rtp, rtcp });
    } catch (error) {
      rtp.close();
      throw error;
    }
  }

  /** Takes over what the phone's description says; the latch starts over when an address changed. */
  expect(rtp: Endpoint, rtcp: Endpoint): void {
    this.#latches.rtp = expectEndpoint(this.#latches.rtp, rtp);
    this.#latches.rtcp = expectEndpoint(this.#latches.rtcp, rtcp);
  }

  onPacket(stream: Stream, receive: Receive): void {
    this.#receivers[stream] = receive;
  }

  /**
   * Sends to the phone: to the source it sends from, until that is known to where its description says. RTP is renumbered in
   * place.
   */
  send(stream: Stream, datagram: Uint8Array): void {
    const target = targetOf(this.#latches[stream]);
    if (target === undefined || target.port === 0) return;
    if (stream === 'rtp') this.#line.renumber(datagram);
    // Errors come as ICMP for a phone that is not there yet, or as a full buffer; either way the next packet is 20 ms away.
    this.#sockets[stream].send(datagram, target.port, target.address, () => {});
  }

  /** Where packets go now. */
  get target(): Endpoint | undefined {
    return targetOf(this.#latches.rtp);
  }

  async close(): Promise<void> {
    const closed = Promise.all([once(this.#sockets.rtp, 'close'), once(this.#sockets.rtcp, 'close')]);
    this.#sockets.rtp.close();
    this.#sockets.rtcp.close();
    await closed;
  }

  #receive(stream: Stream, datagram: Uint8Array, source: Endpoint): void {
    const from = { address: source.address, port: source.port };
    const { latch, accepted } = admit(this.#latches[stream], from, this.#clock.monotonicMs());
    this.#latches[stream] = latch;
    if (!accepted) {
      this.stats.refused += 1;
      return;
    }
    if (stream === 'rtp') {
      this.stats.packets += 1;
      this.stats.bytes += datagram.length;
      this.stats.lastPacketAt = this.#clock.now();
    }
    this.#receivers[stream](datagram);
  }
}

async function bind(address: string, port: number): Promise<Socket> {
  const socket = createSocket({ type: address.includes(':') ? 'udp6' : 'udp4', lookup: noLookup });
  // Before bind: without a name to look up it is listening at once.
  const listening = once(socket, 'listening');
  socket.bind(port, address);
  await listening;
  return socket;
}
