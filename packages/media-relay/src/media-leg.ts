import { BoundedQueue, type Clock, type Random, type Timer } from '@firstring/kernel';
import {
  compactNtp,
  isRtcp,
  parseRtcp,
  payloadEnd,
  payloadStart,
  Reception,
  silenceOf,
} from '@firstring/rtp';
import type { G711, RtcpReportBlock } from '@firstring/rtp';
import { isTelephoneEvent, type AudioCodec } from '@firstring/rtp/sdp';
import { KeyLog, type KeyPress } from './key-log.ts';
import type { Pacer } from './pacer.ts';
import { lawOf, preferredLaw, type PayloadRule } from './payload-map.ts';
import { inTurn, startPlayer, type FrameSource, type Listener } from './player.ts';
import { RelayPort, type Stream } from './relay-port.ts';
import { readU32, SequenceLine } from './sequence-line.ts';

export interface MediaLegDeps {
  clock: Clock;
  random: Random;
  pacer: Pacer;
  /** Called when a key was pressed and let go. */
  onKey(leg: MediaLeg, press: KeyPress): void;
}

/** Sound on its way, for whoever writes it down. */
export interface HeardSound {
  law: G711;
  /** A view that is valid for the call only. */
  codes: Uint8Array;
  timestamp: number;
  ssrc: number;
}

/** Keys that wait to be pressed: a long account number. */
const PRESSES_MAX = 64;

interface Format {
  clockRateHz: number;
  keys: boolean;
  law: G711 | undefined;
}

/** What the far end last reported about the stream it gets from us. */
export interface FarReport {
  lossFraction: number;
  jitterMs: number;
  roundTripMs?: number;
}

/**
 * One side of a call at the relay: its ports, what is heard of it, and where that goes. Its methods run for every packet, so
 * they look at octets in place, keep nothing and allocate next to nothing.
 */
export class MediaLeg {
  tag = '';
  readonly reception = new Reception();
  readonly keys = new KeyLog();
  readonly blocked = { media: false, keys: false };
  /** What it says is handed on as silence; keys pass. */
  silenced = false;
  /** Writes down what of this side is handed on; set while the call is recorded. */
  tap: ((sound: HeardSound, nowMs: number) => void) | undefined;
  far: FarReport | undefined;
  bytes = 0;
  relayed = 0;
  rtcpPackets = 0;
  /** On the monotonic clock, of RTP or RTCP. */
  lastPacketMs: number | undefined;
  readonly #deps: MediaLegDeps;
  #port: RelayPort | undefined;
  #to: MediaLeg | undefined;
  #rules: readonly (PayloadRule | undefined)[] = [];
  #formats: readonly (Format | undefined)[] = [];
  #listener: Listener | undefined;
  #player: Timer | undefined;
  readonly #presses = new BoundedQueue<FrameSource>(PRESSES_MAX);
  #isPressing = false;
  readonly #line = new SequenceLine();
  /** The last sender report handed on to this phone, by which its answer tells the round trip. */
  #senderReport = { compactNtp: 0, sentMs: 0 };
  readonly #timing = { sequenceNumber: 0, timestamp: 0, ssrc: 0 };

  private constructor(deps: MediaLegDeps) {
    this.#deps = deps;
  }

  /** Binds the ports. Rejects with the system's error when one is taken. */
  static async open(deps: MediaLegDeps, address: string, rtpPort: number): Promise<MediaLeg> {
    const leg = new MediaLeg(deps);
    leg.#port = await RelayPort.open({
      clock: deps.clock,
      address,
      rtpPort,
      receive: (stream, datagram, nowMs) => leg.#receive(stream, datagram, nowMs),
    });
    return leg;
  }

  get port(): RelayPort {
    if (this.#port === undefined) throw new Error('a leg is used before it is open');
    return this.#port;
  }

  /** What this side's phone speaks now. */
  describe(codecs: readonly AudioCodec[]): void {
    const formats: (Format | undefined)[] = [];
    for (const codec of codecs) {
      formats[codec.payloadType] = {
        clockRateHz: codec.clockRateHz,
        keys: isTelephoneEvent(codec),
        law: lawOf(codec),
      };
    }
    this.#formats = formats;
    const law = preferredLaw(codecs);
    const keys = codecs.find(isTelephoneEvent);
    this.#listener = law && { ...law, ...(keys !== undefined && { keysPayloadType: keys.payloadType }) };
  }

  /** Where this side's packets go from now on; without a leg, nowhere. */
  route(to: MediaLeg | undefined, rules: ReadonlyMap<number, PayloadRule>): void {
    this.#to = to;
    const table: (PayloadRule | undefined)[] = [];
    for (const [payloadType, rule] of rules) table[payloadType] = rule;
    this.#rules = table;
  }

  /** Who gets what this side says. */
  get toTag(): string | undefined {
    return this.#to?.tag;
  }

  /** Plays to this side's phone instead of what its peer sends. False when it has no codec we can play in. */
  play(source: (listener: Listener) => FrameSource): boolean {
    if (this.#listener === undefined) return false;
    this.stop();
    this.#player = startPlayer({
      pacer: this.#deps.pacer,
      random: this.#deps.random,
      source: source(this.#listener),
      send: (datagram) => this.#sendRtp(datagram),
      onEnd: () => {
        this.#player = undefined;
        this.#isPressing = false;
      },
    });
    return true;
  }

  /** Presses a key for this side's phone, after those that are being pressed. False as for `play`, or when too many wait. */
  press(source: (listener: Listener) => FrameSource): boolean {
    if (this.#listener === undefined || !this.#presses.push(source(this.#listener))) return false;
    return this.#isPressing || this.#startPresses();
  }

  #startPresses(): boolean {
    const started = this.play(() => inTurn(this.#presses));
    this.#isPressing = started;
    return started;
  }

  stop(): void {
    this.#isPressing = false;
    this.#player?.cancel();
    this.#player = undefined;
  }

  get isPlaying(): boolean {
    return this.#player !== undefined;
  }

  async close(): Promise<void> {
    this.stop();
    this.#to = undefined;
    await this.#port?.close();
  }

  #receive(stream: Stream, datagram: Uint8Array, nowMs: number): void {
    this.lastPacketMs = nowMs;
    // Some phones multiplex though nobody agreed to it (RFC 5761): what is RTCP is treated as such.
    if (stream === 'rtcp' || isRtcp(datagram)) this.#receiveRtcp(datagram, nowMs);
    else this.#receiveRtp(datagram, nowMs);
  }

  #receiveRtp(datagram: Uint8Array, nowMs: number): void {
    const start = payloadStart(datagram);
    if (start < 0) return;
    this.bytes += datagram.length;
    const payloadType = (datagram[1] ?? 0) & 0x7f;
    const format = this.#formats[payloadType];
    const timing = this.#timing;
    timing.sequenceNumber = ((datagram[2] ?? 0) << 8) | (datagram[3] ?? 0);
    timing.timestamp = readU32(datagram, 4);
    timing.ssrc = readU32(datagram, 8);
    const isKey = format?.keys === true;
    this.reception.receive(timing, nowMs, isKey ? 0 : format?.clockRateHz);
    if (isKey) this.#hearKey(datagram.subarray(start, payloadEnd(datagram)));
    if (isKey ? this.blocked.keys : this.blocked.media) return;
    if (this.silenced && !isKey && !muffle(datagram, start, format?.law)) return;
    const rule = this.#rules[payloadType];
    // Whoever is being played to hears that alone.
    if (rule === undefined || this.#to === undefined || this.#to.isPlaying) return;
    if (this.tap !== undefined && format?.law !== undefined) {
      const codes = datagram.subarray(start, payloadEnd(datagram));
      this.tap({ law: format.law, codes, timestamp: timing.timestamp, ssrc: timing.ssrc }, nowMs);
    }
    datagram[1] = ((datagram[1] ?? 0) & 0x80) | rule.payloadType;
    if (rule.recode !== undefined) recode(datagram, start, rule.recode);
    this.relayed += 1;
    this.#to.#sendRtp(datagram);
  }

  #hearKey(payload: Uint8Array): void {
    const press = this.keys.hear({ timestamp: this.#timing.timestamp, payload }, this.#deps.clock.now());
    if (press !== undefined) this.#deps.onKey(this, press);
  }

  #receiveRtcp(datagram: Uint8Array, nowMs: number): void {
    const packets = parseRtcp(datagram);
    if (packets === undefined) return;
    this.rtcpPackets += 1;
    for (const packet of packets) {
      if (packet.type !== 'sender-report' && packet.type !== 'receiver-report') continue;
      if (packet.type === 'sender-report' && this.#to !== undefined) {
        this.#to.#senderReport = { compactNtp: compactNtp(packet.ntpTime), sentMs: nowMs };
      }
      const [report] = packet.reports;
      if (report !== undefined) this.far = this.#farReport(report, nowMs);
    }
    this.#to?.port.send('rtcp', datagram);
  }

  #farReport(report: RtcpReportBlock, nowMs: number): FarReport {
    const { compactNtp: quoted, sentMs } = this.#senderReport;
    const keptMs = (1000 * report.delaySinceLastSenderReport) / 65_536;
    const isOurs = report.lastSenderReport !== 0 && report.lastSenderReport === quoted;
    return {
      lossFraction: report.fractionLost / 256,
      jitterMs: report.jitter / 8,
      ...(isOurs && { roundTripMs: Math.max(0, nowMs - sentMs - keptMs) }),
    };
  }

  #sendRtp(datagram: Uint8Array): void {
    this.#line.renumber(datagram);
    this.port.send('rtp', datagram);
  }
}

/** In place: the datagram is ours. */
function recode(datagram: Uint8Array, start: number, codes: Uint8Array): void {
  const end = payloadEnd(datagram);
  for (let i = start; i < end; i += 1) datagram[i] = codes[datagram[i] ?? 0] ?? 0;
}

/** Silence in place of sound, so that the far end goes on hearing packets. False for a codec whose silence we cannot write. */
function muffle(datagram: Uint8Array, start: number, law: G711 | undefined): boolean {
  if (law === undefined) return false;
  datagram.fill(silenceOf(law), start, payloadEnd(datagram));
  return true;
}
