import { reasonError } from '@firstring/contracts';
import type { Collection } from '@firstring/store';
import { newCaller, type ArrivedCall, type LostCause } from '../domain/caller-state.ts';
import type { IncomingNumber } from '../domain/incoming-number.ts';
import type { CallerDoc } from '../store/callers.ts';
import { AwaitedAgent } from './awaited-agent.ts';
import type { CallDeps, CallSettings } from './call-deps.ts';
import type { KeyedLock } from './keyed-lock.ts';
import type { LiveCalls } from './live-calls.ts';
import type { CallHandle } from './call-handle.ts';
import type { AgentLeg, CallerLeg, CallerMedia, CallerQueue } from './ports.ts';
import { missCall } from './miss-call.ts';
import type { LostCallDeps } from './report-lost-call.ts';
import { WaitingCaller } from './waiting-caller.ts';
import { withDeadline } from './with-deadline.ts';

export interface CallersDeps extends Omit<CallDeps, 'settings'>, LostCallDeps {
  readonly callers: Collection<CallerDoc>;
  readonly calls: LiveCalls;
  readonly locks: KeyedLock;
  readonly queue: CallerQueue;
  readonly openCallerMedia: (attemptId: string) => CallerMedia;
  readonly settings: CallSettings & CallerSettings;
  /** Throws AGENT_BUSY where the agent is in a call, or rung for somebody else. */
  readonly mustBeFree: (agentId: string, attemptId: string) => void;
}

export interface CallerSettings {
  /** Callers of this instance who wait at once. */
  readonly callersMax: number;
  /** Where announcements lie; empty: none. */
  readonly soundsFolder: string;
}

const CLOSE_MS = 3000;

/** The callers of this instance who have not reached an agent yet. */
export class Callers {
  readonly #deps: CallersDeps;
  readonly #byAttempt = new Map<string, WaitingCaller>();
  /** Agents who are found for leads who were dialled first. */
  readonly #awaited = new Map<string, AwaitedAgent>();
  /** Calls that are being told to dial-back and never waited. */
  readonly #missed = new Map<string, Promise<void>>();
  #closing = false;

  constructor(deps: Omit<CallersDeps, 'mustBeFree'>) {
    const mustBeFree: CallersDeps['mustBeFree'] = (agentId, attemptId) => {
      if (deps.calls.hasAgent(agentId) || this.#isRung(agentId, attemptId)) throw reasonError('AGENT_BUSY');
    };
    this.#deps = { ...deps, mustBeFree };
  }

  get size(): number {
    return this.#byAttempt.size;
  }

  /** Whether somebody sees to this call. */
  has(attemptId: string): boolean {
    return this.#byAttempt.has(attemptId) || this.#missed.has(attemptId);
  }

  /** Whether one more may wait. */
  get hasRoom(): boolean {
    const { gateway, settings } = this.#deps;
    return !this.#closing && gateway.connected && this.#byAttempt.size < settings.callersMax;
  }

  /** Whether the agent's phone rings for a caller. */
  isRinging(agentId: string): boolean {
    return this.#isRung(agentId);
  }

  /** The agent's half of a call whose lead is dialled first. */
  awaitAgent(
    call: CallHandle,
    more: Omit<ConstructorParameters<typeof AwaitedAgent>[2], 'onOver'>,
  ): AgentLeg {
    const { attemptId } = call.state.subject;
    const awaited = new AwaitedAgent(this.#deps, call, {
      ...more,
      onOver: () => this.#awaited.delete(attemptId),
    });
    this.#awaited.set(attemptId, awaited);
    return awaited;
  }

  /** A call to a number that is open now. */
  take(call: ArrivedCall, leg: CallerLeg, number: IncomingNumber): void {
    const { agentSilenceMs } = this.#deps.settings;
    const limits = { waitMs: number.waitMs, agentSilenceMs };
    const state = newCaller({ call, limits, sound: number.waiting });
    const caller = new WaitingCaller(this.#deps, { state, leg });
    this.#byAttempt.set(call.attemptId, caller);
    const forget = (): boolean => this.#byAttempt.delete(call.attemptId);
    caller.over.then(forget, forget);
    caller.start();
  }

  /** A call for which nobody is looked. */
  miss(call: ArrivedCall, leg: CallerLeg, cause: LostCause): void {
    const { instance } = this.#deps.settings;
    const told = missCall({ ...this.#deps, instance }, call, { leg, cause }).finally(() =>
      this.#missed.delete(call.attemptId),
    );
    this.#missed.set(call.attemptId, told);
    told.catch((error: unknown) => this.#deps.log.error({ err: error }, 'a lost call was not seen to'));
  }

  /** The SIP server is gone, and with it every caller. */
  loseAll(): void {
    for (const caller of this.#byAttempt.values()) caller.dispatch({ type: 'callerGone' });
  }

  /** Takes no more, and sends those who wait away: they are called back. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const caller of this.#byAttempt.values()) caller.dispatch({ type: 'broken' });
    const waiting = [...this.#byAttempt.values()].map((caller) => caller.over);
    const over = Promise.allSettled([...waiting, ...this.#missed.values()]);
    await withDeadline<unknown>(this.#deps.clock, CLOSE_MS, over, () => undefined);
  }

  #isRung(agentId: string, but?: string): boolean {
    return [...this.#byAttempt, ...this.#awaited].some(
      ([attemptId, caller]) => attemptId !== but && caller.ringingAgentId === agentId,
    );
  }
}
