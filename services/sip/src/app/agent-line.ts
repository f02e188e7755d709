import { unreachable, type Timer } from '@firstring/kernel';
import { newLine, stepLine, type LineAction, type LineInput, type LineState } from '../domain/line-state.ts';
import type { AgentLinesDeps } from './agent-lines.ts';
import { traceOf } from './leg-orders.ts';
import type { Leg, LegEvents, LegOrder, LegTrace, LineMedia, MediaAnchor } from './ports.ts';
import { SoloLeg, type SoloNews } from './solo-leg.ts';

/** What a call hears of the line it uses. */
export type LineUser = Pick<LegEvents, 'ended' | 'wished' | 'keyPressed' | 'referred'>;

/** One agent's leg that stays open between calls, and its half of the relay's media. */
export class AgentLine {
  readonly lineId: string;
  readonly agentId: string;
  readonly #deps: AgentLinesDeps;
  readonly #orders: ReadonlyArray<Omit<LegOrder, 'sdp'>>;
  readonly #media: LineMedia;
  readonly #onOver: (line: AgentLine) => void;
  #state: LineState;
  readonly #leg: SoloLeg;
  #offer = '';
  #timer: Timer | undefined;
  #user: LineUser | undefined;
  /** A call has gone on with the line's media and without its phone. */
  #mediaIsAway = false;
  /** It ended because nobody answers any more. */
  #isLost = false;

  constructor(
    deps: AgentLinesDeps,
    line: {
      readonly lineId: string;
      readonly agentId: string;
      readonly orders: ReadonlyArray<Omit<LegOrder, 'sdp'>>;
      readonly onOver: (line: AgentLine) => void;
    },
  ) {
    this.#deps = deps;
    this.lineId = line.lineId;
    this.agentId = line.agentId;
    this.#orders = line.orders;
    this.#onOver = line.onOver;
    this.#media = deps.openMedia(line.lineId);
    this.#leg = new SoloLeg({ gateway: deps.gateway, media: this.#media, news: this.#news() });
    this.#state = newLine(deps.settings.agentRingMs);
  }

  get phase(): LineState['phase'] {
    return this.#state.phase;
  }

  traces(): readonly LegTrace[] {
    return this.#leg.traces() ?? this.#orders.map(traceOf);
  }

  /** Begins to ring once `durable` resolves; nothing is sent when it rejects. */
  async open(durable: () => Promise<void>): Promise<void> {
    try {
      [this.#offer] = await Promise.all([this.#media.agentOffer(), durable()]);
    } catch (error) {
      this.#take({ type: 'unprepared' });
      throw error;
    }
    this.#take({ type: 'prepared' });
  }

  close(): void {
    this.#take({ type: 'close' });
  }

  /** The SIP server is gone, and the leg with it. */
  lose(): void {
    this.#isLost = true;
    this.#leg.end();
    this.#take({ type: 'gone' });
  }

  /** A call uses the line; undefined while another one does, or when it is not up. */
  lend():
    | { readonly media: MediaAnchor; readonly begin: (user: LineUser) => void; readonly leg: Leg }
    | undefined {
    const { leg } = this.#leg;
    if (this.#state.phase !== 'up' || this.#user !== undefined || leg === undefined) return undefined;
    this.#user = NOBODY;
    const media = { ...bound(this.#media), release: () => this.#giveBack() };
    const begin = (user: LineUser): void => {
      this.#user = user;
      // It hung up in this very moment.
      if (this.#state.phase === 'over') user.ended({ lost: this.#isLost });
    };
    return { media, begin, leg };
  }

  /** The call goes on without this phone: the line is over, its media is the call's. */
  leave(): void {
    this.#mediaIsAway = true;
    this.close();
  }

  async #giveBack(): Promise<void> {
    this.#user = undefined;
    await (this.#state.phase === 'over' ? this.#media.release() : this.#media.nextLead());
  }

  #take(input: LineInput): void {
    const { state, actions } = stepLine(this.#state, input);
    this.#state = state;
    for (const action of actions) this.#run(action);
  }

  #run(action: LineAction): void {
    switch (action.type) {
      case 'ring':
        return this.#leg.ring(this.#orders.map((order) => ({ ...order, sdp: this.#offer })));
      case 'connect':
        this.#leg.connect().catch((error: unknown) => {
          this.#deps.log.warn({ err: error }, 'no media for a line');
          this.close();
        });
        return;
      case 'hangUp':
        return this.#leg.end();
      case 'setTimer':
        this.#timer = this.#deps.clock.setTimer(action.delayMs, () => this.#take({ type: 'timer' }));
        return;
      case 'clearTimer':
        return this.#timer?.cancel();
      case 'release':
        return this.#release();
      default:
        return unreachable(action);
    }
  }

  #release(): void {
    this.#onOver(this);
    // A call on it releases the media when it is over.
    if (this.#user !== undefined) {
      if (!this.#mediaIsAway) this.#user.ended({ lost: this.#isLost });
      return;
    }
    this.#media.release().catch((error: unknown) => {
      this.#deps.log.warn({ err: error }, 'media of a line was not released');
    });
  }

  #news(): SoloNews {
    return {
      answered: () => this.#take({ type: 'answered' }),
      failed: () => this.#take({ type: 'gone' }),
      ended: ({ lost }) => {
        this.#isLost = lost;
        this.#take({ type: 'gone' });
      },
      wished: (wish) => this.#user?.wished?.(wish),
      keyPressed: (key) => this.#user?.keyPressed?.(key),
      referred: (referral) => this.#user?.referred?.(referral) ?? Promise.resolve(403),
    };
  }
}

/** Between being lent and the call's first listening. */
const NOBODY: LineUser = { ended: () => {} };

/** The methods as a value of their own: an anchor's are its class's. */
function bound(media: MediaAnchor): MediaAnchor {
  return {
    agentOffer: () => media.agentOffer(),
    agentAnswered: (sdp) => media.agentAnswered(sdp),
    agentReoffered: (sdp) => media.agentReoffered(sdp),
    leadOffer: () => media.leadOffer(),
    leadAnswered: (sdp) => media.leadAnswered(sdp),
    leadReoffered: (sdp) => media.leadReoffered(sdp),
    colleagueOffer: () => media.colleagueOffer(),
    colleagueAnswered: (sdp) => media.colleagueAnswered(sdp),
    colleagueReoffered: (sdp) => media.colleagueReoffered(sdp),
    adoptColleague: () => media.adoptColleague(),
    dropColleague: () => media.dropColleague(),
    arrange: (arrangement) => media.arrange(arrangement),
    playRingback: () => media.playRingback(),
    stopRingback: () => media.stopRingback(),
    silentSides: (limitMs, nowAt) => media.silentSides(limitMs, nowAt),
    startRecording: (order) => media.startRecording(order),
    stopRecording: () => media.stopRecording(),
    release: () => media.release(),
  };
}
