import { unreachable, type Timer } from '@firstring/kernel';
import { ownUri, viaValue } from '../compose/compose-request.ts';
import { createResponse } from '../message/build.ts';
import { header, type Header, type SipRequest, type SipResponse } from '../message/message.ts';
import { forwardedRequest, returnedResponse } from '../proxy/forward-request.ts';
import {
  type ProxyAction,
  type ProxyInput,
  type ProxyPlan,
  type ProxyState,
  type ProxyStep,
  type ProxyTimer,
  startProxying,
  stepProxying,
} from '../proxy/response-context.ts';
import { callMark, loopMark, proxyBranch, recordRoute } from '../proxy/route-marks.ts';
import { nextHopOf } from '../transport/next-hop.ts';
import type { Flow, Target } from '../transport/transport.ts';
import { releaseFork } from './acknowledge.ts';
import { tellAttempt, tellStart, tellStop } from './cdr.ts';
import type { SentRequest } from './client-transaction.ts';
import type { Core } from './core.ts';
import { newBranch, newTag } from './identifiers.ts';
import { sendCancel } from './send-cancel.ts';
import type { ServerTransaction } from './server-transaction.ts';
import { targetOfUri } from './uri-target.ts';

/** A request to proxy, and how. */
export interface ProxyOrder {
  readonly transaction: ServerTransaction;
  /** As it goes on: routes that led here are gone. */
  readonly request: SipRequest;
  readonly plan: ProxyPlan;
  /** Whether targets replace the request-URI; a request that names somebody else keeps it, and is only sent to the target. */
  readonly replacesUri: boolean;
  readonly recordsRoute: boolean;
  readonly headers: readonly Header[];
  /** A call of its own, not a request within one: it makes call records. */
  readonly opensCall: boolean;
  /** Each final response of a target. */
  onFinal(response: SipResponse, flow: Flow | undefined): void;
  /** The caller has its final answer. */
  onDone(): void;
}

interface BranchRun {
  readonly timers: Map<ProxyTimer, Timer>;
  request: SipRequest | undefined;
  target: Target | undefined;
  transaction: SentRequest | undefined;
  flow: Flow | undefined;
}

/** One request on its way through the proxy: drives the response context, owns its timers, executes its actions. */
export class ProxiedRequest {
  readonly #core: Core;
  readonly #order: ProxyOrder;
  readonly #runs = new Map<number, BranchRun>();
  readonly #toTag: string;
  #state: ProxyState | undefined;
  #isAnswered = false;

  constructor(core: Core, order: ProxyOrder) {
    this.#core = core;
    this.#order = order;
    this.#toTag = newTag(core.random);
    core.proxied.set(order.transaction, this);
    order.transaction.whenEnded(() => {
      this.stop();
      core.proxied.delete(order.transaction);
    });
  }

  start(): void {
    const { plan, opensCall, transaction } = this.#order;
    const { challengers, clock } = this.#core;
    const challenger = opensCall ? challengers.take(transaction.request, clock.monotonicMs()) : undefined;
    // Credentials go to the one that asked for them.
    this.#run(startProxying(challenger === undefined ? plan : { ...plan, targets: [challenger] }));
  }

  /** The caller took its INVITE back. */
  cancel(): void {
    this.#feed({ type: 'cancel' });
  }

  /** Nothing of it runs any more. */
  stop(): void {
    for (const run of this.#runs.values()) this.#clearTimers(run);
  }

  #feed(input: ProxyInput): void {
    if (this.#state !== undefined) this.#run(stepProxying(this.#state, input));
  }

  #run(step: ProxyStep): void {
    this.#state = step.state;
    for (const action of step.actions) this.#execute(action);
  }

  #execute(action: ProxyAction): void {
    switch (action.type) {
      case 'forward':
        this.#resolve(action.branch);
        return;
      case 'cancel':
        this.#cancel(this.#runOf(action.branch));
        return;
      case 'respond':
        this.#respond(action.outcome);
        return;
      case 'release':
        this.#release(this.#runOf(action.branch), action.response);
        return;
      case 'report':
        this.#report(action.branch, action.response);
        return;
      case 'done':
        this.#order.onDone();
        return;
      case 'set-timer':
        this.#setTimer(action.branch, action.timer, action.delayMs);
        return;
      case 'clear-timers':
        this.#clearTimers(this.#runOf(action.branch));
        return;
      default:
        unreachable(action);
    }
  }

  #resolve(branch: number): void {
    const uri = this.#state?.branches[branch]?.uri ?? '';
    const target = targetOfUri(this.#core, uri);
    const isReady = !(target instanceof Promise) && target !== undefined;
    if (isReady) {
      this.#send(branch, target);
      return;
    }
    Promise.resolve(target)
      .then((found) => (found === undefined ? this.#fail(branch, 503) : this.#send(branch, found)))
      .catch((error: unknown) => {
        this.#core.log.error({ err: error }, 'request could not be proxied');
        this.#fail(branch, 503);
      });
  }

  #send(branch: number, target: Target): void {
    const core = this.#core;
    const run = this.#runOf(branch);
    // Looking up the name took so long that nobody wants this target any more.
    const isWanted = this.#state?.answered === undefined && this.#state?.branches[branch]?.cancel === 'none';
    const request = isWanted ? this.#compose(branch, target) : undefined;
    const transaction =
      request === undefined
        ? undefined
        : core.transactions.start(request, target, {
            onResponse: (response, flow) => {
              core.counters.responsesReceived += 1;
              run.flow = flow;
              this.#feed({ type: 'response', branch, response });
            },
            onFailure: (failure) => this.#fail(branch, failure === 'timeout' ? 408 : 503),
            onTimerC: () => this.#feed({ type: 'rang-too-long', branch }),
          });
    if (request === undefined || transaction === undefined) {
      queueMicrotask(() => this.#fail(branch, 503));
      return;
    }
    core.counters.requestsSent += 1;
    if (this.#isCall) tellAttempt(core, 'application', request);
    run.request = request;
    run.target = target;
    run.transaction = transaction;
  }

  /** RFC 3261 section 16.6. Undefined when no listener of ours speaks the target's protocol. */
  #compose(branch: number, target: Target): SipRequest | undefined {
    const { request, transaction, headers, replacesUri } = this.#order;
    const { transports, random, routeKey } = this.#core;
    const parts = transports.partsTowards(target);
    const state = this.#state?.branches[branch];
    if (parts === undefined || state === undefined) return undefined;
    const unique = proxyBranch(newBranch(random), loopMark(routeKey, transaction.request));
    return forwardedRequest(request, {
      uri: replacesUri || state.isRedirect ? state.uri : request.uri,
      via: viaValue({ ...parts, branch: unique }),
      recordRoutes: this.#order.recordsRoute ? this.#recordRoutes(ownUri(parts)) : [],
      headers,
    });
  }

  /** One route, or two where the sides reach us at different addresses (RFC 5658). */
  #recordRoutes(towardsTarget: string): string[] {
    const { transports, routeKey } = this.#core;
    const { transaction, request } = this.#order;
    const mark = callMark(routeKey, request);
    const parts = transports.partsTowards(transaction.responseTarget);
    const towardsCaller = parts === undefined ? towardsTarget : ownUri(parts);
    const uris = towardsCaller === towardsTarget ? [towardsTarget] : [towardsTarget, towardsCaller];
    return uris.map((uri) => recordRoute(uri, mark));
  }

  #cancel(run: BranchRun): void {
    if (run.transaction !== undefined) sendCancel(this.#core, run.transaction);
  }

  #respond(outcome: SipResponse | number): void {
    const { transaction } = this.#order;
    const response =
      typeof outcome === 'number'
        ? createResponse(transaction.request, outcome, { toTag: this.#toTag })
        : returnedResponse(outcome);
    if (response === undefined) return;
    const refused = transaction.respond(response);
    if (refused !== undefined) {
      this.#core.log.debug({ reason: refused, status: response.status }, 'proxied response not sent');
      return;
    }
    this.#core.counters.responsesSent += 1;
    // A 2xx that is repeated, or a second one, is no news.
    if (response.status < 200 || this.#isAnswered) return;
    this.#isAnswered = true;
    if (this.#isCall) tellOutcome(this.#core, 'application', response);
    if (response.status < 300) this.#onAccepted(response);
  }

  /** A phone that registers through us is reached where its REGISTER came from. */
  #onAccepted(response: SipResponse): void {
    const { request, flow } = this.#order.transaction;
    if (request.method !== 'REGISTER') return;
    this.#core.registered.learn(request, response, flow, this.#core.clock.monotonicMs());
  }

  #release(run: BranchRun, response: SipResponse): void {
    if (run.request !== undefined && run.flow !== undefined)
      releaseFork(this.#core, run.request, { response, flow: run.flow });
  }

  #report(branch: number, response: SipResponse): void {
    const { challengers, clock } = this.#core;
    const uri = this.#state?.branches[branch]?.uri ?? '';
    if (response.status === 401 || response.status === 407)
      challengers.learn(response, uri, clock.monotonicMs());
    if (this.#isCall) tellOutcome(this.#core, 'network', response);
    this.#order.onFinal(response, this.#runOf(branch).flow);
  }

  get #isCall(): boolean {
    return this.#order.opensCall && this.#order.request.method === 'INVITE';
  }

  #fail(branch: number, status: 408 | 503): void {
    this.#feed({ type: 'failed', branch, status });
  }

  #runOf(branch: number): BranchRun {
    const known = this.#runs.get(branch);
    if (known !== undefined) return known;
    const run: BranchRun = {
      timers: new Map(),
      request: undefined,
      target: undefined,
      transaction: undefined,
      flow: undefined,
    };
    this.#runs.set(branch, run);
    return run;
  }

  #setTimer(branch: number, timer: ProxyTimer, delayMs: number): void {
    const pending = this.#core.clock.setTimer(delayMs, () => this.#feed({ type: 'timer', branch, timer }));
    this.#runOf(branch).timers.set(timer, pending);
  }

  #clearTimers(run: BranchRun): void {
    for (const timer of run.timers.values()) timer.cancel();
    run.timers.clear();
  }
}

/** `network` is what the target said to us, `application` what we told the caller. */
function tellOutcome(core: Core, source: 'network' | 'application', response: SipResponse): void {
  const isAccepted = response.status < 300;
  if (isAccepted) tellStart(core, source, source === 'network' ? 'proxy-uac' : 'proxy-uas', response);
  else tellStop(core, source, response.status === 487 ? 'call-canceled' : 'call-rejected', response);
}

/** Whether the request names this engine: such a URI has done its duty and gives way to the target. */
export function isForUs(core: Core, request: SipRequest): boolean {
  const hop = nextHopOf(request.uri);
  if (hop === undefined) return false;
  const port = hop.port ?? 5060;
  return core.transports.protocols.some((protocol) =>
    core.transports.isSelf({ protocol, address: hop.host, port }),
  );
}

/** `nothing left`: a request with this much may not go further (RFC 3261 section 16.3 step 3). */
export function isExhausted(request: SipRequest): boolean {
  return Number(header(request, 'Max-Forwards') ?? '70') <= 0;
}
