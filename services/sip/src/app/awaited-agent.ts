import { unreachable } from '@firstring/kernel';
import { stepCaller } from '../domain/caller.ts';
import { newCaller, type CallerState, type RingOrder } from '../domain/caller-state.ts';
import type { CallerAction, CallerInput, CallerTimer } from '../domain/caller-step.ts';
import type { LeadFirstPlan } from '../domain/lead-first.ts';
import type { Key } from '../domain/key-info.ts';
import type { CallHandle } from './call-handle.ts';
import { CallerRings } from './caller-rings.ts';
import type { CallersDeps } from './callers.ts';
import { NamedTimers } from './named-timers.ts';
import type { AgentLeg, Attendance, CallerMedia, LegTrace } from './ports.ts';

/** Who is not there fails at once: the call says what becomes of the lead. */
const NOBODY = { status: 480, heard: false };

/**
 * The agent's half of a call whose lead was dialled first (ADR 23): nobody, until the lead has answered. Then it is found as for somebody who
 * has called: the scheduler names agents, and who lifts has the call.
 */
export class AwaitedAgent implements AgentLeg {
  readonly #deps: CallersDeps;
  readonly #call: CallHandle;
  readonly #media: CallerMedia;
  readonly #rings: CallerRings;
  readonly #plan: LeadFirstPlan;
  readonly #onOver: () => void;
  readonly #timers: NamedTimers<CallerTimer>;
  #state: CallerState | undefined;
  #attendance: Attendance | undefined;
  #found: AgentLeg | undefined;

  constructor(
    deps: CallersDeps,
    call: CallHandle,
    more: { readonly plan: LeadFirstPlan; readonly media: CallerMedia; readonly onOver: () => void },
  ) {
    this.#deps = deps;
    this.#call = call;
    this.#plan = more.plan;
    this.#timers = new NamedTimers(deps.clock, (timer) => this.#dispatch({ type: 'timer', timer }));
    this.#media = more.media;
    this.#onOver = more.onOver;
    this.#rings = new CallerRings(deps, {
      attemptId: call.state.subject.attemptId,
      media: more.media,
      isRinging: (ringNumber) => this.#state?.phase === 'ringing' && this.#state.rings === ringNumber,
      note: () => call.writer.flush(),
      hear: (news) => this.#dispatch(news),
    });
  }

  /** The agent whose phone rings for this lead. */
  get ringingAgentId(): string | undefined {
    return this.#state?.phase === 'over' ? undefined : this.#state?.ring?.agentId;
  }

  async prepare(): Promise<void> {}

  /** The lead has answered and is in the queue from now on. */
  async invite(): Promise<void> {
    const { subject, trunkId, sipCallId, shown, times } = this.#call.state;
    const { attemptId, processId, campaignId, leadId, phone, fencingToken } = subject;
    const { waitMs } = this.#plan;
    this.#state = newCaller({
      call: {
        attemptId,
        processId,
        campaignId,
        incomingNumberId: '',
        phone,
        called: shown?.callerId ?? '',
        trunkId,
        sipCallId,
        arrivedAt: times.answerAt ?? this.#deps.clock.now(),
        dialled: { leadId, fencingToken, waitMs },
      },
      limits: { waitMs, agentSilenceMs: this.#deps.settings.agentSilenceMs },
      sound: { type: 'ringing' },
    });
    this.#dispatch({ type: 'arrived' });
  }

  connect(): Promise<void> {
    return this.#found?.connect() ?? Promise.resolve();
  }

  async adopt(): Promise<void> {}

  /** The call wants no agent any more, or not this one. */
  end(): void {
    if (this.#state !== undefined && this.#state.phase !== 'over') this.#dispatch({ type: 'callerGone' });
    this.#found?.end();
  }

  sendKey(key: Key): Promise<void> {
    return this.#found?.sendKey(key) ?? Promise.resolve();
  }

  reoffer(sdp: string): Promise<string> {
    if (this.#found === undefined) throw new Error('nobody is there yet');
    return this.#found.reoffer(sdp);
  }

  tellTransfer(status: number): void {
    this.#found?.tellTransfer(status);
  }

  traces(): readonly LegTrace[] {
    return this.#rings.traces();
  }

  /** The call is over. */
  release(): void {
    this.#timers.clearAll();
    this.#attendance?.leave();
    this.#onOver();
  }

  #dispatch(input: CallerInput): void {
    if (this.#state === undefined) return;
    const { state, actions } = stepCaller(this.#state, input);
    this.#state = state;
    for (const action of actions) this.#run(action);
  }

  #run(action: CallerAction): void {
    switch (action.type) {
      case 'attend':
        this.#attend();
        return;
      case 'ringAgent':
        this.#rings.ring(action.ringNumber, action.order).catch((error: unknown) => {
          this.#deps.log.error({ err: error }, 'no agent can be rung for a lead');
          this.#dispatch({ type: 'broken' });
        });
        return;
      case 'endAgent':
        return this.#rings.get(action.ringNumber)?.end();
      case 'tellRingOver':
        return this.#attendance?.ringOver(action.order, action.outcome);
      // It has answered already.
      case 'answer':
        return this.#dispatch({ type: 'answered' });
      case 'connect':
        return this.#join(action.order);
      case 'lose':
        this.#attendance?.leave();
        return this.#call.dispatch({ type: 'agentFailed', failure: NOBODY });
      case 'setTimer':
        return this.#timers.set(action.timer, action.delayMs);
      case 'clearTimer':
        return this.#timers.clear(action.timer);
      case 'progress':
        return this.#entertain();
      case 'refuse':
      case 'note':
        return;
      default:
        return unreachable(action);
    }
  }

  #attend(): void {
    if (this.#state === undefined) return;
    this.#attendance = this.#deps.queue.attend(this.#state.call, {
      order: (order) => this.#dispatch(order),
      lost: () => this.#dispatch({ type: 'queueLost' }),
      connectedAgentId: () => (this.#found === undefined ? '' : this.#call.state.agentId),
    });
  }

  /** Who has asked for an agent hears music; who has just said hello hears nobody for a moment. */
  #entertain(): void {
    if (this.#plan.recording === undefined) return;
    this.#nicety(this.#media.play('lead', { type: 'music' }, 10_000));
  }

  #join(order: RingOrder): void {
    const ring = this.#rings.get(this.#state?.rings ?? 0);
    if (ring === undefined) throw new Error('nobody was rung');
    const { agentId, fencingToken } = order;
    if (this.#plan.recording !== undefined) this.#nicety(this.#media.stop('lead'));
    this.#call.dispatch({ type: 'agentFound', agentId, fencingToken });
    if (ring.media !== undefined) this.#call.moveTo(ring.media);
    this.#found = ring.toLeg(this.#call);
    this.#found.invite().catch((error: unknown) => {
      this.#deps.log.error({ err: error }, 'lead and agent could not be connected');
      this.#call.dispatch({ type: 'broken' });
    });
    this.#attendance?.connected(order);
  }

  #nicety(step: Promise<unknown>): void {
    step.catch((error: unknown) => this.#deps.log.warn({ err: error }, 'a waiting lead hears nothing'));
  }
}
