import { AppError, type Clock, type Log, type Random } from '@firstring/kernel';
import { describeAudio } from '@firstring/rtp/sdp';
import type { BencodeDictionary } from './bencode.ts';
import { CallRecording, type Recording, type RecordingOrder } from './call-recording.ts';
import type { KeyPress } from './key-log.ts';
import { isUnspecified } from './media-address.ts';
import { MediaLeg } from './media-leg.ts';
import type { Pacer } from './pacer.ts';
import type { FrameSource, Listener } from './player.ts';
import type { PortPool } from './port-pool.ts';
import { queryBody } from './query-body.ts';
import {
  applyExchange,
  destinationOf,
  emptyCall,
  facingTag,
  routeOf,
  type Call,
  type CallSide,
  type Exchange,
  type PortPair,
} from './session.ts';

export interface MediaCallDeps {
  clock: Clock;
  random: Random;
  log: Log;
  pool: PortPool;
  pacer: Pacer;
  /** The address sockets are bound to and descriptions name. */
  address: string;
  /** Called when somebody pressed a key and let it go. */
  onKey(callId: string, tag: string, press: KeyPress): void;
}

/** Ports that turn out to be taken by somebody else are passed over, this many at most. */
const BIND_TRIES_MAX = 16;

/** One call: its signalling state, its ports, what is playing. The caller runs `exchange` one at a time. */
export class MediaCall {
  readonly #deps: MediaCallDeps;
  #call: Call;
  /** By RTP port number; the state names a side's port by it. */
  readonly #legs = new Map<number, MediaLeg>();
  #recording: CallRecording | undefined;
  #closed = false;

  constructor(deps: MediaCallDeps, callId: string) {
    this.#deps = deps;
    this.#call = emptyCall(callId, deps.clock.now());
  }

  /** Carries out an offer or an answer; resolves with the description to hand on. */
  async exchange(exchange: Exchange): Promise<string> {
    const { address, pool } = this.#deps;
    const facing = this.#call.sides.get(facingTag(this.#call, exchange));
    const opened = facing?.local === undefined ? await this.#openLeg() : undefined;
    const local = facing?.local ?? opened;
    try {
      if (this.#closed) throw failed('the call has ended');
      if (local === undefined) throw noPorts();
      const target = describeAudio(exchange.sdp);
      if (target?.address === address && pool.isLeased(target.port)) throw loop();
      const { call, sdp } = applyExchange(this.#call, exchange, local);
      this.#call = call;
      this.#wire();
      return sdp;
    } catch (error) {
      if (opened !== undefined) await this.#closeLeg(opened.rtpPort);
      throw error;
    }
  }

  /** Plays to the side named by `tag` instead of what its peer sends, until the end or `stop`. */
  play(tag: string, source: (listener: Listener) => FrameSource): void {
    if (this.#listening(tag)?.play(source) !== true) throw failed('the side has no description to play to');
  }

  /** Presses a key as if the side named by `tag` had: whoever hears it gets it. */
  press(tag: string, source: (listener: Listener) => FrameSource): void {
    const peerTag = this.#call.sides.get(tag)?.peerTag ?? '';
    if (this.#listening(peerTag)?.press(source) !== true) throw failed('there is nobody to press a key for');
  }

  /** From now on (or no longer) what this side says is not handed on; without a tag, what anybody says. */
  block(what: 'media' | 'keys', on: boolean, tag?: string): void {
    const legs = tag === undefined ? [...this.#legs.values()] : [this.#legOf(this.#call.sides.get(tag))];
    for (const leg of legs) {
      if (leg === undefined) throw failed('the call has no such tag');
      leg.blocked[what] = on;
    }
  }

  /** From now on (or no longer) what this side says is handed on as silence. */
  silence(tag: string, on: boolean): void {
    const leg = this.#legOf(this.#call.sides.get(tag));
    if (leg === undefined) throw failed('the call has no such tag');
    leg.silenced = on;
  }

  stop(tag: string): void {
    this.#legOf(this.#call.sides.get(tag))?.stop();
  }

  /** Starts to write down what both sides say. Again while it runs: the same recording goes on, with these parties. */
  async record(order: Omit<RecordingOrder, 'callId'>): Promise<Recording> {
    if (this.#recording === undefined || this.#recording.describe().end !== undefined) {
      this.#recording = await CallRecording.start(this.#deps, { ...order, callId: this.#call.callId });
    }
    this.#recording.assign(order.left, order.right);
    this.#recording.attach(this.#legs.values());
    return this.#recording.describe();
  }

  async stopRecording(): Promise<Recording | undefined> {
    const ended = await this.#recording?.stop('STOPPED');
    this.#recording?.attach(this.#legs.values());
    return ended;
  }

  get playersActive(): number {
    return [...this.#legs.values()].filter((leg) => leg.isPlaying).length;
  }

  get packets(): { relayed: number; refused: number } {
    const packets = { relayed: 0, refused: 0 };
    for (const leg of this.#legs.values()) {
      packets.relayed += leg.relayed;
      packets.refused += leg.port.refused;
    }
    return packets;
  }

  /** When anything last came in, or the call's beginning. */
  get lastActiveAt(): number {
    const { clock } = this.#deps;
    let lastAt = this.#call.createdAt;
    for (const { lastPacketMs } of this.#legs.values()) {
      if (lastPacketMs !== undefined)
        lastAt = Math.max(lastAt, clock.now() - (clock.monotonicMs() - lastPacketMs));
    }
    return lastAt;
  }

  query(): BencodeDictionary {
    const { clock } = this.#deps;
    return queryBody(this.#call, {
      legOf: (side) => this.#legOf(side),
      recording: this.#recording?.describe(),
      wallClockOf: (monotonicMs) => clock.now() - (clock.monotonicMs() - monotonicMs),
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#recording?.stop('CALL_ENDED');
    await Promise.all([...this.#legs.keys()].map((rtpPort) => this.#closeLeg(rtpPort)));
  }

  async #openLeg(): Promise<PortPair> {
    const { clock, pool, address } = this.#deps;
    const { callId } = this.#call;
    const deps = {
      ...this.#deps,
      onKey: (leg: MediaLeg, press: KeyPress) => this.#deps.onKey(callId, leg.tag, press),
    };
    for (let attempt = 0; attempt < BIND_TRIES_MAX; attempt += 1) {
      const rtpPort = pool.lease(clock.monotonicMs());
      if (rtpPort === undefined) throw noPorts();
      try {
        this.#legs.set(rtpPort, await MediaLeg.open(deps, address, rtpPort));
        return { address, rtpPort, rtcpPort: rtpPort + 1 };
      } catch (error) {
        pool.release(rtpPort, clock.monotonicMs());
        this.#deps.log.warn({ rtpPort, err: error }, 'a media port is taken by another program');
      }
    }
    throw noPorts();
  }

  async #closeLeg(rtpPort: number): Promise<void> {
    const leg = this.#legs.get(rtpPort);
    this.#legs.delete(rtpPort);
    await leg?.close();
    this.#deps.pool.release(rtpPort, this.#deps.clock.monotonicMs());
  }

  #legOf(side: CallSide | undefined): MediaLeg | undefined {
    return side?.local === undefined ? undefined : this.#legs.get(side.local.rtpPort);
  }

  /** The leg of a side that wants to hear something. */
  #listening(tag: string): MediaLeg | undefined {
    const side = this.#call.sides.get(tag);
    return side !== undefined && destinationOf(side) !== undefined ? this.#legOf(side) : undefined;
  }

  /** Brings ports, routes, players and taps in line with the state. */
  #wire(): void {
    for (const side of this.#call.sides.values()) {
      const leg = this.#legOf(side);
      if (leg === undefined) continue;
      const { remote, tag } = side;
      leg.tag = tag;
      const route = routeOf(this.#call, tag);
      const to = route === undefined ? undefined : this.#legOf(this.#call.sides.get(route.toTag));
      leg.route(to, route?.rules ?? new Map());
      if (remote !== undefined) leg.describe(remote.codecs);
      // Zeros say nothing about where the phone is: whoever was learned stays.
      if (remote !== undefined && !isUnspecified(remote.address)) {
        leg.port.expect(
          { address: remote.address, port: remote.port },
          { address: remote.rtcpAddress, port: remote.rtcpPort },
        );
      }
      if (destinationOf(side) === undefined) leg.stop();
    }
    this.#recording?.attach(this.#legs.values());
  }
}

/** Two such calls would send to each other for ever. */
function loop(): AppError {
  const message = 'the media address is a port of this relay';
  return new AppError({ reason: 'INVALID_ARGUMENT', code: 'invalid_argument', message });
}

function noPorts(): AppError {
  return failed('Ran out of ports');
}

function failed(message: string): AppError {
  return new AppError({ reason: 'MEDIA_UNAVAILABLE', code: 'resource_exhausted', message });
}
