import { AppError, unreachable, type Timer } from '@firstring/kernel';
import type { LadderSubject } from '../domain/call-ladders.ts';
import {
  newTestCall,
  stepTestCall,
  type TestCallAction,
  type TestCallInput,
  type TestCallState,
} from '../domain/test-call.ts';
import type { LegEvents, LegOrder, MediaAnchor } from './ports.ts';
import { SoloLeg, type SoloMedia } from './solo-leg.ts';
import type { TestCallsDeps } from './test-calls.ts';
import { withDeadline } from './with-deadline.ts';

/** The media of a test call: one side only. */
export interface TestMedia extends SoloMedia, Pick<MediaAnchor, 'release'> {
  play(side: 'agent', sound: { readonly type: 'music' }, repeatTimes: number): Promise<unknown>;
  query(): Promise<{ readonly agent: { readonly packets: number } }>;
}

export type Clearance =
  | { readonly type: 'cleared'; readonly orders: readonly LegOrder[] }
  /** From the error catalogue. */
  | { readonly type: 'refused'; readonly reason: string };

/** Whom a test call rings, and what that takes. */
export interface TestTarget {
  readonly subject: LadderSubject;
  /** Empty for an agent's phone. */
  readonly trunkId: string;
  /** The INVITEs, once they may leave. */
  clear(offer: string): Promise<Clearance>;
  /** An 18x or 2xx came. */
  heard?(): void;
  failed?(failure: Parameters<LegEvents['failed']>[0]): void;
  /** Nothing is sent any more. */
  over?(): void;
}

const LIMITS = { ringMs: 20_000, playMs: 8000 };
/** More often than the music lasts. */
const REPEAT_TIMES = 10;
/** How long the last count may take. */
const COUNT_MS = 500;

/** One test call being carried out: rung exactly as a call would ring, and music instead of somebody who talks. */
export class TestCall {
  readonly target: TestTarget;
  readonly startedAt: number;
  readonly #deps: TestCallsDeps;
  readonly #media: TestMedia;
  readonly #leg: SoloLeg;
  #orders: readonly LegOrder[] = [];
  #state: TestCallState;
  #timer: Timer | undefined;
  #packetsHeard = 0;

  constructor(deps: TestCallsDeps, target: TestTarget) {
    this.target = target;
    this.#deps = deps;
    this.startedAt = deps.clock.now();
    this.#state = newTestCall(this.startedAt);
    this.#media = deps.openMedia(target.subject.attemptId);
    const news = {
      ringing: () => this.#heard({ type: 'ringing' }),
      answered: () => this.#heard({ type: 'answered' }),
      failed: (failure: Parameters<LegEvents['failed']>[0]) => {
        target.failed?.(failure);
        this.#take({ type: 'failed', status: failure.status });
      },
      ended: () => this.#take({ type: 'gone' }),
    };
    this.#leg = new SoloLeg({ gateway: deps.gateway, media: this.#media, news });
  }

  get attemptId(): string {
    return this.target.subject.attemptId;
  }

  /** Empty for a test of a trunk. */
  get agentId(): string {
    return this.target.subject.agentId;
  }

  get state(): TestCallState {
    return this.#state;
  }

  /** RTP packets that came from the far end; told when the call is over. */
  get packetsHeard(): number {
    return this.#packetsHeard;
  }

  start(): void {
    const { attemptId, agentId } = this;
    const { subject, trunkId } = this.target;
    this.#deps.ladders.begin(subject, this.startedAt);
    this.#deps.events.testCallStarted({ attemptId, agentId, trunkId });
    this.#media.agentOffer().then(
      (offer) => this.#clear(offer),
      (error: unknown) => this.#noMedia(error),
    );
  }

  end(): void {
    this.#take({ type: 'end' });
  }

  #clear(offer: string): void {
    this.target.clear(offer).then(
      (clearance) => {
        if (clearance.type === 'cleared') this.#orders = clearance.orders;
        this.#take(clearance);
      },
      (error: unknown) => this.#take({ type: 'refused', reason: AppError.from(error).reason }),
    );
  }

  #heard(input: TestCallInput): void {
    this.target.heard?.();
    this.#take(input);
  }

  #take(input: TestCallInput): void {
    const { state, actions } = stepTestCall(this.#state, input, {
      limits: LIMITS,
      nowAt: this.#deps.clock.now(),
    });
    this.#state = state;
    for (const action of actions) this.#run(action);
  }

  #run(action: TestCallAction): void {
    switch (action.type) {
      case 'invite':
        return this.#leg.ring(this.#orders);
      case 'play':
        this.#play().catch((error: unknown) => this.#noMedia(error));
        return;
      case 'setTimer':
        this.#timer?.cancel();
        this.#timer = this.#deps.clock.setTimer(action.delayMs, () => this.#take({ type: 'timer' }));
        return;
      case 'finish':
        this.#finish().catch((error: unknown) =>
          this.#deps.log.warn({ err: error }, 'media of a test call was not released'),
        );
        return;
      default:
        unreachable(action);
    }
  }

  async #play(): Promise<void> {
    // One that was offered nothing has offered in its 200, and was answered in the ACK.
    if (this.#orders.some(({ sdp }) => sdp !== '')) await this.#leg.connect();
    await this.#media.play('agent', { type: 'music' }, REPEAT_TIMES);
  }

  async #finish(): Promise<void> {
    this.#timer?.cancel();
    this.#leg.end();
    this.target.over?.();
    const { attemptId, agentId } = this;
    const { trunkId } = this.target;
    const { outcome = 'ended', sipStatus, reason } = this.#state;
    this.#packetsHeard = await this.#count();
    this.#deps.ladders.end(attemptId, { trunkId }, this.#deps.clock.now());
    const packets = this.#packetsHeard;
    this.#deps.events.testCallEnded({ attemptId, agentId, trunkId, outcome, reason, sipStatus, packets });
    await this.#media.release();
  }

  async #count(): Promise<number> {
    if (this.#leg.answer === '') return 0;
    const counted = this.#media.query().then(({ agent }) => agent.packets);
    return withDeadline(this.#deps.clock, COUNT_MS, counted, () => 0).catch(() => 0);
  }

  #noMedia(error: unknown): void {
    this.#deps.log.warn({ err: error, attemptId: this.attemptId }, 'no media for a test call');
    this.#take({ type: 'mediaFailed' });
  }
}
