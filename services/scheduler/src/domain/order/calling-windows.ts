import { windowOpensAt, type CallingWindow } from '@firstring/domain';

const MINUTE_MS = 60_000;

interface Opening {
  readonly minute: number;
  readonly opensAt: number;
}

/** When leads of a set of zones may be called, asked of the zone database at most once a minute, campaign and set. */
export class CallingWindows {
  readonly #zonesOf: (zoneSet: number) => readonly string[];
  readonly #windows = new Map<number, CallingWindow>();
  #openings = new Map<number, Opening>();

  constructor(zonesOf: (zoneSet: number) => readonly string[]) {
    this.#zonesOf = zonesOf;
  }

  set(campaign: number, window: CallingWindow): void {
    this.#windows.set(campaign, window);
    this.#openings = new Map();
  }

  isOpen(campaign: number, zoneSet: number, nowAt: number): boolean {
    return this.nextOpenAt(campaign, zoneSet, nowAt) <= nowAt;
  }

  /** First instant from `nowAt` on at which every zone is open; Infinity when there is none in sight. */
  nextOpenAt(campaign: number, zoneSet: number, nowAt: number): number {
    const minute = Math.floor(nowAt / MINUTE_MS);
    const key = campaign * 65_536 + zoneSet;
    const known = this.#openings.get(key);
    // Windows open and close on whole minutes, so an answer holds for its minute.
    if (known?.minute === minute) return known.opensAt;
    const opensAt = this.opensAt(campaign, zoneSet, nowAt);
    this.#openings.set(key, { minute, opensAt: opensAt <= nowAt ? minute * MINUTE_MS : opensAt });
    return opensAt;
  }

  /** The same for an instant that is not now; not remembered. */
  opensAt(campaign: number, zoneSet: number, fromAt: number): number {
    const window = this.#windows.get(campaign);
    if (window === undefined) return Infinity;
    return windowOpensAt(this.#zonesOf(zoneSet), window, fromAt) ?? Infinity;
  }
}
