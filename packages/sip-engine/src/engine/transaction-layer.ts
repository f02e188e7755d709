import { createHash } from 'node:crypto';
import type { Clock, Random } from '@firstring/kernel';
import { formatVia, parseVia } from '../message/headers/via.ts';
import { createResponse, replaceFirstHeader } from '../message/build.ts';
import { header, type SipMessage, type SipRequest, type SipResponse } from '../message/message.ts';
import { serializeMessage } from '../message/serialize.ts';
import { clientKeyOfResponse, mergeKey, serverKey } from '../transaction/key.ts';
import { plainAddress } from '../transport/ip-address.ts';
import {
  isReliable,
  type Flow,
  type Protocol,
  type SendFailure,
  type Target,
} from '../transport/transport.ts';
import { ClientTransaction, type ClientEvents, type SentRequest } from './client-transaction.ts';
import { newBranch } from './identifiers.ts';
import type { EngineLimits, EngineTimers } from './options.ts';
import type { RunnerConfig } from './machine-runner.ts';
import { ServerTransaction, type ServerEvents } from './server-transaction.ts';
import type { TransportSet } from './transport-set.ts';
import { addressedTo, TriedRequest, type TryDeps } from './tried-request.ts';

/** The layer above: what no transaction settles by itself. Its `onAck` also gets the ACK of nothing at all. */
export type TransactionUser = Pick<ServerEvents, 'onRequest' | 'onAck'>;

export interface TransactionLayerOptions {
  readonly clock: Clock;
  readonly timers: EngineTimers;
  readonly random: Random;
  readonly limits: Pick<EngineLimits, 'transactionsMax' | 'udpMessageBytesMax'>;
  readonly transports: TransportSet;
  readonly user: TransactionUser;
}

/** Matches messages to transactions, makes new ones, and bounds their number (RFC 3261 sections 17.1.3, 17.2.3, 8.2.2.2). */
export class TransactionLayer {
  readonly #options: TransactionLayerOptions;
  readonly #clients = new Map<string, ClientTransaction>();
  readonly #servers = new Map<string, ServerTransaction>();
  /** From tag, Call-ID and CSeq of the requests that are here: one with another key came by another way. */
  readonly #merged = new Set<string>();
  readonly #configs: { readonly datagram: RunnerConfig; readonly stream: RunnerConfig };
  readonly #tries: TryDeps;
  readonly #serverEvents: ServerEvents;

  constructor(options: TransactionLayerOptions) {
    const { transports, random, clock, timers, user } = options;
    this.#options = options;
    this.#configs = {
      datagram: { clock, timers, reliable: false },
      stream: { clock, timers, reliable: true },
    };
    this.#serverEvents = {
      onRequest: (transaction) => user.onRequest(transaction),
      onAck: (ack, flow) => user.onAck(ack, flow),
      onEnd: ({ key, mergeKey }) => {
        this.#servers.delete(key);
        if (mergeKey !== undefined) this.#merged.delete(mergeKey);
      },
    };
    this.#tries = {
      start: (request, target, events) => this.#startOne(request, target, events),
      sentBy: (target) => transports.partsTowards(target),
      newBranch: () => newBranch(random),
      onOut: (target, outage) => transports.noteOut(target, outage),
    };
  }

  get size(): number {
    return this.#clients.size + this.#servers.size;
  }

  receive(message: SipMessage, flow: Flow): void {
    if (message.type === 'request') this.#receiveRequest(withReceived(message, flow), flow);
    else this.#clients.get(clientKeyOfResponse(message) ?? '')?.onResponse(message, flow);
  }

  /**
   * Sends a request, to the further targets as well when the first ones fail. Undefined when the limit is reached. Events come later, never
   * during the call.
   */
  start(request: SipRequest, target: Target, events: ClientEvents): SentRequest | undefined {
    const path = this.#path(request, target);
    if (path.target.next === undefined || request.method === 'CANCEL') {
      return this.#startOne(path.request, path.target, events);
    }
    return TriedRequest.start(this.#tries, { ...path, events });
  }

  #startOne(request: SipRequest, target: Target, events: ClientEvents): SentRequest | undefined {
    if (this.size >= this.#options.limits.transactionsMax) return undefined;
    const { transports } = this.#options;
    const config = this.#configFor(target.protocol);
    const deps = { config, transports, onEnd: this.#forgetClient };
    const transaction = new ClientTransaction(deps, { request, target, events });
    this.#clients.set(transaction.key, transaction);
    transaction.start();
    return transaction;
  }

  /**
   * A request that would not fit into a datagram goes by TCP when nobody asked for UDP, and by UDP when there is no TCP (RFC 3261 section
   * 18.1.1).
   */
  #path(request: SipRequest, target: Target): { request: SipRequest; target: Target } {
    const { transports, random, limits } = this.#options;
    const { mayUseTcp, ...udp } = target;
    if (mayUseTcp === undefined || serializeMessage(request).length <= limits.udpMessageBytesMax)
      return { request, target };
    const tcp: Target = { ...udp, protocol: 'tcp', next: udp };
    const byTcp = transports.outages.isOut(tcp)
      ? undefined
      : addressedTo(request, { sentBy: transports.partsTowards(tcp), branch: newBranch(random) });
    return byTcp === undefined ? { request, target } : { request: byTcp, target: tcp };
  }

  /** The server transaction of a request that came, by its key. */
  server(key: string | undefined): ServerTransaction | undefined {
    return key === undefined ? undefined : this.#servers.get(key);
  }

  /** Sends what belongs to no transaction: the ACK of a 2xx, an answer to what could not be read. */
  sendStateless(message: SipMessage, target: Target, onFailure: (failure: SendFailure) => void): void {
    this.#options.transports.send(serializeMessage(message), target, onFailure);
  }

  close(): void {
    for (const transaction of this.#clients.values()) transaction.stop();
    for (const transaction of this.#servers.values()) transaction.stop();
    this.#clients.clear();
    this.#servers.clear();
  }

  #receiveRequest(request: SipRequest, flow: Flow): void {
    const { user } = this.#options;
    const key = serverKey(request);
    if (key === undefined) return;
    const known = this.#servers.get(key);
    if (known !== undefined) {
      known.onRequest(request);
      return;
    }
    if (request.method === 'ACK') {
      user.onAck(request, flow);
      return;
    }
    if (this.size >= this.#options.limits.transactionsMax) {
      this.#answerStateless(request, flow, 503);
      return;
    }
    const merge = mergeKey(request);
    if (merge !== undefined && this.#merged.has(merge)) {
      this.#answerStateless(request, flow, 482);
      return;
    }
    if (merge !== undefined) this.#merged.add(merge);
    const { transports } = this.#options;
    const config = this.#configFor(flow.protocol);
    const deps = { config, transports, events: this.#serverEvents };
    const transaction = new ServerTransaction(deps, { key, mergeKey: merge, request, flow });
    this.#servers.set(key, transaction);
    transaction.start();
  }

  #configFor(protocol: Protocol): RunnerConfig {
    return isReliable(protocol) ? this.#configs.stream : this.#configs.datagram;
  }

  readonly #forgetClient = (ended: ClientTransaction): void => {
    this.#clients.delete(ended.key);
  };

  #answerStateless(request: SipRequest, flow: Flow, status: number): void {
    const toTag = sameTag(serverKey(request) ?? '');
    const response: SipResponse = createResponse(request, status, { toTag });
    const target = this.#options.transports.responseTarget(flow, parseVia(header(request, 'Via') ?? ''));
    // Nobody waits for the outcome: the peer repeats its request, or gives up.
    this.sendStateless(response, target, () => {});
  }
}

/** To tag of an answer without a transaction: the same for each copy of one request (RFC 3261 section 8.2.7). */
function sameTag(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 16);
}

/** Notes on the top Via where the request really came from (RFC 3261 section 18.2.1, RFC 3581 section 4). */
function withReceived(request: SipRequest, flow: Flow): SipRequest {
  const via = parseVia(header(request, 'Via') ?? '');
  if (via === undefined) return request;
  const { remote } = flow;
  const hasRport = via.params.has('rport');
  const isSame = via.host === remote.address || plainAddress(via.host) === remote.address;
  if (isSame && !hasRport) return request;
  const params = new Map(via.params);
  if (hasRport) params.set('rport', String(remote.port));
  params.set('received', remote.address);
  return replaceFirstHeader(request, 'Via', formatVia({ ...via, params }));
}
