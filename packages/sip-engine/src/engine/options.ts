import type { Clock, Log, Random } from '@firstring/kernel';
import type { ControlLimits, ControlOptions } from '../control/control-server.ts';
import type { DnsOptions } from '../transport/dns/dns-client.ts';
import type { FloodLimits } from '../transport/source-guard.ts';
import type { StreamLimits } from '../transport/stream-transport.ts';
import type { TlsClientOptions } from '../transport/tls-client.ts';
import type { UdpLimits } from '../transport/udp.ts';
import type { RoutingRule } from '../routing/routing-rule.ts';
import type { ListenerOptions } from '../transport/transport.ts';

/** Waits of the engine, ms. Tests shrink them; production has no reason to. */
export interface EngineTimers {
  /** Round-trip estimate (RFC 3261 section 17.1.1.1); timers A to K and the 2xx retransmission follow from these three. */
  readonly t1Ms: number;
  readonly t2Ms: number;
  readonly t4Ms: number;
  /** An INVITE with a provisional answer and no final one is cancelled after this (timer C). */
  readonly timerCMs: number;
  /** A request the app has not answered at all is answered 480 by the engine. */
  readonly pendingMs: number;
  /** Calls of a lost app wait so long for it to come back. */
  readonly appGraceMs: number;
}

export const DEFAULT_TIMERS: EngineTimers = {
  t1Ms: 500,
  t2Ms: 4_000,
  t4Ms: 5_000,
  timerCMs: 185_000,
  pendingMs: 64_000,
  appGraceMs: 10_000,
};

/** Hard bounds; beyond them new work is refused with 503, never queued. */
export interface EngineLimits extends StreamLimits, UdpLimits, ControlLimits {
  readonly transactionsMax: number;
  /**
   * A larger request to a URI that names no transport goes by TCP, if there is a TCP listener, and by UDP when the peer takes no TCP (RFC
   * 3261 section 18.1.1). drachtio-server never does so; 65,535 makes the engine do as it does.
   */
  readonly udpMessageBytesMax: number;
  readonly sessionsMax: number;
  /** Requests of a peer within one dialog; BYE, ACK and PRACK do not count. Beyond: 500 with Retry-After. */
  readonly inDialogPerSecond: number;
  /** Provisional responses to one INVITE that reach the app; beyond they are dropped. */
  readonly provisionalsPerSecond: number;
  /** Early dialogs of one INVITE; provisional responses of further forks are dropped. */
  readonly forksMax: number;
  /** Contacts whose connection is remembered from their REGISTER. */
  readonly registeredFlowsMax: number;
  /** Requests for which a routing answer, or the app it names, is awaited at the same time. */
  readonly routingMax: number;
  /** The answer to a routing question must be here by then. */
  readonly routingMs: number;
}

export const DEFAULT_LIMITS: EngineLimits = {
  transactionsMax: 50_000,
  udpMessageBytesMax: 1_300,
  sessionsMax: 20_000,
  registeredFlowsMax: 20_000,
  inDialogPerSecond: 50,
  provisionalsPerSecond: 20,
  forksMax: 16,
  connectionsMax: 5_000,
  udpPeersMax: 512,
  idleMs: 3_600_000,
  messageMs: 20_000,
  webSocketPingMs: 30_000,
  connectMs: 5_000,
  unsentBytesMax: 8 * 1024 * 1024,
  gatherMs: 2,
  appsMax: 64,
  frameBytesMax: 1024 * 1024,
  authenticateMs: 5_000,
  outboundAppsMax: 2_000,
  appConnectMs: 2_000,
  routingMax: 500,
  routingMs: 3_000,
};

export interface SipEngineOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly listeners: readonly ListenerOptions[];
  /** Where apps connect, and the secret that they must know. */
  readonly control: ControlOptions;
  readonly timers?: Partial<EngineTimers>;
  readonly limits?: Partial<EngineLimits>;
  /** Methods for which an HTTP service decides what becomes of a request. Others go to the apps that register for them. */
  readonly routing?: readonly RoutingRule[];
  /** What is refused before it is parsed. */
  readonly flood?: Partial<FloodLimits>;
  /** Who is asked for names. */
  readonly dns?: DnsOptions;
  /** How far TLS peers we connect to are believed. */
  readonly tls?: TlsClientOptions;
  /** Requests of known scanners are dropped before anything is made of them, so that they hear not even a 100. Off unless given. */
  readonly dropScanners?: boolean;
}
