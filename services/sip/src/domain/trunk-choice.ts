import type { Trunk } from './trunk.ts';

/** What choosing a trunk depends on. */
export type TrunkSpec = Pick<
  Trunk,
  'trunkId' | 'disabled' | 'priority' | 'callerIds' | 'campaignIds' | 'callsPerSecond' | 'callsMax'
>;

/** What a trunk is doing. Instants are of a clock that only moves forward. */
export interface TrunkLoad {
  readonly liveCalls: number;
  /** Before this the next INVITE would break the carrier's rate. */
  readonly nextInviteAt: number;
  /** Not used until then: it failed, or asked for a pause (Retry-After). */
  readonly restUntilAt: number;
  readonly failuresInRow: number;
}

export const IDLE_TRUNK: TrunkLoad = { liveCalls: 0, nextInviteAt: 0, restUntilAt: 0, failuresInRow: 0 };

export interface TrunkWish {
  readonly campaignId: string;
  readonly callerId: string;
  /** Trunks this attempt has tried. */
  readonly excluded: readonly string[];
  /** An INVITE that would have to wait longer for the rate goes to another trunk, or not at all. */
  readonly waitMsMax: number;
}

export type TrunkChoice =
  | { readonly type: 'chosen'; readonly trunkId: string; readonly waitMs: number }
  | {
      readonly type: 'refused';
      readonly reason: 'CALLER_ID_NOT_VERIFIED' | 'TRUNK_UNAVAILABLE' | 'TRUNK_BUSY';
    };

/** Pauses after failures in a row; the first two are taken for the number's, not the trunk's. */
const FAILURES_IN_ROW_MAX = 3;
const REST_MS = 30_000;
const REST_MS_MAX = 300_000;

/**
 * The trunk for one INVITE: only one that may show this caller id to this campaign; a campaign's own before a general one,
 * then the one that can send first, then the least loaded, then by id.
 */
export function chooseTrunk(
  trunks: readonly TrunkSpec[],
  loads: ReadonlyMap<string, TrunkLoad>,
  wish: TrunkWish,
  nowAt: number,
): TrunkChoice {
  const allowed = trunks.filter((trunk) => mayCarry(trunk, wish));
  if (allowed.length === 0) return { type: 'refused', reason: 'CALLER_ID_NOT_VERIFIED' };
  const working = allowed
    .map((trunk) => ({ trunk, load: loads.get(trunk.trunkId) ?? IDLE_TRUNK }))
    .filter(({ trunk, load }) => !wish.excluded.includes(trunk.trunkId) && load.restUntilAt <= nowAt);
  if (working.length === 0) return { type: 'refused', reason: 'TRUNK_UNAVAILABLE' };
  const [best] = working
    .map(({ trunk, load }) => ({ trunk, load, waitMs: Math.max(0, load.nextInviteAt - nowAt) }))
    .filter(({ trunk, load, waitMs }) => load.liveCalls < trunk.callsMax && waitMs <= wish.waitMsMax)
    .toSorted(
      (a, b) =>
        Number(a.trunk.campaignIds.length === 0) - Number(b.trunk.campaignIds.length === 0) ||
        a.waitMs - b.waitMs ||
        a.load.liveCalls / a.trunk.callsMax - b.load.liveCalls / b.trunk.callsMax ||
        (a.trunk.trunkId < b.trunk.trunkId ? -1 : 1),
    );
  if (best === undefined) return { type: 'refused', reason: 'TRUNK_BUSY' };
  return { type: 'chosen', trunkId: best.trunk.trunkId, waitMs: best.waitMs };
}

/** Only verified caller ids, only the trunk's campaigns. */
export function mayCarry(trunk: TrunkSpec, wish: Pick<TrunkWish, 'campaignId' | 'callerId'>): boolean {
  const campaign = trunk.campaignIds.length === 0 || trunk.campaignIds.includes(wish.campaignId);
  return !trunk.disabled && campaign && trunk.callerIds.some(({ number }) => number === wish.callerId);
}

/** One more INVITE: a token bucket of depth one, so that two never leave closer together than the rate allows. */
export function takeSlot(load: TrunkLoad, trunk: TrunkSpec, nowAt: number): TrunkLoad {
  const sentAt = Math.max(nowAt, load.nextInviteAt);
  return { ...load, liveCalls: load.liveCalls + 1, nextInviteAt: sentAt + 1000 / trunk.callsPerSecond };
}

/** `failed`: the trunk itself did; `retryAfterS` from its answer. */
export function returnSlot(
  load: TrunkLoad,
  outcome: { readonly failed: boolean; readonly retryAfterS?: number | undefined },
  nowAt: number,
): TrunkLoad {
  const liveCalls = Math.max(0, load.liveCalls - 1);
  if (!outcome.failed) return { ...load, liveCalls, failuresInRow: 0 };
  const failuresInRow = load.failuresInRow + 1;
  const askedMs = Math.min((outcome.retryAfterS ?? 0) * 1000, REST_MS_MAX);
  const restMs = Math.max(askedMs, failuresInRow >= FAILURES_IN_ROW_MAX ? REST_MS : 0);
  return { ...load, liveCalls, failuresInRow, restUntilAt: Math.max(load.restUntilAt, nowAt + restMs) };
}
