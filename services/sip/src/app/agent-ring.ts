import type { AgentLeg, Leg, LegEvents, LegOrder, LegTrace, MediaAnchor } from './ports.ts';
import type { CallHandle } from './call-handle.ts';
import { joinLifted } from './join-lifted.ts';
import { traceOf } from './leg-orders.ts';
import { SoloLeg, type SoloMedia } from './solo-leg.ts';
import type { LineUser } from './agent-line.ts';

/** What a caller hears of the phone that is rung for it. */
export interface RingNews {
  ringing(): void;
  answered(): void;
  failed(failure: Parameters<LegEvents['failed']>[0]): void;
}

/** An agent who is rung for a caller, in whatever way. */
export interface RungAgent {
  /** Where it is not the caller's own. */
  readonly media?: MediaAnchor;
  /** CANCEL or BYE, whichever fits; idempotent. */
  end(): void;
  traces(): readonly LegTrace[];
  /** The agent has lifted: half of a call of two. */
  toLeg(call: CallHandle): AgentLeg;
}

/** An agent's phone that is rung for a caller, and once it has lifted the agent's half of the call. */
export class AgentRing implements RungAgent {
  readonly #media: SoloMedia;
  readonly #orders: ReadonlyArray<Omit<LegOrder, 'sdp'>>;
  readonly #leg: SoloLeg;
  #offer = '';
  #ended = false;
  #user: LineUser | undefined;
  /** It hung up before the call had begun. */
  #gone: { readonly lost: boolean } | undefined;

  constructor(
    gateway: ConstructorParameters<typeof SoloLeg>[0]['gateway'],
    phone: { readonly media: SoloMedia; readonly orders: ReadonlyArray<Omit<LegOrder, 'sdp'>> },
    news: RingNews,
  ) {
    this.#media = phone.media;
    this.#orders = phone.orders;
    this.#leg = new SoloLeg({
      gateway,
      media: phone.media,
      news: {
        ...news,
        ended: (how) => {
          this.#gone = how;
          this.#user?.ended(how);
        },
        wished: (wish) => this.#user?.wished?.(wish),
        keyPressed: (key) => this.#user?.keyPressed?.(key),
        referred: (referral) => this.#user?.referred?.(referral) ?? Promise.resolve(403),
      },
    });
  }

  async prepare(): Promise<void> {
    this.#offer = await this.#media.agentOffer();
  }

  ring(): void {
    if (!this.#ended) this.#leg.ring(this.#orders.map((order) => ({ ...order, sdp: this.#offer })));
  }

  end(): void {
    this.#ended = true;
    this.#leg.end();
  }

  connect(): Promise<void> {
    return this.#leg.connect();
  }

  get leg(): Leg | undefined {
    return this.#leg.leg;
  }

  traces(): readonly LegTrace[] {
    return this.#leg.traces() ?? this.#orders.map(traceOf);
  }

  toLeg(call: CallHandle): AgentLeg {
    return new LiftedSide(call, this);
  }

  /** The call hears it from now on. */
  begin(user: LineUser): void {
    this.#user = user;
    if (this.#gone !== undefined) user.ended(this.#gone);
  }
}

/** The agent's half of a call, of which the phone has lifted already. */
class LiftedSide implements AgentLeg {
  readonly #call: CallHandle;
  readonly #ring: AgentRing;

  constructor(call: CallHandle, ring: AgentRing) {
    this.#call = call;
    this.#ring = ring;
  }

  async prepare(): Promise<void> {}

  async invite(): Promise<void> {
    joinLifted(this.#call, this.#ring);
  }

  connect(): Promise<void> {
    return this.#ring.connect();
  }

  async adopt(): Promise<void> {}

  end(): void {
    this.#ring.end();
  }

  sendKey(key: Parameters<Leg['sendKey']>[0]): Promise<void> {
    return this.#ring.leg?.sendKey(key) ?? Promise.resolve();
  }

  reoffer(sdp: string): Promise<string> {
    const { leg } = this.#ring;
    if (leg === undefined) throw new Error('the phone has not been rung');
    return leg.reoffer(sdp);
  }

  tellTransfer(status: number): void {
    this.#ring.leg?.tellTransfer(status);
  }

  traces(): readonly LegTrace[] {
    return this.#ring.traces();
  }
}
