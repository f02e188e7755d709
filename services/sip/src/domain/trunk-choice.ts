import { callerIdFor, type CallerIdWish } from './caller-id.ts';
import { isUsable, NEW_TARGET, type TargetHealth } from './target-health.ts';
import type { Trunk, TrunkTarget } from './trunk.ts';

/** What a trunk is doing. Instants are of a clock that only moves forward. */
export interface TrunkLoad {
  readonly liveCalls: number;
  /** Before this the next INVITE would break the carrier's rate. */
  readonly nextInviteAt: number;
}

export const IDLE_TRUNK: TrunkLoad = { liveCalls: 0, nextInviteAt: 0 };

/** What the choice depends on besides the trunks' own settings. */
export interface TrunkFacts {
  readonly loads: ReadonlyMap<string, TrunkLoad>;
  /** By `routeId`. */
  readonly healths: ReadonlyMap<string, TargetHealth>;
  /** Trunks that should be registered at their carrier and are not. */
  readonly unregistered: ReadonlySet<string>;
}

export interface TrunkWish extends CallerIdWish {
  readonly campaignId: string;
  /** The only trunks it may use; none = all that are open to the campaign. */
  readonly trunkIds?: readonly string[];
  /** A test's: this trunk and no other, be it another campaign's or switched off. */
  readonly trunkId?: string;
  /** Routes this attempt has tried (`routeId`). */
  readonly excluded: readonly string[];
  /** An INVITE that would have to wait longer for the rate goes to another trunk, or not at all. */
  readonly waitMsMax: number;
  /** From 0 to below 1: which of several targets by weight. */
  readonly draw: number;
  /** Route that an earlier one has named (302); taken before all others where it may be. */
  readonly preferred?: string | undefined;
}

export type TrunkChoice =
  | {
      readonly type: 'chosen';
      readonly trunk: Trunk;
      readonly target: TrunkTarget;
      /** E.164 to show. */
      readonly callerId: string;
      readonly waitMs: number;
    }
  | {
      readonly type: 'refused';
      readonly reason: 'CALLER_ID_NOT_VERIFIED' | 'TRUNK_UNAVAILABLE' | 'TRUNK_BUSY';
    };

/** One target of one trunk: what an INVITE is sent to. */
export function routeId(trunkId: string, address: string): string {
  return `${trunkId} ${address}`;
}

/**
 * The trunk and target for one INVITE: only a trunk that may show a caller id to this campaign; healthy before suspect, a
 * campaign's own before a general one, then by the trunks' own order, then the one that can send first, then the least
 * loaded, then by id. Among a trunk's targets healthy before suspect, then by priority, then by weight.
 */
export function chooseTrunk(
  trunks: readonly Trunk[],
  facts: TrunkFacts,
  wish: TrunkWish,
  nowAt: number,
): TrunkChoice {
  const allowed = trunks.flatMap((trunk) => {
    const callerId = allowedCallerId(trunk, wish);
    return callerId === undefined ? [] : [{ trunk, callerId }];
  });
  if (allowed.length === 0) return { type: 'refused', reason: 'CALLER_ID_NOT_VERIFIED' };
  const working = allowed.flatMap(({ trunk, callerId }) => {
    const best = chooseTarget(trunk, facts, wish, nowAt);
    const load = facts.loads.get(trunk.trunkId) ?? IDLE_TRUNK;
    return best === undefined ? [] : [{ ...best, trunk, callerId, load, waitMs: waitMsOf(load, nowAt) }];
  });
  if (working.length === 0) return { type: 'refused', reason: 'TRUNK_UNAVAILABLE' };
  const [best] = working
    .filter(({ trunk, load, waitMs }) => load.liveCalls < trunk.callsMax && waitMs <= wish.waitMsMax)
    .toSorted(
      (a, b) =>
        a.rank - b.rank ||
        Number(a.trunk.campaignIds.length === 0) - Number(b.trunk.campaignIds.length === 0) ||
        a.trunk.priority - b.trunk.priority ||
        a.waitMs - b.waitMs ||
        a.load.liveCalls / a.trunk.callsMax - b.load.liveCalls / b.trunk.callsMax ||
        (a.trunk.trunkId < b.trunk.trunkId ? -1 : 1),
    );
  if (best === undefined) return { type: 'refused', reason: 'TRUNK_BUSY' };
  const { trunk, target, callerId, waitMs } = best;
  return { type: 'chosen', trunk, target, callerId, waitMs };
}

/** The caller id this trunk may show for this campaign; undefined where it may not carry the call at all. */
export function allowedCallerId(
  trunk: Trunk,
  wish: CallerIdWish & Pick<TrunkWish, 'campaignId' | 'trunkIds' | 'trunkId'>,
): string | undefined {
  const { campaignId, trunkIds = [], trunkId } = wish;
  if (trunkId !== undefined) return trunk.trunkId === trunkId ? callerIdFor(trunk, wish) : undefined;
  const campaign = trunk.campaignIds.length === 0 || trunk.campaignIds.includes(campaignId);
  const named = trunkIds.length === 0 || trunkIds.includes(trunk.trunkId);
  return trunk.disabled || !campaign || !named ? undefined : callerIdFor(trunk, wish);
}

/** One more INVITE: a token bucket of depth one, so that two never leave closer together than the rate allows. */
export function takeSlot(
  load: TrunkLoad,
  { callsPerSecond }: Pick<Trunk, 'callsPerSecond'>,
  nowAt: number,
): TrunkLoad {
  const sentAt = Math.max(nowAt, load.nextInviteAt);
  return { liveCalls: load.liveCalls + 1, nextInviteAt: sentAt + 1000 / callsPerSecond };
}

export function returnSlot(load: TrunkLoad): TrunkLoad {
  return { ...load, liveCalls: Math.max(0, load.liveCalls - 1) };
}

/** `rank` is 0 for a healthy target, 1 for a doubtful one, -1 for the one that was asked for. */
function chooseTarget(
  trunk: Trunk,
  { healths, unregistered }: TrunkFacts,
  wish: TrunkWish,
  nowAt: number,
): { readonly target: TrunkTarget; readonly rank: number } | undefined {
  const usable = trunk.targets
    .map((target) => ({ target, route: routeId(trunk.trunkId, target.address) }))
    .filter(({ route }) => !wish.excluded.includes(route))
    .map(({ target, route }) => ({ target, route, health: healths.get(route) ?? NEW_TARGET }))
    .filter(({ health }) => isUsable(health, nowAt))
    .map(({ target, route, health }) => {
      const doubtful = health.health === 'suspect' || unregistered.has(trunk.trunkId);
      return { target, rank: route === wish.preferred ? -1 : Number(doubtful) };
    });
  const rank = Math.min(...usable.map((each) => each.rank));
  const best = usable.filter((each) => each.rank === rank).map((each) => each.target);
  const priority = Math.min(...best.map((target) => target.priority));
  const target = byWeight(
    best.filter((each) => each.priority === priority),
    wish.draw,
  );
  return target === undefined ? undefined : { target, rank };
}

/** RFC 2782: a share of the calls in proportion to the weight. */
function byWeight(targets: readonly TrunkTarget[], draw: number): TrunkTarget | undefined {
  const total = targets.reduce((sum, { weight }) => sum + weight, 0);
  let left = draw * total;
  return targets.find(({ weight }) => (left -= weight) < 0) ?? targets.at(-1);
}

function waitMsOf(load: TrunkLoad, nowAt: number): number {
  return Math.max(0, load.nextInviteAt - nowAt);
}
