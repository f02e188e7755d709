const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Beyond that all that was found for later instants is forgotten. */
const KEPT_MAX = 50_000;

/** What was found from an instant on: `opensAt` is that instant itself where it is open then; Infinity = none in sight. */
interface Opening {
  readonly fromAt: number;
  readonly opensAt: number;
}

/** What was found for now, and for later instants: closed times, which are few, and minutes in which it is open. */
interface Known {
  now: Opening | undefined;
  readonly closed: Opening[];
  readonly openMinutes: Set<number>;
}

/** Finds the first instant from `fromAt` on at which what has this number is open; undefined when there is none in sight. */
export type FindOpening = (key: number, fromAt: number) => number | undefined;

/** Openings of calling windows or time slots. For now the zone database is asked once a minute while open, once a night while closed. */
export class Openings {
  readonly #find: FindOpening;
  readonly #known = new Map<number, Known>();
  #kept = 0;
  #searches = 0;

  constructor(find: FindOpening) {
    this.#find = find;
  }

  /** How often the zone database had to be asked: each costs as much as ten leads. */
  get searches(): number {
    return this.#searches;
  }

  clear(): void {
    this.#known.clear();
    this.#kept = 0;
  }

  isOpen(key: number, nowAt: number): boolean {
    const known = this.#of(key);
    if (!holds(known.now, nowAt)) known.now = this.#search(key, nowAt);
    return known.now.opensAt <= nowAt;
  }

  opensAt(key: number, fromAt: number): number {
    const known = this.#of(key);
    if (holds(known.now, fromAt)) return Math.max(known.now.opensAt, fromAt);
    if (known.openMinutes.has(minuteOf(fromAt))) return fromAt;
    const closed = known.closed.find((opening) => holds(opening, fromAt));
    if (closed !== undefined) return Math.max(closed.opensAt, fromAt);
    return this.#keep(key, this.#search(key, fromAt)).opensAt;
  }

  #keep(key: number, found: Opening): Opening {
    if (this.#kept >= KEPT_MAX) this.clear();
    this.#kept += 1;
    const { closed, openMinutes } = this.#of(key);
    if (found.opensAt === found.fromAt) openMinutes.add(minuteOf(found.fromAt));
    else {
      // One that was asked from a later instant is a part of this one.
      const others = closed.filter(({ opensAt }) => opensAt !== found.opensAt || opensAt === Infinity);
      closed.splice(0, Infinity, found, ...others);
    }
    return found;
  }

  #of(key: number): Known {
    let known = this.#known.get(key);
    if (known === undefined) {
      known = { now: undefined, closed: [], openMinutes: new Set() };
      this.#known.set(key, known);
    }
    return known;
  }

  #search(key: number, fromAt: number): Opening {
    this.#searches += 1;
    return { fromAt, opensAt: this.#find(key, fromAt) ?? Infinity };
  }
}

/** Closed from here to there: every instant between has the same answer. Open: windows and slots close on whole minutes. */
function holds(opening: Opening | undefined, at: number): opening is Opening {
  if (opening === undefined || at < opening.fromAt) return false;
  // Zones whose windows do not meet today may meet after a change of clocks.
  if (opening.opensAt === Infinity) return at - opening.fromAt < HOUR_MS;
  if (opening.opensAt > opening.fromAt)
    return at < opening.opensAt || minuteOf(opening.opensAt) === minuteOf(at);
  return minuteOf(opening.fromAt) === minuteOf(at);
}

function minuteOf(at: number): number {
  return Math.floor(at / MINUTE_MS);
}
