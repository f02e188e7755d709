import { isIP } from 'node:net';
import { type Clock, type Log, type Random, unreachable } from '@firstring/kernel';
import type { Via } from '../message/headers/via.ts';
import { bracketed } from '../transport/ip-address.ts';
import { chooseListener, hostTowards } from '../transport/local-address.ts';
import { createDnsClient, type DnsOptions } from '../transport/dns/dns-client.ts';
import { createResolver, type Resolve } from '../transport/dns/resolver.ts';
import { Outages } from '../transport/outages.ts';
import { defaultPort } from '../transport/next-hop.ts';
import { DEFAULT_FLOOD_LIMITS, SourceGuard, type FloodLimits } from '../transport/source-guard.ts';
import type { StreamLimits } from '../transport/stream-transport.ts';
import { openTcp } from '../transport/tcp.ts';
import { openTlsClient, type TlsClientOptions } from '../transport/tls-client.ts';
import { openTls, type TlsDeps } from '../transport/tls.ts';
import { openWebSocket } from '../transport/web-socket.ts';
import type {
  Flow,
  Listener,
  ListenerOptions,
  Outbound,
  Protocol,
  SendFailure,
  Target,
  Transport,
  TransportEvents,
} from '../transport/transport.ts';
import type { Outage } from './tried-request.ts';
import { openUdp, type UdpDeps, type UdpLimits } from '../transport/udp.ts';

/** What a message to one peer says about us. */
export interface LocalParts {
  /** Via's transport token. */
  readonly transport: string;
  readonly host: string;
  readonly port: number;
}

export interface TransportDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly events: TransportEvents;
  readonly limits: StreamLimits & UdpLimits;
  readonly flood?: Partial<FloodLimits>;
  readonly tls?: TlsClientOptions;
  readonly dns?: DnsOptions;
}

const HOSTS_MAX = 1_000;
const HOST_KEPT_MS = 60_000;

/** All listeners of an engine. */
export class TransportSet {
  readonly resolve: Resolve;
  readonly outages: Outages;
  /** In the order they were opened. Kept, because it is asked for with every message. */
  readonly listeners: Listener[] = [];
  readonly #transports: Transport[] = [];
  readonly #clock: Clock;
  readonly guard: SourceGuard;
  /** Our address towards a peer, for a listener on all interfaces: asking the system for every message would be dear. */
  readonly #hosts = new Map<string, { host: string; untilMs: number }>();
  #isClosed = false;

  private constructor({ clock, random, dns }: TransportDeps, guard: SourceGuard) {
    this.#clock = clock;
    this.guard = guard;
    this.outages = new Outages(clock);
    this.resolve = createResolver({
      dns: createDnsClient({ clock, servers: dns?.servers }),
      random,
      isOut: (target) => this.outages.isOut(target),
      hasFamily: (protocol, family) =>
        this.#transports.some(
          ({ listener }) => listener.protocol === protocol && isIP(listener.address) === family,
        ),
    });
  }

  /** Opens every listener, or none: a failure closes what was opened. */
  static async open(deps: TransportDeps, listeners: readonly ListenerOptions[]): Promise<TransportSet> {
    const guard = new SourceGuard(deps, { ...DEFAULT_FLOOD_LIMITS, ...deps.flood });
    const tlsClient = await openTlsClient(deps.tls ?? {});
    const set = new TransportSet(deps, guard);
    const events: TransportEvents = {
      ...deps.events,
      onParseError: (error, flow) => {
        guard.noteError(flow.remote.address);
        deps.events.onParseError(error, flow);
      },
    };
    try {
      for (const options of listeners) {
        const transport = await openListener({ ...deps, events, guard, tlsClient }, options);
        set.#transports.push(transport);
        set.listeners.push(transport.listener);
      }
    } catch (error) {
      await set.close();
      throw error;
    }
    return set;
  }

  /** In the order of the listeners: the first is what a URI without transport parameter gets. */
  get protocols(): Protocol[] {
    return [...new Set(this.#transports.map((transport) => transport.listener.protocol))];
  }

  get connectionCount(): number {
    return this.#transports.reduce((sum, transport) => sum + transport.connectionCount, 0);
  }

  /** Undefined when no listener speaks the target's protocol. */
  partsTowards(target: Target): LocalParts | undefined {
    const listener = chooseListener(this.listeners, target.protocol, target.address);
    if (listener === undefined) return undefined;
    const transport = target.protocol.toUpperCase();
    return { transport, host: this.#hostTowards(listener, target.address), port: listener.port };
  }

  /** Whether the target is one of our own listeners. */
  isSelf(target: Target): boolean {
    return this.listeners.some(
      (listener) =>
        listener.protocol === target.protocol &&
        listener.port === target.port &&
        (listener.address === target.address ||
          this.#hostTowards(listener, target.address) === bracketed(target.address)),
    );
  }

  /** Sends what nobody answers: a response, an ACK. */
  send(bytes: Uint8Array, target: Target, onFailure: (failure: SendFailure) => void): void {
    this.#send(target, { bytes, remote: target, serverName: target.name, expectsAnswer: false, onFailure });
  }

  /** Sends a request. */
  sendRequest(bytes: Uint8Array, target: Target, onFailure: (failure: SendFailure) => void): void {
    this.#send(target, {
      bytes,
      remote: target,
      serverName: target.name,
      hasOtherWay: target.next !== undefined,
      expectsAnswer: true,
      onFailure,
    });
  }

  /** A target that failed: later requests to its name try the others first. */
  noteOut(target: Target, { failure, waitS }: Outage): void {
    const isReached = failure === 'timeout' || failure === '503';
    const isUdpNext = target.next?.address === target.address && target.next.protocol === 'udp';
    if (!isReached && isUdpNext) this.outages.noteNoTcp(target);
    else this.outages.note(target, waitS);
  }

  /** Whether a stream to the target is open; datagrams always are. */
  isOpen(target: Target): boolean {
    return this.#transports.some(
      (transport) => transport.listener.protocol === target.protocol && transport.isOpen(target),
    );
  }

  /**
   * Where a response goes (RFC 3261 section 18.2.2, RFC 3581): back over the same connection; if that has gone, to a new one to what the
   * Via names; over UDP to the source address, and to the Via's port only when the peer did not ask for rport.
   */
  responseTarget(flow: Flow, via: Via | undefined): Target {
    const source: Target = { protocol: flow.protocol, ...flow.remote };
    const viaPort = via?.port ?? defaultPort(flow.protocol);
    if (flow.protocol !== 'udp') return this.isOpen(source) ? source : { ...source, port: viaPort };
    return via === undefined || via.params.has('rport') ? source : { ...source, port: viaPort };
  }

  #hostTowards(listener: Listener, address: string): string {
    const key = `${listener.host}|${address}`;
    const nowMs = this.#clock.monotonicMs();
    const known = this.#hosts.get(key);
    if (known !== undefined && known.untilMs > nowMs) return known.host;
    if (this.#hosts.size >= HOSTS_MAX) this.#hosts.clear();
    const host = hostTowards(listener, address);
    this.#hosts.set(key, { host, untilMs: nowMs + HOST_KEPT_MS });
    return host;
  }

  #send(target: Target, outbound: Outbound): void {
    // Answers of DNS come when they like; a closed socket would throw, and a stream connect anew.
    if (this.#isClosed) {
      outbound.onFailure('closed');
      return;
    }
    const listener = chooseListener(this.listeners, target.protocol, target.address);
    const transport = this.#transports.find((candidate) => candidate.listener === listener);
    if (transport === undefined) outbound.onFailure('no-transport');
    else transport.send(outbound);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#transports.map((transport) => transport.close()));
  }
}

function openListener(deps: UdpDeps & TlsDeps, options: ListenerOptions): Promise<Transport> {
  switch (options.protocol) {
    case 'udp':
      return openUdp(deps, options);
    case 'tcp':
      return openTcp(deps, options);
    case 'tls':
      return openTls(deps, options);
    case 'ws':
    case 'wss':
      return openWebSocket(deps, options);
    default:
      return unreachable(options);
  }
}
