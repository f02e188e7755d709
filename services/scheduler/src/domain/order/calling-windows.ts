import { windowOpensAt, type CallingWindow } from '@firstring/domain';
import { Openings } from './openings.ts';

const ZONE_SETS_MAX = 65_536;

/** When leads of a set of zones may be called. */
export class CallingWindows {
  readonly #zonesOf: (zoneSet: number) => readonly string[];
  readonly #windows = new Map<number, CallingWindow>();
  readonly #openings = new Openings((key, fromAt) => this.#find(key, fromAt));

  constructor(zonesOf: (zoneSet: number) => readonly string[]) {
    this.#zonesOf = zonesOf;
  }

  /** See `Openings`. */
  get searches(): number {
    return this.#openings.searches;
  }

  set(campaign: number, window: CallingWindow): void {
    this.#windows.set(campaign, window);
    this.#openings.clear();
  }

  isOpen(campaign: number, zoneSet: number, nowAt: number): boolean {
    return this.#openings.isOpen(campaign * ZONE_SETS_MAX + zoneSet, nowAt);
  }

  /** First instant from `fromAt` on at which every zone is open; Infinity when there is none in sight. */
  opensAt(campaign: number, zoneSet: number, fromAt: number): number {
    return this.#openings.opensAt(campaign * ZONE_SETS_MAX + zoneSet, fromAt);
  }

  #find(key: number, fromAt: number): number | undefined {
    const window = this.#windows.get(Math.floor(key / ZONE_SETS_MAX));
    return window && windowOpensAt(this.#zonesOf(key % ZONE_SETS_MAX), window, fromAt);
  }
}
