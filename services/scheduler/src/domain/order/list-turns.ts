import { paceChoice, takePaceTurn, type Paced } from './list-pace.ts';

/** A list that has something to give, among those of the campaign's best priority. */
export interface Contender extends Paced {
  /** At least 1; a list of weight 3 has three turns for one of weight 1. */
  readonly weight: number;
}

/** Whose turn it was, and who else could have had it. */
export interface Turn {
  readonly campaign: number;
  readonly chosen: Contender;
  readonly among: readonly Contender[];
  readonly nowAt: number;
}

/** Where a campaign's lists stand in their turns, told to somebody who goes on from there. */
export interface TurnPlaces {
  /** Where the list of the last turn stood. */
  readonly now: number;
  /** Where each list has its next turn, by list id; '' = the campaign's own leads. */
  readonly next: Readonly<Record<string, number>>;
  /** When the next lead of each list with a target rate is due. */
  readonly due: Readonly<Record<string, number>>;
}

export interface Strides {
  /** Where the list of the last turn stood. */
  nowAt: number;
  /** Where each list has its next turn; a turn moves a list on by one part in its weight. */
  readonly nextAt: Map<number, number>;
  /** When the next lead of each list with a target rate is due. */
  readonly dueAt: Map<number, number>;
}

/** Campaign, where its last turn stood, where each list has its next one, and when the next lead of each paced list is due. */
export type SavedTurns = readonly (readonly [
  campaign: number,
  nowAt: number,
  nextAt: readonly (readonly [list: number, at: number])[],
  dueAt: readonly (readonly [list: number, at: number])[],
])[];

/**
 * whose turn it is among a campaign's lists, by stride scheduling: each list stands on a line, the hindmost has its turn
 * and moves on by 1 / weight. One line a campaign, whatever the lane, so that shares hold over all of them. Asking changes nothing.
 * Lists with a target rate come before by their pace, not by weight.
 * A list that had nothing to give is taken along with the others: it saves up no turns. A start without a snapshot begins anew.
 * Candidates without a turn, dial-backs and callbacks, use none.
 */
export class ListTurns {
  readonly #campaigns = new Map<number, Strides>();
  /** Turns that were taken and may still come to nothing; as many as offers on their way. */
  readonly #open = new Set<Turn>();

  /** The contender whose turn it is; of several at one place the first. Undefined without contenders. */
  choose<Each extends Contender>(
    campaign: number,
    contenders: readonly Each[],
    nowAt: number,
  ): Each | undefined {
    const strides = this.#campaigns.get(campaign);
    const isPaced = contenders.some(({ intervalMs }) => intervalMs !== undefined);
    if (!isPaced) return hindmost(strides, contenders);
    const paced = paceChoice(contenders, strides?.dueAt ?? NO_PLACES, nowAt);
    return (
      paced ??
      hindmost(
        strides,
        contenders.filter(({ intervalMs }) => intervalMs === undefined),
      )
    );
  }

  /** Uses the turn, until it is confirmed or given back. */
  take(turn: Turn | undefined): void {
    if (turn === undefined) return;
    const { campaign, chosen } = turn;
    this.#open.add(turn);
    let strides = this.#campaigns.get(campaign);
    if (strides === undefined) this.#campaigns.set(campaign, (strides = newStrides()));
    takePaceTurn(strides.dueAt, turn);
    if (chosen.intervalMs === undefined) takeStride(strides, turn);
  }

  /** A lead was presented in this turn. */
  confirm(turn: Turn | undefined): void {
    if (turn !== undefined) this.#open.delete(turn);
  }

  /** The turn came to nothing, a refused lock for instance: the list has it again, unless it was confirmed. */
  giveBack(turn: Turn | undefined): void {
    if (turn === undefined || !this.#open.delete(turn)) return;
    const { campaign, chosen } = turn;
    const strides = this.#campaigns.get(campaign);
    const places = chosen.intervalMs === undefined ? strides?.nextAt : strides?.dueAt;
    const place = places?.get(chosen.list);
    if (place !== undefined) places?.set(chosen.list, place - (chosen.intervalMs ?? 1 / chosen.weight));
  }

  /** Where each list of each campaign stands. */
  saved(): SavedTurns {
    return [...this.#campaigns].map(([campaign, { nowAt, nextAt, dueAt }]) => {
      return [campaign, nowAt, [...nextAt], [...dueAt]];
    });
  }

  /** The campaign's line now; undefined before its first turn. */
  lineOf(campaign: number): Readonly<Strides> | undefined {
    return this.#campaigns.get(campaign);
  }

  /** Goes on from a line that was told before. */
  restore(campaign: number, line: Omit<Strides, 'dueAt'> & Partial<Pick<Strides, 'dueAt'>>): void {
    this.#campaigns.set(campaign, { ...newStrides(), ...line });
  }

  /** Forgets a campaign's lists but these. */
  keep(campaign: number, lists: ReadonlySet<number>): void {
    const { nextAt, dueAt } = this.#campaigns.get(campaign) ?? newStrides();
    for (const places of [nextAt, dueAt]) {
      for (const list of places.keys()) if (!lists.has(list)) places.delete(list);
    }
  }
}

const NO_PLACES: ReadonlyMap<number, number> = new Map();

function newStrides(): Strides {
  return { nowAt: 0, nextAt: new Map(), dueAt: new Map() };
}

function hindmost<Each extends Contender>(
  strides: Strides | undefined,
  contenders: readonly Each[],
): Each | undefined {
  const [first] = contenders;
  if (strides === undefined) return first;
  const placeOf = ({ list }: Contender): number => strides.nextAt.get(list) ?? strides.nowAt;
  let best = first;
  for (const each of contenders) if (best !== undefined && placeOf(each) < placeOf(best)) best = each;
  return best;
}

function takeStride(strides: Strides, { chosen, among }: Turn): void {
  const { nextAt, nowAt } = strides;
  for (const { list, intervalMs } of among) {
    if (intervalMs === undefined && !nextAt.has(list)) nextAt.set(list, nowAt);
  }
  const place = nextAt.get(chosen.list) ?? nowAt;
  strides.nowAt = Math.max(nowAt, place);
  nextAt.set(chosen.list, place + 1 / chosen.weight);
  for (const [list, at] of nextAt) {
    if (at < strides.nowAt && !among.some((each) => each.list === list)) nextAt.set(list, strides.nowAt);
  }
}
