import type { Leg, LegEvents, LegOrder, LegTrace, MediaAnchor, SipGateway } from './ports.ts';

/** The half of a call's media that belongs to this leg. */
export type SoloMedia = Pick<MediaAnchor, 'agentOffer' | 'agentAnswered' | 'agentReoffered'>;

/** What its owner hears of it. */
export interface SoloNews extends Pick<LegEvents, 'failed' | 'ended' | 'wished' | 'keyPressed' | 'referred'> {
  ringing?(): void;
  answered(): void;
}

/** A leg without a second side, and its media in the relay: an open line's, a test call's. */
export class SoloLeg {
  readonly #gateway: SipGateway;
  readonly #media: SoloMedia;
  readonly #news: SoloNews;
  #answer = '';
  #leg: Leg | undefined;

  constructor(parts: { readonly gateway: SipGateway; readonly media: SoloMedia; readonly news: SoloNews }) {
    this.#gateway = parts.gateway;
    this.#media = parts.media;
    this.#news = parts.news;
  }

  /** Once it has been rung. */
  get leg(): Leg | undefined {
    return this.#leg;
  }

  /** Its description as it answered; empty before, and of one that offered in its 200. */
  get answer(): string {
    return this.#answer;
  }

  ring(orders: readonly LegOrder[]): void {
    this.#leg = this.#gateway.ring(orders, this.#events());
  }

  /** Hands what it answered to the relay. */
  connect(): Promise<void> {
    return this.#media.agentAnswered(this.#answer);
  }

  end(): void {
    this.#leg?.end();
  }

  traces(): readonly LegTrace[] | undefined {
    return this.#leg?.traces();
  }

  #events(): LegEvents {
    const { ringing, answered, ...rest } = this.#news;
    return {
      ...rest,
      ringing: () => ringing?.(),
      answered: ({ sdp }) => {
        this.#answer = sdp;
        answered();
      },
      reoffered: (sdp) => this.#media.agentReoffered(sdp),
      offerWanted: () => this.#media.agentOffer(),
      offerAnswered: (sdp) => this.#media.agentAnswered(sdp),
    };
  }
}
