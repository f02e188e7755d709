import type { SheetRef } from './figures.ts';

/** One row of one sheet, its key taken apart. */
export interface Figure {
  readonly sheet: SheetRef;
  readonly words: readonly string[];
  readonly amount: number;
}

/** Read sheet by sheet; whoever gives them lets others have their turn in between. */
export type Figures = AsyncIterable<readonly Figure[]>;

/** Sums of measures by group. */
export class Tally {
  readonly #groups = new Map<string, Map<string, number>>();

  /** What figures come to, each added as its table wants it. */
  static async of(figures: Figures, add: (tally: Tally, figure: Figure) => void): Promise<Tally> {
    const tally = new Tally();
    for await (const some of figures) for (const figure of some) add(tally, figure);
    return tally;
  }

  add(group: string, measure: string, amount: number): void {
    const sums = this.#groups.get(group) ?? new Map<string, number>();
    this.#groups.set(group, sums);
    sums.set(measure, (sums.get(measure) ?? 0) + amount);
  }

  get(group: string, measure: string): number {
    return this.#groups.get(group)?.get(measure) ?? 0;
  }

  groups(): string[] {
    return [...this.#groups.keys()];
  }

  /** Measures of the form `prefix|name`, by their names. */
  parts(group: string, prefix: string): (readonly [name: string, sum: number])[] {
    return [...(this.#groups.get(group) ?? [])].flatMap(([measure, sum]) =>
      measure.startsWith(`${prefix}|`) ? [[measure.slice(prefix.length + 1), sum] as const] : [],
    );
  }

  /** Counts by bucket of a clock. */
  histogram(group: string, prefix: string): ReadonlyMap<number, number> {
    return new Map(this.parts(group, prefix).map(([bucket, count]) => [Number(bucket), count]));
  }
}
