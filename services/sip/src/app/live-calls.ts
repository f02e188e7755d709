import { reasonError } from '@firstring/contracts';
import {
  engagedAgents,
  newCall,
  newInboundCall,
  type CallLimits,
  type CallSubject,
} from '../domain/call-state.ts';
import type { LeadFirstPlan } from '../domain/lead-first.ts';
import type { Permit } from '../domain/permit.ts';
import type { AgentPhone } from './agent-contacts.ts';
import type { CallDeps, CallSettings } from './call-deps.ts';
import type { InboundLegs } from './call-parties.ts';
import type { MediaAnchor } from './ports.ts';
import { LiveCall } from './live-call.ts';
import type { Announcer } from './live-call-order.ts';
import { transferByPhone } from './transfer-by-phone.ts';
import { withDeadline } from './with-deadline.ts';

/** How long closing waits for the last records to be written. */
const CLOSE_MS = 3000;
const TRIES_MAX = 4;

/** The calls of this instance: at most one an agent, at most `callsMax`. */
export class LiveCalls {
  readonly #deps: CallDeps;
  readonly #byAttempt = new Map<string, LiveCall>();
  #closing = false;

  constructor(deps: CallDeps) {
    this.#deps = deps;
  }

  get size(): number {
    return this.#byAttempt.size;
  }

  get(attemptId: string): LiveCall | undefined {
    return this.#byAttempt.get(attemptId);
  }

  /** Oldest first. */
  get all(): readonly LiveCall[] {
    return [...this.#byAttempt.values()];
  }

  /** Whether the agent is in a call. */
  hasAgent(agentId: string): boolean {
    return this.all.some((call) => engagedAgents(call.state).includes(agentId));
  }

  /** Starts an attempt; the caller has made sure that it is new. Resolves when it is durable. */
  async start(order: {
    readonly subject: CallSubject;
    readonly permit?: Permit;
    readonly agentRingMs: number;
    readonly phone: AgentPhone;
  }): Promise<void> {
    const { subject, permit, agentRingMs } = order;
    const { agentId } = subject;
    this.#admit(agentId);
    const limits = { ...limitsOf(this.#deps.settings), agentRingMs };
    const state = newCall(
      { subject, limits, ...(permit === undefined ? {} : { permit }) },
      this.#deps.clock.now(),
    );
    const line = this.#deps.lineOf(agentId);
    const call: LiveCall = new LiveCall(this.#deps, {
      state,
      ...order.phone,
      ...(line === undefined ? {} : { line }),
      onReferred: (referral) => transferByPhone({ ...this.#deps, calls: this }, call, referral),
    });
    this.#deps.makeRoom(agentId);
    await this.#begin(call, { onPreview: permit === undefined });
  }

  /** A call that came in goes on as a call of two: an agent has lifted. Never refused: both are on the line. */
  startInbound(
    order: Omit<Parameters<typeof newInboundCall>[0], 'limits'>,
    inbound: InboundLegs & { readonly media: MediaAnchor },
  ): LiveCall {
    const { agentRingMs } = this.#deps.settings;
    const call: LiveCall = new LiveCall(this.#deps, {
      state: newInboundCall({ ...order, limits: { ...limitsOf(this.#deps.settings), agentRingMs } }),
      contacts: [],
      inbound,
      onReferred: (referral) => transferByPhone({ ...this.#deps, calls: this }, call, referral),
    });
    this.#begin(call, { onPreview: false }).catch((error: unknown) => {
      // Whoever waits for `accepted` has the failure.
      this.#deps.log.debug({ err: error }, 'a call that came in was not written down');
    });
    return call;
  }

  /** Dials the lead of a permit that names no agent (ADR 23). Resolves when the attempt is durable. */
  async startLeadFirst(
    order: { readonly subject: CallSubject; readonly permit: Permit; readonly leadFirst: LeadFirstPlan },
    legs: InboundLegs & { readonly media: MediaAnchor; readonly announce: Announcer },
  ): Promise<void> {
    this.#admit('');
    const { agentRingMs } = this.#deps.settings;
    const limits = { ...limitsOf(this.#deps.settings), agentRingMs };
    const call: LiveCall = new LiveCall(this.#deps, {
      state: newCall({ ...order, limits }, this.#deps.clock.now()),
      contacts: [],
      inbound: legs,
      onReferred: (referral) => transferByPhone({ ...this.#deps, calls: this }, call, referral),
    });
    await this.#begin(call, { onPreview: false });
  }

  #begin(call: LiveCall, { onPreview }: { readonly onPreview: boolean }): Promise<void> {
    const { attemptId, agentId, processId, phone } = call.state.subject;
    this.#byAttempt.set(attemptId, call);
    this.#deps.ladders.begin(
      { attemptId, processId, agentId, phone, test: false },
      call.state.times.requestedAt,
    );
    call.over.then(
      () => this.#forget(call),
      () => this.#forget(call),
    );
    this.#deps.events.callStarted({ attemptId, agentId, onPreview });
    return call.start();
  }

  /** The SIP server is gone: every call is over. */
  loseAll(): void {
    for (const call of this.#byAttempt.values()) call.dispatch({ type: 'engineLost' });
  }

  /** Takes no more calls, lets those that run end by themselves for a while or until told to hurry, hangs up the rest, and writes the last records. */
  async close(drainMs: number, hurry: AbortSignal): Promise<void> {
    this.#closing = true;
    const hurried = Promise.withResolvers<void>();
    if (hurry.aborted) hurried.resolve();
    hurry.addEventListener('abort', () => hurried.resolve(), { once: true });
    await Promise.race([this.#allOver(drainMs), hurried.promise]);
    for (const call of this.#byAttempt.values()) call.dispatch({ type: 'hangUp' });
    await this.#allOver(CLOSE_MS);
    for (const call of this.#byAttempt.values()) call.writer.close();
  }

  #forget({ state }: LiveCall): void {
    const { attemptId } = state.subject;
    this.#byAttempt.delete(attemptId);
    this.#deps.ladders.end(attemptId, { trunkId: state.trunkId }, this.#deps.clock.now());
  }

  async #allOver(waitMs: number): Promise<void> {
    const over = Promise.allSettled([...this.#byAttempt.values()].map((call) => call.over));
    await withDeadline<unknown>(this.#deps.clock, waitMs, over, () => undefined);
  }

  #admit(agentId: string): void {
    if (this.#closing || !this.#deps.gateway.connected) throw reasonError('SIP_UNAVAILABLE');
    if (this.hasAgent(agentId) || this.#deps.isRungForCaller(agentId)) throw reasonError('AGENT_BUSY');
    if (this.#byAttempt.size >= this.#deps.settings.callsMax) {
      throw reasonError('SIP_UNAVAILABLE', { message: 'this instance has all the calls it may have' });
    }
  }
}

function limitsOf(settings: CallSettings): Omit<CallLimits, 'agentRingMs'> {
  const { agentRingMs, agentSilenceMs, permitWaitMs, cancelMs, callMs, silenceMs, silenceCheckMs } = settings;
  return {
    agentSilenceMs,
    permitWaitMs,
    cancelMs,
    callMs,
    silenceMs,
    silenceCheckMs,
    colleagueRingMs: agentRingMs,
    triesMax: TRIES_MAX,
  };
}
