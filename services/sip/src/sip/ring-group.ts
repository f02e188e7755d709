import { AppError } from '@firstring/kernel';
import type { Leg, LegEvents, LegOrder, LegTrace } from '../app/ports.ts';
import type { Key } from '../domain/key-info.ts';
import type { LegFailure } from '../domain/end-cause.ts';

type StartLeg = (order: LegOrder, events: LegEvents) => Leg;

/**
 * One leg at several places: all ring, the first to answer has it, the others are cancelled (and hung up if they answer in that
 * moment). It has failed when all have; a decline (6xx) or a busy phone ends it only when no other phone rings on.
 */
export class RingGroup implements Leg {
  readonly #events: LegEvents;
  readonly #legs: Leg[] = [];
  readonly #failures: LegFailure[] = [];
  #winner: number | undefined;
  #count: number;

  constructor(start: StartLeg, orders: readonly LegOrder[], events: LegEvents) {
    this.#events = events;
    this.#count = orders.length;
    orders.forEach((order, place) => {
      this.#legs.push(start(order, this.#eventsOf(place)));
    });
  }

  end(): void {
    for (const leg of this.#legs) leg.end();
  }

  sendKey(key: Key): Promise<void> {
    return this.#won().then((leg) => leg.sendKey(key));
  }

  tellTransfer(status: number): void {
    if (this.#winner !== undefined) this.#legs[this.#winner]?.tellTransfer(status);
  }

  reoffer(sdp: string): Promise<string> {
    return this.#won().then((leg) => leg.reoffer(sdp));
  }

  async #won(): Promise<Leg> {
    const leg = this.#winner === undefined ? undefined : this.#legs[this.#winner];
    if (leg !== undefined) return leg;
    throw new AppError({
      reason: 'MEDIA_UNAVAILABLE',
      code: 'failed_precondition',
      message: 'nobody has answered yet',
    });
  }

  traces(): readonly LegTrace[] {
    return this.#legs.flatMap((leg) => leg.traces());
  }

  #eventsOf(place: number): LegEvents {
    const events = this.#events;
    return {
      ringing: (news) => {
        if (this.#winner === undefined) events.ringing(news);
      },
      answered: (news) => {
        if (this.#winner !== undefined) return;
        this.#winner = place;
        this.#legs.forEach((leg, index) => {
          if (index !== place) leg.end();
        });
        events.answered(news);
      },
      failed: (failure) => {
        this.#failures.push(failure);
        if (this.#winner === undefined && this.#failures.length === this.#count) {
          events.failed(strongest(this.#failures));
        }
      },
      ended: (news) => {
        if (this.#winner === place) events.ended(news);
      },
      reoffered: (sdp) => events.reoffered(sdp),
      offerWanted: () => events.offerWanted(),
      offerAnswered: (sdp) => events.offerAnswered(sdp),
      wished: (wish) => events.wished?.(wish),
      keyPressed: (key) => events.keyPressed?.(key),
      referred: (referral) => events.referred?.(referral) ?? Promise.resolve(403),
    };
  }
}

/** What was said outweighs silence, a later word an earlier one of the same class. */
function strongest(failures: readonly LegFailure[]): LegFailure {
  const heard = failures.filter((failure) => failure.heard);
  return heard.at(-1) ?? failures.at(-1) ?? { status: 0, heard: false };
}
