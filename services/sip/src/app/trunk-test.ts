import type { LadderSubject } from '../domain/call-ladders.ts';
import { applyMediaPolicy } from '../domain/offer-policy.ts';
import type { TestPermit } from '../domain/permit.ts';
import { blameTarget } from './blame-target.ts';
import type { CallDeps } from './call-deps.ts';
import { leadOrder } from './leg-orders.ts';
import type { LegEvents } from './ports.ts';
import { settleUntilTaken } from './settle-permit.ts';
import type { Clearance, TestTarget } from './test-call.ts';
import type { TrunkSlot } from './trunk-pool.ts';

export type TrunkTestDeps = Pick<CallDeps, 'clock' | 'random' | 'log' | 'events' | 'claim'> & {
  readonly settings: Pick<CallDeps['settings'], 'redeemFreshMs'>;
};

/** A test number over the one trunk that its permit names: redeemed right before the INVITE, and settled whatever comes. */
export class TrunkTest implements TestTarget {
  readonly subject: LadderSubject;
  readonly trunkId: string;
  readonly #deps: TrunkTestDeps;
  readonly #permit: TestPermit;
  readonly #slot: TrunkSlot;
  #rang = false;
  #over = false;

  constructor(deps: TrunkTestDeps, permit: TestPermit, slot: TrunkSlot) {
    const { attemptId, processId, phone } = permit;
    this.subject = { attemptId, processId, agentId: '', phone, test: true };
    this.trunkId = permit.trunkId;
    this.#deps = deps;
    this.#permit = permit;
    this.#slot = slot;
  }

  async clear(offer: string): Promise<Clearance> {
    const { clock, claim, settings } = this.#deps;
    const { trunk } = this.#slot;
    const sdp = applyMediaPolicy(offer, trunk.media);
    if (sdp === undefined) return { type: 'refused', reason: 'MEDIA_UNAVAILABLE' };
    const redeemed = await claim.redeem(this.#permit, 1);
    if (redeemed.type === 'refused') return redeemed;
    const redeemedAtMs = clock.monotonicMs();
    await this.#slot.spaced();
    // A process may have been paused in between (F35).
    if (clock.monotonicMs() - redeemedAtMs > settings.redeemFreshMs) {
      return { type: 'refused', reason: 'PERMIT_EXPIRED' };
    }
    const { attemptId, phone } = this.#permit;
    const order = leadOrder(this.#deps, { attemptId, tryNumber: 1 }, { slot: this.#slot, phone });
    const sent = { ...order, sdp: trunk.media.delayedOffer === true ? '' : sdp };
    return { type: 'cleared', orders: [sent] };
  }

  heard(): void {
    this.#slot.works();
    if (this.#rang || this.#over) return;
    this.#rang = true;
    this.#settle('RINGING');
  }

  failed(failure: Parameters<LegEvents['failed']>[0]): void {
    const { attemptId } = this.subject;
    blameTarget(this.#deps.events, { attemptId, slot: this.#slot, failure, wasEnded: this.#over });
  }

  over(): void {
    this.#over = true;
    this.#slot.release();
    this.#settle('COUNTED');
  }

  /** Claim forgets a test whose end it was not told of, so nobody waits for this. */
  #settle(outcome: 'RINGING' | 'COUNTED'): void {
    settleUntilTaken(this.#deps, this.#permit, outcome).catch((error: unknown) =>
      this.#deps.log.warn({ err: error }, 'a test call’s permit was not settled'),
    );
  }
}
