import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { assert, type Clock, type Random, type Timer } from '@firstring/kernel';
import {
  decodeG711,
  dtmfPress,
  encodeG711,
  formatDtmfEvent,
  formatRtpPacket,
  listenForDtmf,
  parseRtpPacket,
  type DtmfEvent,
  type DtmfListener,
  type G711,
  type RtpPacket,
} from '@firstring/rtp';
import { dominantFrequencyHz, toneSamples, type Tone } from '@firstring/rtp/audio';
import { FRAME_SAMPLES, startPacer } from '../pacer.ts';

/** How much of what came in is kept to listen to. */
const HEARD_SAMPLES_MAX = 8000;
const HEARD_SAMPLES_MIN = 800;
/** Without a packet for so long, the sound is over. */
const STOPPED_AFTER_MS = 250;
const PAYLOAD_TYPES: Readonly<Record<G711, number>> = { PCMU: 0, PCMA: 8 };

export interface RtpEndpointOptions {
  clock: Clock;
  random: Random;
  /** Address to bind to; the port is the system's choice. */
  address?: string;
  law?: G711;
}

export interface RtpEndpointStats {
  packetsSent: number;
  packetsReceived: number;
  /** Sources that sent to us, as `address:port`. */
  sources: readonly string[];
  /** Payload types that came in. */
  payloadTypes: readonly number[];
}

/** A telephone's ear and mouth: sends a tone as G.711 over RTP and says which frequency it hears. */
export class RtpEndpoint {
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #ssrc: number;
  law: G711;
  /** Number of telephone-event, sent and received. */
  dtmfPayloadType = 101;
  #remote: { address: string; port: number } | undefined;
  #tone: Tone | undefined;
  #timer: Timer | undefined;
  #toLose = 0;
  #position = 0;
  #sequenceNumber: number;
  #heard = new Int16Array(0);
  #lastHeardMs = 0;
  #stats = {
    packetsSent: 0,
    packetsReceived: 0,
    sources: new Set<string>(),
    payloadTypes: new Set<number>(),
  };
  #dtmfListener: DtmfListener = {};
  #dtmfToSend: { event: DtmfEvent; timestamp: number; first: boolean }[] = [];
  /** Digits pressed on the other side, in order. */

  readonly digits: string[] = [];

  private constructor(socket: Socket, options: RtpEndpointOptions) {
    this.#socket = socket;
    this.#clock = options.clock;
    this.#ssrc = options.random.int(2 ** 32);
    this.#sequenceNumber = options.random.int(2 ** 16);
    this.law = options.law ?? 'PCMU';
    socket.on('message', (datagram, from) => this.#receive(datagram, `${from.address}:${from.port}`));
    socket.on('error', () => socket.close());
  }

  static async open(options: RtpEndpointOptions): Promise<RtpEndpoint> {
    const socket = createSocket('udp4');
    socket.bind(0, options.address ?? '127.0.0.1');
    await once(socket, 'listening');
    return new RtpEndpoint(socket, options);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  get address(): string {
    return this.#socket.address().address;
  }

  get stats(): RtpEndpointStats {
    return { ...this.#stats, sources: [...this.#stats.sources], payloadTypes: [...this.#stats.payloadTypes] };
  }

  /** Where packets go; undefined stops them (on hold) without stopping the clock. */
  sendTo(remote: { address: string; port: number } | undefined): void {
    this.#remote = remote;
  }

  /** Begins to send a tone (a number is a plain sine), one frame each 20 ms, until `stop` or another tone. */
  play(tone: Tone | number): void {
    this.#tone = typeof tone === 'number' ? { frequenciesHz: [tone], amplitude: 0.5 } : tone;
    this.#timer ??= startPacer(this.#clock, () => this.#sendFrame());
  }

  /** The next packets are lost on their way. */
  loseNext(packets: number): void {
    this.#toLose = packets;
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#tone = undefined;
  }

  /** Presses a key: its packets replace the next frames of the tone that must be playing. */
  press(digit: string): void {
    assert(this.#timer !== undefined, 'a key is pressed while a tone is playing');
    const timestamp = this.#timestamp();
    for (const [i, event] of dtmfPress(digit, 60).entries()) {
      this.#dtmfToSend.push({ event, timestamp, first: i === 0 });
    }
  }

  /** Frequency of the last 200 ms; undefined for silence, within the first 100 ms, and when packets have stopped. */
  heardHz(): number | undefined {
    const stopped = this.#clock.monotonicMs() - this.#lastHeardMs > STOPPED_AFTER_MS;
    if (stopped || this.#heard.length < HEARD_SAMPLES_MIN) return undefined;
    return dominantFrequencyHz(this.#heard.subarray(-1600));
  }

  /** The last second that came in, in order of arrival. */
  heardSamples(): Int16Array {
    return this.#heard;
  }

  /** Forgets what was heard, so that the next `heardHz` speaks of what comes from now on. */
  forget(): void {
    this.#heard = new Int16Array(0);
    this.#stats.payloadTypes.clear();
    this.#stats.sources.clear();
  }

  /** Sends any datagram from this endpoint's port: for tests of what must not get through. */
  sendRaw(datagram: Uint8Array, remote: { address: string; port: number }): void {
    this.#socket.send(datagram, remote.port, remote.address);
  }

  async close(): Promise<void> {
    this.stop();
    const closed = once(this.#socket, 'close');
    this.#socket.close();
    await closed;
  }

  #sendFrame(): void {
    const key = this.#dtmfToSend.shift();
    if (key !== undefined) {
      this.#send(this.dtmfPayloadType, formatDtmfEvent(key.event), {
        timestamp: key.timestamp,
        marker: key.first,
      });
    } else if (this.#tone !== undefined) {
      const payload = encodeG711(this.law, toneSamples(this.#tone, this.#position, FRAME_SAMPLES));
      this.#send(PAYLOAD_TYPES[this.law], payload, { timestamp: this.#timestamp(), marker: false });
    }
    this.#position += FRAME_SAMPLES;
  }

  #send(payloadType: number, payload: Uint8Array, header: Pick<RtpPacket, 'timestamp' | 'marker'>): void {
    if (this.#remote === undefined) return;
    const sequenceNumber = this.#sequenceNumber;
    this.#sequenceNumber = (sequenceNumber + 1) & 0xffff;
    if (this.#toLose > 0) {
      this.#toLose -= 1;
      return;
    }
    const datagram = formatRtpPacket({ payloadType, payload, ...header, sequenceNumber, ssrc: this.#ssrc });
    this.#socket.send(datagram, this.#remote.port, this.#remote.address);
    this.#stats.packetsSent += 1;
  }

  #receive(datagram: Uint8Array, source: string): void {
    const packet = parseRtpPacket(datagram);
    if (packet === undefined) return;
    this.#stats.packetsReceived += 1;
    this.#stats.sources.add(source);
    this.#stats.payloadTypes.add(packet.payloadType);
    if (packet.payloadType === this.dtmfPayloadType) {
      const { listener, pressed } = listenForDtmf(this.#dtmfListener, packet);
      this.#dtmfListener = listener;
      if (pressed !== undefined) this.digits.push(pressed);
      return;
    }
    const law = packet.payloadType === PAYLOAD_TYPES.PCMA ? 'PCMA' : 'PCMU';
    const joined = new Int16Array(this.#heard.length + packet.payload.length);
    joined.set(this.#heard);
    joined.set(decodeG711(law, packet.payload), this.#heard.length);
    this.#lastHeardMs = this.#clock.monotonicMs();
    this.#heard = joined.subarray(-HEARD_SAMPLES_MAX);
  }

  #timestamp(): number {
    return this.#position >>> 0;
  }
}
