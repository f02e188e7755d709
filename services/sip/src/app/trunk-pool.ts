import type { Clock, Random } from '@firstring/kernel';
import type { Collection } from '@firstring/store';
import {
  allowedCallerId,
  chooseTrunk,
  IDLE_TRUNK,
  returnSlot,
  routeId,
  takeSlot,
  type TrunkChoice,
  type TrunkLoad,
  type TrunkWish,
} from '../domain/trunk-choice.ts';
import { NEW_TARGET, stepHealth, type HealthInput, type TargetHealth } from '../domain/target-health.ts';
import type { Trunk, TrunkTarget } from '../domain/trunk.ts';
import type { TrunkDoc } from '../store/trunks.ts';
import { InviteMeter } from './invite-meter.ts';
import { listTrunks } from './list-trunks.ts';

/** One INVITE's place on a trunk, taken until `release`. */
export interface TrunkSlot {
  readonly trunk: Trunk;
  readonly target: TrunkTarget;
  /** E.164 to show. */
  readonly callerId: string;
  /**
   * Waits, right before the INVITE, until the last one is far enough away. Its turn was kept in `acquire`, so this evens out only how
   * long claim and journal took.
   */
  spaced(): Promise<void>;
  /** The target has answered as one that works. */
  works(): void;
  /** Gives the place back; with the status (0: no answer) when the target is to blame. Idempotent. */
  release(failure?: { readonly status: number; readonly retryAfterS?: number | undefined }): void;
}

export type TrunkGrant =
  | { readonly type: 'granted'; readonly slot: TrunkSlot }
  | { readonly type: 'refused'; readonly reason: string };

/** What a trunk has done on this instance. */
export interface TrunkUse extends TrunkLoad {
  readonly lastSecond: number;
  readonly lastMinute: number;
  readonly total: number;
  readonly failures: number;
}

export interface TrunkPoolDeps {
  readonly trunks: Collection<TrunkDoc>;
  readonly clock: Clock;
  readonly random: Random;
}

/** Which trunk and target carries the next INVITE, and when: rates, limits, rests and health as this instance knows them. */
export class TrunkPool {
  readonly #deps: TrunkPoolDeps;
  readonly #loads = new Map<string, TrunkLoad>();
  readonly #healths = new Map<string, TargetHealth>();
  readonly #meters = new Map<string, { readonly invites: InviteMeter; failures: number }>();
  /** Before this the next INVITE would follow the last one too closely. */
  readonly #sendableAtMs = new Map<string, number>();
  /** Trunks that should be registered and are not. */
  readonly #unregistered = new Set<string>();

  constructor(deps: TrunkPoolDeps) {
    this.#deps = deps;
  }

  /** Resolves when the trunk's rate allows the INVITE. */
  async acquire(wish: Omit<TrunkWish, 'draw'>): Promise<TrunkGrant> {
    const trunks = await listTrunks(this.#deps.trunks);
    const nowAt = this.#deps.clock.monotonicMs();
    const draw = this.#deps.random.float();
    const facts = { loads: this.#loads, healths: this.#healths, unregistered: this.#unregistered };
    const choice = chooseTrunk(trunks, facts, { ...wish, draw }, nowAt);
    if (choice.type === 'refused') return choice;
    const { trunk, waitMs } = choice;
    this.#loads.set(trunk.trunkId, takeSlot(this.#load(trunk.trunkId), trunk, nowAt));
    if (waitMs > 0) await this.#deps.clock.sleep(waitMs);
    return { type: 'granted', slot: this.#slot(choice) };
  }

  /** Whether there is any trunk for this call at all: asked before an agent's phone is rung for nothing. */
  async canCarry(wish: Parameters<typeof allowedCallerId>[1]): Promise<boolean> {
    const trunks = await listTrunks(this.#deps.trunks);
    return trunks.some((trunk) => allowedCallerId(trunk, wish) !== undefined);
  }

  /** News of a target, from a call or a probe. */
  hear(trunk: Trunk, address: string, news: HealthInput): TargetHealth {
    const nowAt = this.#deps.clock.monotonicMs();
    const state = stepHealth(this.health(trunk.trunkId, address), news, { policy: trunk.probe, nowAt });
    this.#healths.set(routeId(trunk.trunkId, address), state);
    return state;
  }

  /** Whether the carrier knows us; a trunk that should be registered and is not is used last. */
  setRegistered(trunkId: string, registered: boolean): void {
    if (registered) this.#unregistered.delete(trunkId);
    else this.#unregistered.add(trunkId);
  }

  health(trunkId: string, address: string): TargetHealth {
    return this.#healths.get(routeId(trunkId, address)) ?? NEW_TARGET;
  }

  use(trunkId: string): TrunkUse {
    const { invites, failures } = this.#meter(trunkId);
    return { ...this.#load(trunkId), ...invites.read(this.#deps.clock.monotonicMs()), failures };
  }

  /** Forgets what is gone: a trunk of the same name starts afresh. Calls that are up are still counted. */
  keepOnly(trunks: readonly Trunk[]): void {
    const routes = new Set(
      trunks.flatMap((trunk) => trunk.targets.map(({ address }) => routeId(trunk.trunkId, address))),
    );
    for (const route of this.#healths.keys()) if (!routes.has(route)) this.#healths.delete(route);
    const ids = new Set(trunks.map((trunk) => trunk.trunkId));
    for (const known of [this.#meters, this.#sendableAtMs]) {
      for (const trunkId of known.keys()) if (!ids.has(trunkId)) known.delete(trunkId);
    }
    for (const [trunkId, load] of this.#loads) {
      if (!ids.has(trunkId) && load.liveCalls === 0) this.#loads.delete(trunkId);
    }
    for (const trunkId of this.#unregistered) if (!ids.has(trunkId)) this.#unregistered.delete(trunkId);
  }

  #slot({ trunk, target, callerId }: Extract<TrunkChoice, { type: 'chosen' }>): TrunkSlot {
    let taken = true;
    let works = false;
    return {
      trunk,
      target,
      callerId,
      spaced: () => this.#spaced(trunk),
      works: () => {
        if (works) return;
        works = true;
        this.hear(trunk, target.address, { type: 'inviteTaken' });
      },
      release: (failure) => {
        if (!taken) return;
        taken = false;
        this.#loads.set(trunk.trunkId, returnSlot(this.#load(trunk.trunkId)));
        if (failure === undefined) return;
        this.#meter(trunk.trunkId).failures += 1;
        this.hear(trunk, target.address, { type: 'inviteFailed', ...failure });
      },
    };
  }

  async #spaced({ trunkId, callsPerSecond }: Trunk): Promise<void> {
    const nowMs = this.#deps.clock.monotonicMs();
    const sentAtMs = Math.max(nowMs, this.#sendableAtMs.get(trunkId) ?? nowMs);
    this.#sendableAtMs.set(trunkId, sentAtMs + 1000 / callsPerSecond);
    if (sentAtMs > nowMs) await this.#deps.clock.sleep(sentAtMs - nowMs);
    this.#meter(trunkId).invites.count(this.#deps.clock.monotonicMs());
  }

  #load(trunkId: string): TrunkLoad {
    return this.#loads.get(trunkId) ?? IDLE_TRUNK;
  }

  #meter(trunkId: string): { readonly invites: InviteMeter; failures: number } {
    const known = this.#meters.get(trunkId) ?? { invites: new InviteMeter(), failures: 0 };
    this.#meters.set(trunkId, known);
    return known;
  }
}
