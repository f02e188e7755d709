import type { Clock } from '@firstring/kernel';
import type { Collection } from '@firstring/store';
import {
  chooseTrunk,
  IDLE_TRUNK,
  mayCarry,
  returnSlot,
  takeSlot,
  type TrunkLoad,
  type TrunkWish,
} from '../domain/trunk-choice.ts';
import type { Trunk, TrunkTarget } from '../domain/trunk.ts';
import type { TrunkDoc } from '../store/trunks.ts';
import { listTrunks } from './list-trunks.ts';

/** One INVITE's place on a trunk, taken until `release`. */
export interface TrunkSlot {
  readonly trunk: Trunk;
  readonly target: TrunkTarget;
  /**
   * Waits, right before the INVITE, until the last one is far enough away. Its turn was kept in `acquire`, so this evens out only how
   * long claim and journal took.
   */
  spaced(): Promise<void>;
  /** Idempotent. */
  release(outcome: { readonly failed: boolean; readonly retryAfterS?: number | undefined }): void;
}

export type TrunkGrant =
  | { readonly type: 'granted'; readonly slot: TrunkSlot }
  | { readonly type: 'refused'; readonly reason: string };

/** Which trunk carries the next INVITE, and when: rates, limits and rests of this instance. */
export class TrunkPool {
  readonly #deps: { readonly trunks: Collection<TrunkDoc>; readonly clock: Clock };
  readonly #loads = new Map<string, TrunkLoad>();
  /** Before this the next INVITE would follow the last one too closely. */
  readonly #sendableAtMs = new Map<string, number>();

  constructor(deps: { readonly trunks: Collection<TrunkDoc>; readonly clock: Clock }) {
    this.#deps = deps;
  }

  /** Resolves when the trunk's rate allows the INVITE. */
  async acquire(wish: TrunkWish): Promise<TrunkGrant> {
    const trunks = await listTrunks(this.#deps.trunks);
    const nowAt = this.#deps.clock.monotonicMs();
    const choice = chooseTrunk(trunks, this.#loads, wish, nowAt);
    if (choice.type === 'refused') return choice;
    const trunk = trunks.find((candidate) => candidate.trunkId === choice.trunkId);
    const target = trunk?.targets[0];
    if (trunk === undefined || target === undefined) return { type: 'refused', reason: 'TRUNK_UNAVAILABLE' };
    this.#loads.set(trunk.trunkId, takeSlot(this.load(trunk.trunkId), trunk, nowAt));
    if (choice.waitMs > 0) await this.#deps.clock.sleep(choice.waitMs);
    return { type: 'granted', slot: this.#slot(trunk, target) };
  }

  /** Whether there is any trunk for this caller id at all: asked before an agent's phone is rung for nothing. */
  async canCarry(wish: Pick<TrunkWish, 'campaignId' | 'callerId'>): Promise<boolean> {
    const trunks = await listTrunks(this.#deps.trunks);
    return trunks.some((trunk) => mayCarry(trunk, wish));
  }

  load(trunkId: string): TrunkLoad {
    return this.#loads.get(trunkId) ?? IDLE_TRUNK;
  }

  #slot(trunk: Trunk, target: TrunkTarget): TrunkSlot {
    let taken = true;
    return {
      trunk,
      target,
      spaced: async () => {
        const nowMs = this.#deps.clock.monotonicMs();
        const sentAtMs = Math.max(nowMs, this.#sendableAtMs.get(trunk.trunkId) ?? nowMs);
        this.#sendableAtMs.set(trunk.trunkId, sentAtMs + 1000 / trunk.callsPerSecond);
        if (sentAtMs > nowMs) await this.#deps.clock.sleep(sentAtMs - nowMs);
      },
      release: (outcome) => {
        if (!taken) return;
        taken = false;
        const nowAt = this.#deps.clock.monotonicMs();
        this.#loads.set(trunk.trunkId, returnSlot(this.load(trunk.trunkId), outcome, nowAt));
      },
    };
  }
}
