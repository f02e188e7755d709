import type { Clock, Log, Random, Timer } from '@firstring/kernel';
import type { AppConnection } from '../control/app-connection.ts';
import type { ControlServer } from '../control/control-server.ts';
import type { OwedAck, Session, SessionTable } from '../dialog/session.ts';
import type { SipRequest } from '../message/message.ts';
import type { Challengers } from '../proxy/challengers.ts';
import type { RoutingRule } from '../routing/routing-rule.ts';
import type { Flow, Target } from '../transport/transport.ts';
import type { SentRequest } from './client-transaction.ts';
import type { EngineLimits, EngineTimers } from './options.ts';
import type { ProxiedRequest } from './proxied-request.ts';
import type { RateWindow } from './rate-window.ts';
import type { RegisteredFlows } from './registered-flows.ts';
import type { RepeatedResponse } from './repeat-response.ts';
import type { ServerTransaction } from './server-transaction.ts';
import type { SessionUpkeep } from './session-upkeep.ts';
import type { TransactionLayer } from './transaction-layer.ts';
import type { TransportSet } from './transport-set.ts';

/** A 2xx of ours that waits for its ACK. */
export interface AwaitedAck {
  readonly transactionId: string;
  readonly runner: RepeatedResponse;
}

/** A 101-199 that is repeated until its PRACK (RFC 3262). */
export interface ReliableProvisional {
  readonly rseq: number;
  readonly hasSdp: boolean;
  /** `closed`: no longer repeated, because the INVITE has its final answer; its PRACK may still come. */
  state: 'open' | 'closed' | 'acknowledged';
  readonly runner: RepeatedResponse;
}

/** A session with what the engine is doing for it. */
export interface AppSession extends Session<AppConnection> {
  /** The peer's last INVITE; unanswered while its state is not `answered`. */
  incomingInvite: Incoming | undefined;
  /** The peer's last UPDATE. */
  incomingUpdate: Incoming | undefined;
  /** Our last INVITE; unanswered while it has not `ended`. */
  outgoingInvite: Outgoing | undefined;
  /** 2xx of ours without ACK yet, by sequence number. */
  readonly awaitedAcks: Map<number, AwaitedAck>;
  /** Its session timer, and what a refresh needs. */
  readonly upkeep: SessionUpkeep;
  /** Our BYE is out: what the peer still asks is answered 481. */
  isEnding: boolean;
  /** Requests of the peer within the dialog. */
  readonly rate: RateWindow;
}

/** A request from the network an app has to answer. */
export interface Incoming {
  /** TXN of the control protocol. */
  readonly id: string;
  readonly transaction: ServerTransaction;
  readonly request: SipRequest;
  readonly flow: Flow;
  app: AppConnection;
  /** In-dialog, or the early dialog once the app sent a 1xx; until the final response. */
  session: AppSession | undefined;
  readonly isInDialog: boolean;
  /** Our To tag, also on answers the engine makes itself. */
  readonly toTag: string;
  /** The last 1xx sent reliably. */
  reliable: ReliableProvisional | undefined;
  /** Answers of the app that must not overtake the PRACK of the last. */
  readonly whenPracked: (() => void)[];
  /** Runs until the app's first response. */
  pendingTimer: Timer | undefined;
  state: 'waiting' | 'proceeding' | 'answered';
}

/** A request of an app on its way. */
export interface Outgoing {
  /** TXN of the control protocol. */
  readonly id: string;
  readonly request: SipRequest;
  readonly target: Target;
  readonly app: AppConnection;
  transaction: SentRequest | undefined;
  /** Until the final response: finished requests are many, and a session is large. */
  session: AppSession | undefined;
  /** Of an INVITE that was answered with a 2xx. */
  owedAck: OwedAck | undefined;
  readonly isInDialog: boolean;
  /** Highest RSeq seen of each fork: a repeated reliable response is not news (RFC 3262 section 4). */
  rseqByTag: Map<string, number> | undefined;
  /** Reliable provisional responses that the app has not answered with a PRACK, in the order they came. */
  readonly unacknowledged: { readonly tag: string; readonly rseq: number }[];
  /** Provisional responses of the peer. */
  readonly rate: RateWindow;
  /** Any provisional came: a CANCEL may go out. */
  hasProvisional: boolean;
  /** The app's CANCEL, held until a provisional comes; `sent` afterwards. */
  cancel: { readonly request: SipRequest; sent: boolean } | undefined;
  ended: boolean;
}

export interface EngineCounters {
  requestsReceived: number;
  requestsSent: number;
  responsesReceived: number;
  responsesSent: number;
  parseErrors: number;
  scannersDropped: number;
  /** Bugs: messages whose handling threw. */
  faults: number;
  /** Requests refused because of a limit or for want of an app. */
  refused: number;
}

/** Everything the parts of the engine work on; one object so that each part is plain functions over it. */
export interface Core {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly timers: EngineTimers;
  readonly limits: EngineLimits;
  readonly transports: TransportSet;
  readonly transactions: TransactionLayer;
  readonly control: ControlServer;
  /** By TXN, until the server transaction is done. */
  readonly incoming: Map<string, Incoming>;
  readonly incomingOf: WeakMap<ServerTransaction, Incoming>;
  /** Latest INVITE outside a dialog of each Call-ID, until its transaction is done. */
  readonly invitesByCall: Map<string, Incoming>;
  /** SUBSCRIBE that would open a dialog, by Call-ID and From tag, until the final response: its NOTIFY may come first. */
  readonly subscribing: Map<string, Outgoing>;
  /** By TXN, until the final response. */
  readonly outgoing: Map<string, Outgoing>;
  readonly sessions: SessionTable<AppConnection, AppSession>;
  readonly registered: RegisteredFlows;
  /** Requests that go on instead of ending here. */
  readonly proxied: Map<ServerTransaction, ProxiedRequest>;
  /** Targets of proxied requests that asked for credentials. */
  readonly challengers: Challengers;
  /** Methods for which somebody else decides where a request goes. */
  readonly routing: readonly RoutingRule[];
  /** Requests for which that decision is awaited, or the connection to the app. */
  readonly undecided: Map<ServerTransaction, AbortController>;
  /** Secret by which we know routes and branches that we have made as a proxy. */
  readonly routeKey: Uint8Array;
  readonly counters: EngineCounters;
}
