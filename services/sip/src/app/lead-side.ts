import { reasonError } from '@firstring/contracts';
import { AppError, failpoint, type Timer } from '@firstring/kernel';
import type { Key } from '../domain/key-info.ts';
import { applyMediaPolicy } from '../domain/offer-policy.ts';
import { redirectTarget } from '../domain/redirect-target.ts';
import { routeId } from '../domain/trunk-choice.ts';
import { blameTarget } from './blame-target.ts';
import type { CallDeps } from './call-deps.ts';
import type { CallHandle, NamedStep } from './call-handle.ts';
import { leadOrder, traceOf } from './leg-orders.ts';
import type { LeadLeg, Leg, LegEvents, LegOrder, LegTrace, MediaAnchor } from './ports.ts';
import type { TrunkSlot } from './trunk-pool.ts';
import { withDeadline } from './with-deadline.ts';

/** How long the journal may take before an INVITE that waits for it is given up. */
const COMMIT_MS = 2000;
const PROBE_MS = 2000;

/** One INVITE to the lead over one trunk. */
interface Try {
  readonly slot: TrunkSlot;
  readonly order: LegOrder;
  leg: Leg | undefined;
  redeemedAtMs: number;
  ended: boolean;
  heard: boolean;
  silence: Timer | undefined;
}

/** The lead's half of a call: trunk, permit, INVITE; a new try for each trunk. */
export class LeadSide implements LeadLeg {
  readonly #deps: CallDeps;
  readonly #call: CallHandle;
  readonly #tries = new Map<number, Try>();
  #sdp = '';
  /** Route that a trunk has sent us to. */
  #preferred: string | undefined;
  #released = false;
  /** Whose offer the lead has answered: an agent who has an open line takes the lead elsewhere. */
  #offeredBy: MediaAnchor | undefined;

  constructor(deps: CallDeps, call: CallHandle) {
    this.#deps = deps;
    this.#call = call;
  }

  /** A trunk, the relay's offer and a flushed journal, all at once. */
  async prepare(tryNumber: number): Promise<void> {
    const { state, writer } = this.#call;
    const { permit } = state;
    if (permit === undefined) return;
    const excluded = [...this.#tries.values()].map(({ slot }) => routeOf(slot));
    const { phone } = permit;
    const waitMsMax = this.#deps.settings.trunkWaitMs;
    const wish = { ...permit, excluded, waitMsMax, preferred: this.#preferred };
    const acquired = this.#deps.trunkPool.acquire(wish);
    const [grant, sdp, flushed] = await Promise.allSettled([
      acquired,
      this.#offerFor(acquired),
      writer.flush(),
    ]);
    const slot =
      grant.status === 'fulfilled' && grant.value.type === 'granted' ? grant.value.slot : undefined;
    const offer =
      slot === undefined || sdp.status === 'rejected'
        ? undefined
        : applyMediaPolicy(sdp.value, slot.trunk.media);
    if (slot === undefined || offer === undefined || flushed.status === 'rejected' || this.#released) {
      slot?.release();
      const reason = refusalOf(grant) ?? (offer === undefined ? 'MEDIA_UNAVAILABLE' : 'STORE_UNAVAILABLE');
      this.#call.dispatch({ type: 'leadUnprepared', tryNumber, reason });
      return;
    }
    const beforeAck = (): Promise<void> => failpoint('sip.p7.before');
    const order = {
      ...leadOrder(this.#deps, { attemptId: state.subject.attemptId, tryNumber }, { slot, phone }),
      sdp: slot.trunk.media.delayedOffer === true ? '' : offer,
      beforeAck,
    };
    this.#tries.set(tryNumber, {
      slot,
      order,
      leg: undefined,
      redeemedAtMs: 0,
      ended: false,
      heard: false,
      silence: undefined,
    });
    const { trunkId, identity } = slot.trunk;
    const shown = { callerId: slot.callerId, attestation: identity.attestation };
    this.#call.dispatch({ type: 'leadPrepared', tryNumber, trunkId, sipCallId: order.callId, shown });
  }

  /** The relay's offer depends on nothing; one of the agent's phone itself depends on the trunk. */
  async #offerFor(acquired: ReturnType<CallDeps['trunkPool']['acquire']>): Promise<string> {
    const { media } = this.#call;
    this.#offeredBy = media;
    if (media.useTrunk !== undefined) {
      const grant = await acquired;
      if (grant.type === 'granted') await media.useTrunk(grant.slot.trunk.media.direct === true);
    }
    return media.leadOffer();
  }

  reoffer(sdp: string): Promise<string> {
    const leg = this.#tries.get(this.#call.state.tryNumber)?.leg;
    return leg?.reoffer(sdp) ?? Promise.reject(reasonError('MEDIA_UNAVAILABLE'));
  }

  async redeem(tryNumber: number): Promise<void> {
    const { permit } = this.#call.state;
    const attempt = this.#tries.get(tryNumber);
    if (permit === undefined || attempt === undefined) return;
    const result = await this.#call.askClaim(() => this.#deps.claim.redeem(permit, tryNumber));
    attempt.redeemedAtMs = this.#deps.clock.monotonicMs();
    this.#call.dispatch(
      result.type === 'redeemed'
        ? { type: 'redeemed', tryNumber }
        : { type: 'refused', tryNumber, reason: result.reason },
    );
  }

  /** The journal must know before the INVITE leaves: after a crash, "not known" means "not sent". */
  async commit(tryNumber: number): Promise<void> {
    const late = (): never => {
      throw new Error('the journal is too slow');
    };
    try {
      await withDeadline(this.#deps.clock, COMMIT_MS, this.#call.writer.flush(), late);
      this.#call.dispatch({ type: 'committed', tryNumber });
    } catch (error) {
      this.#deps.log.warn({ err: error }, 'no INVITE without its journal entry');
      this.#call.dispatch({ type: 'uncommitted', tryNumber, reason: 'STORE_UNAVAILABLE' });
    }
  }

  async invite(tryNumber: number): Promise<void> {
    const attempt = this.#tries.get(tryNumber);
    if (attempt === undefined) return;
    if (await this.#mayLeave(attempt)) {
      attempt.leg = this.#deps.gateway.ring([attempt.order], this.#events(attempt, tryNumber));
      this.#watchSilence(attempt, tryNumber);
      await failpoint('sip.p5.after');
    } else {
      // Proof that no phone rang.
      this.#hear(attempt, undefined, {
        type: 'leadFailed',
        tryNumber,
        failure: { status: 503, heard: false },
      });
    }
  }

  /** The last wait before the INVITE; afterwards claim's word must still be fresh: a process may have been paused in between (F35). */
  async #mayLeave(attempt: Try): Promise<boolean> {
    try {
      await failpoint('sip.p5.before');
      await attempt.slot.spaced();
    } catch (error) {
      this.#deps.log.error({ err: error }, 'an INVITE to a lead was not sent');
      return false;
    }
    const ageMs = this.#deps.clock.monotonicMs() - attempt.redeemedAtMs;
    return !attempt.ended && ageMs <= this.#deps.settings.redeemFreshMs;
  }

  /** Hands the lead's description, early or final, to the relay. */
  async connect(): Promise<void> {
    const { state, media } = this.#call;
    const attempt = this.#tries.get(state.tryNumber);
    if (media !== this.#offeredBy) return media.leadAnswered(await this.reoffer(await media.leadOffer()));
    if (attempt?.order.sdp !== '') return media.leadAnswered(this.#sdp);
    // Its offer was answered in the ACK. What a SIP server repeats when the session timer runs is the last SDP of a re-INVITE.
    if (state.leadLeg !== 'up') return;
    try {
      await media.leadAnswered(await this.reoffer(await media.leadOffer()));
    } catch (error) {
      this.#deps.log.warn({ err: error }, 'a trunk that offered in its 200 takes no offer of ours');
    }
  }

  end(tryNumber: number): void {
    const attempt = this.#tries.get(tryNumber);
    if (attempt === undefined) return;
    attempt.ended = true;
    attempt.silence?.cancel();
    attempt.leg?.end();
  }

  /** To the lead whose leg is up. */
  async sendKey(key: Key): Promise<void> {
    await this.#tries.get(this.#call.state.tryNumber)?.leg?.sendKey(key);
  }

  traces(): readonly LegTrace[] {
    return [...this.#tries.values()].flatMap((each) => each.leg?.traces() ?? [traceOf(each.order)]);
  }

  release(): void {
    this.#released = true;
    for (const attempt of this.#tries.values()) {
      attempt.silence?.cancel();
      attempt.slot.release();
    }
  }

  #events(attempt: Try, tryNumber: number): LegEvents {
    const call = this.#call;
    return {
      ringing: ({ sdp }) => {
        attempt.slot.works();
        if (sdp !== undefined && !attempt.ended) this.#sdp = sdp;
        const earlyMedia = sdp !== undefined && attempt.slot.trunk.media.earlyMedia === 'play';
        this.#hear(attempt, 'p6', { type: 'leadRinging', tryNumber, earlyMedia });
      },
      answered: ({ sdp }) => {
        attempt.slot.works();
        if (sdp !== '' && !attempt.ended) this.#sdp = sdp;
        this.#hear(attempt, 'p7', { type: 'leadAnswered', tryNumber });
      },
      failed: (failure) => this.#failed(attempt, tryNumber, failure),
      ended: ({ lost }) => this.#hear(attempt, 'p9', { type: 'leadEnded', tryNumber, lost }),
      reoffered: (sdp) => call.media.leadReoffered(sdp),
      offerWanted: () => call.media.leadOffer(),
      offerAnswered: (sdp) => call.media.leadAnswered(sdp),
      wished: (wish) => this.#call.hear(undefined, { type: 'leadMedia', tryNumber, wish }),
      keyPressed: (key) => this.#call.passKey('lead', key),
    };
  }

  #failed(attempt: Try, tryNumber: number, failure: Parameters<LegEvents['failed']>[0]): void {
    const { slot } = attempt;
    const { trunkId, targets, followRedirects } = slot.trunk;
    const elsewhere = followRedirects
      ? redirectTarget(failure, { targets, order: attempt.order })
      : undefined;
    if (elsewhere !== undefined) this.#preferred = routeId(trunkId, elsewhere);
    const { attemptId } = this.#call.state.subject;
    blameTarget(this.#deps.events, { attemptId, slot, failure, wasEnded: attempt.ended });
    const news = elsewhere === undefined ? failure : { ...failure, elsewhere: true };
    this.#hear(attempt, undefined, { type: 'leadFailed', tryNumber, failure: news });
  }

  #hear(attempt: Try, step: NamedStep | undefined, input: Parameters<CallHandle['hear']>[1]): void {
    attempt.heard = true;
    attempt.silence?.cancel();
    this.#call.hear(step, input);
  }

  /**
   * The SIP server keeps a 100 to itself (docs/control-protocol.md section 4), so a silent INVITE is checked by asking the trunk
   * (F57).
   */
  #watchSilence(attempt: Try, tryNumber: number): void {
    // A carrier that ignores OPTIONS cannot be told from one that is gone.
    if (attempt.slot.trunk.probe.off) return;
    attempt.silence = this.#deps.clock.setTimer(this.#deps.settings.trunkSilenceMs, () => {
      this.#deps.gateway.probe(attempt.slot.target.address, PROBE_MS).then(
        (alive) => {
          if (alive || attempt.heard || attempt.ended) return;
          attempt.slot.release({ status: 0 });
          this.#call.hear(undefined, { type: 'trunkSilent', tryNumber });
        },
        (error: unknown) => this.#deps.log.warn({ err: error }, 'trunk could not be probed'),
      );
    });
  }
}

function routeOf({ trunk, target }: TrunkSlot): string {
  return routeId(trunk.trunkId, target.address);
}

function refusalOf(
  grant: PromiseSettledResult<{ readonly type: string; readonly reason?: string }>,
): string | undefined {
  if (grant.status === 'rejected') return AppError.from(grant.reason).reason;
  return grant.value.type === 'refused' ? grant.value.reason : undefined;
}
