import { formatVia, parseVia } from '../message/headers/via.ts';
import { withParam } from '../message/headers/params.ts';
import { replaceFirstHeader } from '../message/build.ts';
import { header, type SipRequest, type SipResponse } from '../message/message.ts';
import type { Flow, SendFailure, Target } from '../transport/transport.ts';
import type { ClientEvents, SentRequest } from './client-transaction.ts';

export interface TryDeps {
  /** Starts one try in a transaction of its own; undefined when the limit is reached. */
  readonly start: (request: SipRequest, target: Target, events: ClientEvents) => SentRequest | undefined;
  /** Sent-by of a Via towards this target; undefined when none of our listeners speaks its protocol. */
  readonly sentBy: (target: Target) => { transport: string; host: string; port: number } | undefined;
  readonly newBranch: () => string;
  /** A target that failed: later requests try it last. */
  readonly onOut: (target: Target, outage: Outage) => void;
}

/** How a try ended; `waitS` is the Retry-After of a 503. */
export interface Outage {
  readonly failure: 'timeout' | '503' | SendFailure;
  readonly waitS?: number;
}

/**
 * A request that may go to several targets, one after the other (RFC 3263 section 4.3): those of one name, or one server by TCP and then by
 * UDP. The next one is tried, with a branch of its own, when a target cannot be reached, is silent, or answers 503; not once a
 * provisional response has come, except for 503, and not when the request was cancelled.
 */
export class TriedRequest implements SentRequest {
  readonly #deps: TryDeps;
  readonly #events: ClientEvents;
  #current: SentRequest;
  #isHeard = false;
  #stays = false;

  private constructor(deps: TryDeps, events: ClientEvents, first: SentRequest) {
    this.#deps = deps;
    this.#events = events;
    this.#current = first;
  }

  static start(
    deps: TryDeps,
    what: { request: SipRequest; target: Target; events: ClientEvents },
  ): TriedRequest | undefined {
    // Events come only after `start` has returned, so `tried` is set by then.
    const first = deps.start(what.request, what.target, {
      onResponse: (response, flow) => tried?.onResponse(first, response, flow),
      onFailure: (failure) => tried?.onFailure(first, failure),
      onTimerC: () => what.events.onTimerC?.(),
    });
    const tried = first === undefined ? undefined : new TriedRequest(deps, what.events, first);
    return tried;
  }

  get request(): SipRequest {
    return this.#current.request;
  }

  get target(): Target {
    return this.#current.target;
  }

  cancelSent(): void {
    this.#stays = true;
    this.#current.cancelSent();
  }

  stay(): void {
    this.#stays = true;
  }

  private onResponse(from: SentRequest | undefined, response: SipResponse, flow: Flow): void {
    if (from !== this.#current) return;
    if (response.status === 503) {
      const waitS = Number.parseInt(header(response, 'Retry-After') ?? '', 10);
      if (this.#goOn({ failure: '503', ...(Number.isNaN(waitS) ? {} : { waitS }) })) return;
    }
    this.#isHeard = true;
    this.#events.onResponse(response, flow);
  }

  private onFailure(from: SentRequest | undefined, failure: 'timeout' | SendFailure): void {
    if (from !== this.#current) return;
    if (!this.#isHeard && this.#goOn({ failure })) return;
    this.#events.onFailure(failure);
  }

  #goOn(outage: Outage): boolean {
    const { request, target } = this.#current;
    this.#deps.onOut(target, outage);
    if (this.#stays) return false;
    for (let next = nextOf(target, outage); next !== undefined; next = next.next) {
      const again = this.#addressed(request, next);
      const sent = again === undefined ? undefined : this.#try(again, next);
      if (sent === undefined) continue;
      this.#isHeard = false;
      this.#current = sent;
      return true;
    }
    return false;
  }

  #try(request: SipRequest, target: Target): SentRequest | undefined {
    const sent = this.#deps.start(request, target, {
      onResponse: (response, flow) => this.onResponse(sent, response, flow),
      onFailure: (failure) => this.onFailure(sent, failure),
      onTimerC: () => this.#events.onTimerC?.(),
    });
    return sent;
  }

  #addressed(request: SipRequest, target: Target): SipRequest | undefined {
    return addressedTo(request, { sentBy: this.#deps.sentBy(target), branch: this.#deps.newBranch() });
  }
}

/** The same request for another target: only the top Via differs. */
export function addressedTo(
  request: SipRequest,
  own: { sentBy: { transport: string; host: string; port: number } | undefined; branch: string },
): SipRequest | undefined {
  const via = parseVia(header(request, 'Via') ?? '');
  if (via === undefined || own.sentBy === undefined) return undefined;
  const params = withParam(via.params, 'branch', own.branch);
  return replaceFirstHeader(request, 'Via', formatVia({ ...own.sentBy, params }));
}

/** A server that was reached and refused, or is silent, is not asked again by another protocol. */
function nextOf(target: Target, { failure }: Outage): Target | undefined {
  const isReached = failure === 'timeout' || failure === '503';
  const { next } = target;
  const isSameServer = next?.address === target.address && next.port === target.port;
  return isReached && isSameServer ? next.next : next;
}
