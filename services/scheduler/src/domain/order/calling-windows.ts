import { windowOpensAt, type CallingWindow } from '@firstring/domain';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

interface Opening {
  readonly fromAt: number;
  readonly opensAt: number;
}

/** What was found for now, and for a later instant that is asked for again and again: when the soonest lead falls due. */
interface Known {
  now: Opening | undefined;
  later: Opening | undefined;
}

/** When leads of a set of zones may be called. The zone database is asked once a minute while open, once a night while closed. */
export class CallingWindows {
  readonly #zonesOf: (zoneSet: number) => readonly string[];
  readonly #windows = new Map<number, CallingWindow>();
  #known = new Map<number, Known>();

  constructor(zonesOf: (zoneSet: number) => readonly string[]) {
    this.#zonesOf = zonesOf;
  }

  set(campaign: number, window: CallingWindow): void {
    this.#windows.set(campaign, window);
    this.#known = new Map();
  }

  isOpen(campaign: number, zoneSet: number, nowAt: number): boolean {
    const known = this.#of(campaign, zoneSet);
    if (!holds(known.now, nowAt)) known.now = this.#find(campaign, zoneSet, nowAt);
    return known.now.opensAt <= nowAt;
  }

  /** First instant from `fromAt` on at which every zone is open; Infinity when there is none in sight. */
  opensAt(campaign: number, zoneSet: number, fromAt: number): number {
    const known = this.#of(campaign, zoneSet);
    if (holds(known.now, fromAt)) return Math.max(known.now.opensAt, fromAt);
    if (!holds(known.later, fromAt)) known.later = this.#find(campaign, zoneSet, fromAt);
    return Math.max(known.later.opensAt, fromAt);
  }

  #of(campaign: number, zoneSet: number): Known {
    const key = campaign * 65_536 + zoneSet;
    let known = this.#known.get(key);
    if (known === undefined) this.#known.set(key, (known = { now: undefined, later: undefined }));
    return known;
  }

  #find(campaign: number, zoneSet: number, fromAt: number): Opening {
    const window = this.#windows.get(campaign);
    const opensAt = window === undefined ? undefined : windowOpensAt(this.#zonesOf(zoneSet), window, fromAt);
    return { fromAt, opensAt: opensAt ?? Infinity };
  }
}

/** Closed from here to there: every instant between has the same answer. Open: windows close on whole minutes. */
function holds(opening: Opening | undefined, at: number): opening is Opening {
  if (opening === undefined || at < opening.fromAt) return false;
  // Zones whose windows do not meet today may meet after a change of clocks.
  if (opening.opensAt === Infinity) return at - opening.fromAt < HOUR_MS;
  if (opening.opensAt > opening.fromAt) return at < opening.opensAt || isSameMinute(opening.opensAt, at);
  return isSameMinute(opening.fromAt, at);
}

function isSameMinute(a: number, b: number): boolean {
  return Math.floor(a / MINUTE_MS) === Math.floor(b / MINUTE_MS);
}
