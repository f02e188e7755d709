/** A list as far as its pace goes. */
export interface Paced {
  readonly list: number;
  /** Between two of its leads at its target rate; absent = it has none and takes what the others leave. */
  readonly intervalMs?: number | undefined;
}

/** Backlog that is made up for; a night without agents is not. */
const CATCH_UP_MS = 15 * 60_000;

/**
 * R-130, A-38: whose turn it is where lists have target rates. A list whose next lead is due goes first, of several the one whose lead
 * after that is due soonest: so each holds its rate while its leads and the agents' time suffice, and where they do not all fall behind
 * in proportion. What is left goes to lists without a rate. Where there are none of these, agents do not wait: the rates are exceeded in
 * proportion. Undefined where a list without a rate is next; which of them, weights say. `places` has the instant at which each paced
 * list's next lead is due.
 */
export function paceChoice<Each extends Paced>(
  contenders: readonly Each[],
  places: ReadonlyMap<number, number>,
  nowAt: number,
): Each | undefined {
  let [due, ahead]: (Each | undefined)[] = [];
  let [dueBest, aheadBest] = [Infinity, Infinity];
  let isAnyFree = false;
  for (const each of contenders) {
    const { list, intervalMs } = each;
    const at = places.get(list) ?? nowAt;
    const nextAt = at + (intervalMs ?? 0);
    if (intervalMs === undefined) isAnyFree = true;
    else if (at <= nowAt && nextAt < dueBest) [due, dueBest] = [each, nextAt];
    else if (at > nowAt && nextAt < aheadBest) [ahead, aheadBest] = [each, nextAt];
  }
  return due ?? (isAnyFree ? undefined : ahead);
}

/** Whoever's turn it was. */
export interface PaceTurn {
  readonly chosen: Paced;
  readonly among: readonly Paced[];
  readonly nowAt: number;
}

/** Moves a paced list on by a lead. Lists that had nothing to give save up no more than those that had. */
export function takePaceTurn(places: Map<number, number>, { chosen, among, nowAt }: PaceTurn): void {
  for (const { list, intervalMs } of among) {
    if (intervalMs !== undefined && !places.has(list)) places.set(list, nowAt);
  }
  if (places.size === 0) return;
  const place = places.get(chosen.list) ?? nowAt;
  // A lead is late once the one after it is due.
  const floor = chosen.intervalMs === undefined ? nowAt : Math.min(nowAt, place + chosen.intervalMs);
  // What lies further back than can be made up for is let go, by all alike.
  const excess = Math.max(0, nowAt - CATCH_UP_MS - floor);
  const present = new Set(among.map(({ list }) => list));
  for (const [list, at] of places) places.set(list, (present.has(list) ? at : Math.max(at, floor)) + excess);
  if (chosen.intervalMs !== undefined) places.set(chosen.list, place + excess + chosen.intervalMs);
}
