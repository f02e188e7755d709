import type { Key } from '../domain/key-info.ts';
import type { CallHandle } from './call-handle.ts';
import type { CallerLeg, LeadLeg, LegTrace } from './ports.ts';

/** Of a call that came in there is one leg of the lead's, and it is up from the start. */
const TRY_NUMBER = 1;

/** The lead's half of a call that came in: nobody is dialled. */
export class CallerSide implements LeadLeg {
  readonly #call: CallHandle;
  readonly #leg: CallerLeg;
  readonly #isElsewhere: boolean;

  /** `isElsewhere`: the caller was answered with a place that is not this call's, where it has heard something. */
  constructor(call: CallHandle, leg: CallerLeg, isElsewhere: boolean) {
    this.#call = call;
    this.#leg = leg;
    this.#isElsewhere = isElsewhere;
    const { media } = call;
    const tryNumber = TRY_NUMBER;
    leg.listen({
      ringing: () => {},
      answered: () => {},
      failed: () => {},
      ended: ({ lost }) => call.hear('p9', { type: 'leadEnded', tryNumber, lost }),
      reoffered: (sdp) => media.leadReoffered(sdp),
      offerWanted: () => media.leadOffer(),
      offerAnswered: (sdp) => media.leadAnswered(sdp),
      wished: (wish) => call.hear(undefined, { type: 'leadMedia', tryNumber, wish }),
      keyPressed: (key) => call.passKey('lead', key),
    });
  }

  async prepare(): Promise<void> {}

  async redeem(): Promise<void> {}

  async commit(): Promise<void> {}

  async invite(): Promise<void> {}

  /** The relay knows the caller since the answer, unless it has to be asked over by a re-INVITE. */
  async connect(): Promise<void> {
    if (!this.#isElsewhere) return;
    const { media } = this.#call;
    await media.leadAnswered(await this.#leg.reoffer(await media.leadOffer()));
  }

  end(): void {
    this.#leg.end();
  }

  sendKey(key: Key): Promise<void> {
    return this.#leg.sendKey(key);
  }

  reoffer(sdp: string): Promise<string> {
    return this.#leg.reoffer(sdp);
  }

  traces(): readonly LegTrace[] {
    return this.#leg.traces();
  }

  release(): void {}
}
