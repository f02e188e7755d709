import { unreachable, type Timer } from '@firstring/kernel';
import {
  newTestCall,
  stepTestCall,
  type TestCallAction,
  type TestCallInput,
  type TestCallState,
} from '../domain/test-call.ts';
import type { Leg, LegEvents, LegOrder, MediaAnchor } from './ports.ts';
import type { TestCallsDeps } from './test-calls.ts';
import { withDeadline } from './with-deadline.ts';

/** The media of a test call: one side only. */
export interface TestMedia extends Pick<
  MediaAnchor,
  'agentOffer' | 'agentAnswered' | 'agentReoffered' | 'release'
> {
  play(side: 'agent', sound: { readonly type: 'music' }, repeatTimes: number): Promise<void>;
  query(): Promise<{ readonly agent: { readonly packets: number } }>;
}

const LIMITS = { ringMs: 20_000, playMs: 8000 };
/** More often than the music lasts. */
const REPEAT_TIMES = 10;
/** How long the last count may take. */
const COUNT_MS = 500;

/** One test call being carried out: the agent's phone, exactly as a call would ring it, and music instead of a lead. */
export class TestCall {
  readonly attemptId: string;
  readonly agentId: string;
  readonly startedAt: number;
  readonly #deps: TestCallsDeps;
  readonly #orders: ReadonlyArray<Omit<LegOrder, 'sdp'>>;
  readonly #media: TestMedia;
  #state: TestCallState;
  #offer = '';
  #answer = '';
  #leg: Leg | undefined;
  #timer: Timer | undefined;
  #packetsHeard = 0;

  constructor(
    deps: TestCallsDeps,
    order: {
      readonly attemptId: string;
      readonly agentId: string;
      readonly orders: ReadonlyArray<Omit<LegOrder, 'sdp'>>;
    },
  ) {
    this.attemptId = order.attemptId;
    this.agentId = order.agentId;
    this.#orders = order.orders;
    this.#deps = deps;
    this.startedAt = deps.clock.now();
    this.#state = newTestCall(this.startedAt);
    this.#media = deps.openMedia(order.attemptId);
  }

  get state(): TestCallState {
    return this.#state;
  }

  /** RTP packets that came from the phone; told when the call is over. */
  get packetsHeard(): number {
    return this.#packetsHeard;
  }

  start(): void {
    const { attemptId, agentId } = this;
    const subject = { attemptId, agentId, processId: '', phone: '', test: true };
    this.#deps.ladders.begin(subject, this.startedAt);
    this.#deps.events.testCallStarted({ attemptId, agentId });
    this.#media.agentOffer().then(
      (sdp) => {
        this.#offer = sdp;
        this.#take({ type: 'offered' });
      },
      (error: unknown) => this.#noMedia(error),
    );
  }

  end(): void {
    this.#take({ type: 'end' });
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
      case 'invite': {
        const orders = this.#orders.map((order) => ({ ...order, sdp: this.#offer }));
        this.#leg = this.#deps.gateway.ring(orders, this.#events());
        return;
      }
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
    await this.#media.agentAnswered(this.#answer);
    await this.#media.play('agent', { type: 'music' }, REPEAT_TIMES);
  }

  async #finish(): Promise<void> {
    this.#timer?.cancel();
    this.#leg?.end();
    const { attemptId, agentId } = this;
    const { outcome = 'ended', sipStatus } = this.#state;
    this.#packetsHeard = await this.#count();
    this.#deps.ladders.end(attemptId, { trunkId: '' }, this.#deps.clock.now());
    this.#deps.events.testCallEnded({ attemptId, agentId, outcome, sipStatus, packets: this.#packetsHeard });
    await this.#media.release();
  }

  async #count(): Promise<number> {
    if (this.#answer === '') return 0;
    const counted = this.#media.query().then(({ agent }) => agent.packets);
    return withDeadline(this.#deps.clock, COUNT_MS, counted, () => 0).catch(() => 0);
  }

  #noMedia(error: unknown): void {
    this.#deps.log.warn({ err: error, attemptId: this.attemptId }, 'no media for a test call');
    this.#take({ type: 'mediaFailed' });
  }

  #events(): LegEvents {
    return {
      ringing: () => {},
      answered: ({ sdp }) => {
        this.#answer = sdp;
        this.#take({ type: 'answered' });
      },
      failed: ({ status }) => this.#take({ type: 'failed', status }),
      ended: () => this.#take({ type: 'gone' }),
      reoffered: (sdp) => this.#media.agentReoffered(sdp),
      offerWanted: () => this.#media.agentOffer(),
      offerAnswered: (sdp) => this.#media.agentAnswered(sdp),
    };
  }
}
