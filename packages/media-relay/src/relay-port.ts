import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Clock } from '@firstring/kernel';
import { admit, expectEndpoint, targetOf, type Endpoint, type Latch } from './latch.ts';

export interface RelayPortOptions {
  clock: Clock;
  address: string;
  /** Even; RTCP gets the port above. */
  rtpPort: number;
  receive(stream: Stream, datagram: Uint8Array, nowMs: number): void;
}

export type Stream = 'rtp' | 'rtcp';

/** One of the two sockets, with who it listens to. */
interface Half {
  readonly socket: Socket;
  latch: Latch;
  /** The latch's target, at hand for every packet. */
  target: Endpoint | undefined;
}

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
  readonly #halves: Record<Stream, Half>;
  readonly #receive: RelayPortOptions['receive'];
  /** Datagrams from sources that were not let in. */
  refused = 0;

  private constructor(options: RelayPortOptions, sockets: Record<Stream, Socket>) {
    this.#clock = options.clock;
    this.rtpPort = options.rtpPort;
    this.#receive = options.receive;
    const half = (stream: Stream): Half => {
      const made: Half = { socket: sockets[stream], latch: {}, target: undefined };
      made.socket.on('message', (datagram, source) => this.#heard(stream, made, datagram, source));
      // An ICMP error of a phone that went away; its silence is what the media timeout sees.
      made.socket.on('error', () => {});
      return made;
    };
    this.#halves = { rtp: half('rtp'), rtcp: half('rtcp') };
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
    latchOn(this.#halves.rtp, expectEndpoint(this.#halves.rtp.latch, rtp));
    latchOn(this.#halves.rtcp, expectEndpoint(this.#halves.rtcp.latch, rtcp));
  }

  /** Sends to the phone: to the source it sends from, until that is known to where its description says. */
  send(stream: Stream, datagram: Uint8Array): void {
    const { socket, target } = this.#halves[stream];
    // Errors come as ICMP for a phone that is not there yet, or as a full buffer; either way the next packet is 20 ms away.
    if (target !== undefined && target.port !== 0) socket.send(datagram, target.port, target.address);
  }

  /** Where packets go now. */
  get target(): Endpoint | undefined {
    return this.#halves.rtp.target;
  }

  async close(): Promise<void> {
    const { rtp, rtcp } = this.#halves;
    const closed = Promise.all([once(rtp.socket, 'close'), once(rtcp.socket, 'close')]);
    rtp.socket.close();
    rtcp.socket.close();
    await closed;
  }

  #heard(stream: Stream, half: Half, datagram: Uint8Array, source: Endpoint): void {
    const nowMs = this.#clock.monotonicMs();
    const { learned } = half.latch;
    // The way of nearly every packet: from whom it always came.
    if (learned === undefined || learned.port !== source.port || learned.address !== source.address) {
      const from = { address: source.address, port: source.port };
      const { latch, accepted } = admit(half.latch, from, nowMs);
      latchOn(half, latch);
      if (!accepted) {
        this.refused += 1;
        return;
      }
    }
    this.#receive(stream, datagram, nowMs);
  }
}

function latchOn(half: Half, latch: Latch): void {
  half.latch = latch;
  half.target = targetOf(latch);
}

async function bind(address: string, port: number): Promise<Socket> {
  const socket = createSocket({ type: address.includes(':') ? 'udp6' : 'udp4', lookup: noLookup });
  // Before bind: without a name to look up it is listening at once.
  const listening = once(socket, 'listening');
  socket.bind(port, address);
  await listening;
  return socket;
}
