import { AppError, type Clock, type Log, type Random, type Timer } from '@firstring/kernel';
import { isRtcp, parseRtpPacket } from '@firstring/rtp';
import type { BencodeDictionary } from './bencode.ts';
import { preferredLaw, type PayloadRule } from './payload-map.ts';
import { startPlayer } from './player.ts';
import type { PortPool } from './port-pool.ts';
import { queryBody } from './query-body.ts';
import { RelayPort } from './relay-port.ts';
import {
  applyExchange,
  destinationOf,
  emptyCall,
  facingTag,
  isUnspecified,
  routeOf,
  type Call,
  type CallSide,
  type Exchange,
  type PortPair,
  type Route,
} from './session.ts';

export interface MediaCallDeps {
  clock: Clock;
  random: Random;
  log: Log;
  pool: PortPool;
  /** The address sockets are bound to and descriptions name. */
  address: string;
}

/** Ports that turn out to be taken by somebody else are passed over, this many at most. */
const BIND_TRIES_MAX = 16;
/** No tag is as long as this. */
const EVERYBODY = '*'.repeat(300);

/** One call: its signalling state, its ports, what is playing. The caller runs `exchange` one at a time. */
export class MediaCall {
  readonly #deps: MediaCallDeps;
  #call: Call;
  /** By RTP port number; the state names a side's port by it. */
  readonly #ports = new Map<number, RelayPort>();
  #routes = new Map<string, Route>();
  readonly #players = new Map<string, Timer>();
  /** Tags that are not handed on. */
  readonly #blocked = { media: new Set<string>(), keys: new Set<string>() };
  #relayed = 0;
  #closed = false;

  constructor(deps: MediaCallDeps, callId: string) {
    this.#deps = deps;
    this.#call = emptyCall(callId, deps.clock.now());
  }

  /** Carries out an offer or an answer; resolves with the description to hand on. */
  async exchange(exchange: Exchange): Promise<string> {
    const facing = this.#call.sides.get(facingTag(this.#call, exchange));
    const opened = facing?.local === undefined ? await this.#openPort() : undefined;
    const local = facing?.local ?? opened;
    try {
      if (this.#closed) throw failed('the call has ended');
      if (local === undefined) throw noPorts();
      const { call, sdp } = applyExchange(this.#call, exchange, local);
      this.#call = call;
      this.#wire();
      return sdp;
    } catch (error) {
      if (opened !== undefined) await this.#closePort(opened.rtpPort);
      throw error;
    }
  }

  /** Plays to the side named by `tag` instead of what its peer sends, until the end or `stop`. */
  play(tag: string, samples: Int16Array, repeatTimes: number): void {
    const side = this.#call.sides.get(tag);
    const port = this.#portOf(side);
    const codec = preferredLaw(side?.remote?.codecs ?? []);
    if (
      side === undefined ||
      port === undefined ||
      codec === undefined ||
      destinationOf(side) === undefined
    ) {
      throw failed('the side has no description to play to');
    }
    this.stop(tag);
    const player = startPlayer({
      clock: this.#deps.clock,
      random: this.#deps.random,
      samples,
      repeatTimes,
      ...codec,
      send: (datagram) => port.send('rtp', datagram),
      onEnd: () => this.#players.delete(tag),
    });
    this.#players.set(tag, player);
  }

  /** From now on (or no longer) what this side says is not handed on; without a tag, what anybody says. */
  block(what: 'media' | 'keys', on: boolean, tag?: string): void {
    if (tag !== undefined && !this.#call.sides.has(tag)) throw failed('the call has no such tag');
    if (on) this.#blocked[what].add(tag ?? EVERYBODY);
    else this.#blocked[what].delete(tag ?? EVERYBODY);
  }

  stop(tag: string): void {
    this.#players.get(tag)?.cancel();
    this.#players.delete(tag);
  }

  get playersActive(): number {
    return this.#players.size;
  }

  get packets(): { relayed: number; refused: number } {
    let refused = 0;
    for (const port of this.#ports.values()) refused += port.stats.refused;
    return { relayed: this.#relayed, refused };
  }

  /** When anything last came in, or the call's beginning. */
  get lastActiveAt(): number {
    let lastAt = this.#call.createdAt;
    for (const port of this.#ports.values()) lastAt = Math.max(lastAt, port.stats.lastPacketAt ?? 0);
    return lastAt;
  }

  query(): BencodeDictionary {
    return queryBody(this.#call, (side) => this.#portOf(side));
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const tag of this.#players.keys()) this.stop(tag);
    await Promise.all([...this.#ports.keys()].map((rtpPort) => this.#closePort(rtpPort)));
  }

  async #openPort(): Promise<PortPair> {
    const { clock, pool, address } = this.#deps;
    for (let attempt = 0; attempt < BIND_TRIES_MAX; attempt += 1) {
      const rtpPort = pool.lease(clock.monotonicMs());
      if (rtpPort === undefined) throw noPorts();
      try {
        this.#ports.set(rtpPort, await RelayPort.open({ clock, address, rtpPort }));
        return { address, rtpPort, rtcpPort: rtpPort + 1 };
      } catch (error) {
        pool.release(rtpPort, clock.monotonicMs());
        this.#deps.log.warn({ rtpPort, err: error }, 'a media port is taken by another program');
      }
    }
    throw noPorts();
  }

  async #closePort(rtpPort: number): Promise<void> {
    const port = this.#ports.get(rtpPort);
    this.#ports.delete(rtpPort);
    await port?.close();
    this.#deps.pool.release(rtpPort, this.#deps.clock.monotonicMs());
  }

  #portOf(side: CallSide | undefined): RelayPort | undefined {
    return side?.local === undefined ? undefined : this.#ports.get(side.local.rtpPort);
  }

  /** Brings ports, routes and players in line with the state. */
  #wire(): void {
    this.#routes = new Map();
    for (const side of this.#call.sides.values()) {
      const port = this.#portOf(side);
      const { remote, tag } = side;
      const route = routeOf(this.#call, tag);
      if (route !== undefined) this.#routes.set(tag, route);
      if (port === undefined) continue;
      // Zeros say nothing about where the phone is: whoever was learned stays.
      if (remote !== undefined && !isUnspecified(remote.address)) {
        port.expect(
          { address: remote.address, port: remote.port },
          { address: remote.rtcpAddress, port: remote.rtcpPort },
        );
      }
      port.onPacket('rtp', (datagram) => this.#relayRtp(tag, datagram));
      port.onPacket('rtcp', (datagram) => this.#relayRtcp(tag, datagram));
      if (destinationOf(side) === undefined) this.stop(tag);
    }
  }

  #relayRtp(fromTag: string, datagram: Uint8Array): void {
    const route = this.#routes.get(fromTag);
    // Whoever is being played to hears that alone.
    if (route === undefined || this.#players.has(route.toTag) || isRtcp(datagram)) return;
    const packet = parseRtpPacket(datagram);
    const rule = packet === undefined ? undefined : route.rules.get(packet.payloadType);
    if (packet === undefined || rule === undefined || this.#isBlocked(fromTag, rule)) return;
    applyRule(rule, datagram, packet.payload);
    this.#relayed += 1;
    this.#portOf(this.#call.sides.get(route.toTag))?.send('rtp', datagram);
  }

  #isBlocked(tag: string, rule: PayloadRule): boolean {
    const blocked = this.#blocked[rule.keys === true ? 'keys' : 'media'];
    return blocked.size > 0 && (blocked.has(EVERYBODY) || blocked.has(tag));
  }

  #relayRtcp(fromTag: string, datagram: Uint8Array): void {
    const route = this.#routes.get(fromTag);
    if (route === undefined || !isRtcp(datagram)) return;
    this.#portOf(this.#call.sides.get(route.toTag))?.send('rtcp', datagram);
  }
}

/** In place: the datagram is ours, and `payload` is a view into it. */
function applyRule(rule: PayloadRule, datagram: Uint8Array, payload: Uint8Array): void {
  datagram[1] = ((datagram[1] ?? 0) & 0x80) | rule.payloadType;
  const { recode } = rule;
  if (recode === undefined) return;
  for (let i = 0; i < payload.length; i += 1) payload[i] = recode[payload[i] ?? 0] ?? 0;
}

function noPorts(): AppError {
  return failed('no media port is free');
}

function failed(message: string): AppError {
  return new AppError({ reason: 'MEDIA_UNAVAILABLE', code: 'resource_exhausted', message });
}
