import type { CardPlacement } from './card.ts';
import { CHUNK_SLOTS, readShort } from './growable.ts';
import type { LeadColumns } from './lead-columns.ts';
import { SortColumn, type SortValue } from './sort-column.ts';
import { StepPatterns, type Pattern } from './step-patterns.ts';
import type { Steps } from './steps.ts';

/** Sort values a placement may bring: as many as there may be fetch order policies. */
const VALUES_MAX = 5;
const NOTHING: ReadonlyMap<number, Placement> = new Map();

/** Where a lead stands in one of its campaigns, by that campaign's filters: lead-store's decision (ADR 16). */
export interface Placement {
  /** Of the campaign's criteria it was decided by; a newer one is never replaced by an older. */
  readonly revision: number;
  readonly steps: Steps;
  /** For those policies that order by the lead's data. */
  readonly values: readonly SortValue[];
  /** ids of its segments in their order, joined by spaces; absent or empty = none. */
  readonly segments?: string;
}

/** The placement of one lead in a campaign. */
export interface LeadPlacement {
  readonly words: readonly [number, number, number, number];
  /** Of the card it was decided for. */
  readonly version: number;
  readonly placement: Placement;
}

/**
 * The placement of each slot: two bytes, and a column for each sort value from the first lead on that has one.
 */
export class Placements {
  readonly #columns: LeadColumns;
  readonly #patterns = new StepPatterns();
  readonly #values: SortColumn[] = [];

  constructor(columns: LeadColumns) {
    this.#columns = columns;
  }

  isKnown(slot: number): boolean {
    return readShort(this.#columns.pattern, slot) !== 0;
  }

  /** Out of all steps when nothing is known. */
  steps(slot: number): Steps {
    return this.#patternOf(slot).steps;
  }

  /** R-83, as in a placement; empty when nothing is known. */
  segments(slot: number): string {
    return this.#patternOf(slot).segments;
  }

  /** 0 when nothing is known. */
  revision(slot: number): number {
    return this.#patternOf(slot).revision;
  }

  /** Whether any lead has had a sort value. */
  get hasValues(): boolean {
    return this.#values.length > 0;
  }

  /** What the number of a pattern stands for now. */
  ofPattern(number: number): Pattern {
    return this.#patterns.of(number);
  }

  /** Undefined when nothing is known. */
  get(slot: number): Placement | undefined {
    if (!this.isKnown(slot)) return undefined;
    return { ...this.#patternOf(slot), values: this.#values.map((column) => column.get(slot)) };
  }

  /** Only while the slot is in no group; undefined forgets. */
  set(slot: number, placement: Placement | undefined): void {
    const before = readShort(this.#columns.pattern, slot);
    if (before === 0 && placement === undefined) return;
    const { pattern } = this.#columns;
    pattern[slot] = placement === undefined ? 0 : this.#patterns.take(patternOf(placement));
    this.#patterns.release(before);
    const values = placement?.values ?? [];
    const count = Math.min(VALUES_MAX, Math.max(values.length, this.#values.length));
    for (let index = 0; index < count; index += 1) this.#column(index).set(slot, values[index]);
  }

  /** Whether the slot has exactly these steps, segments and values; then only the revision is to be told. */
  isSame(slot: number, { steps, segments = '', values }: Placement): boolean {
    if (!this.isKnown(slot) || this.steps(slot) !== steps || this.segments(slot) !== segments) return false;
    const count = Math.max(values.length, this.#values.length);
    for (let index = 0; index < count; index += 1) {
      if (this.#values[index]?.get(slot) !== values[index]) return false;
    }
    return true;
  }

  /** The slot's placement was decided the same way by a newer revision. */
  confirm(slot: number, revision: number): void {
    const before = readShort(this.#columns.pattern, slot);
    this.#columns.pattern[slot] = this.#patterns.take({ ...this.#patterns.of(before), revision });
    this.#patterns.release(before);
  }

  /** Takes the placements off a lead's slots, by campaign: the slots may be of other campaigns next. */
  lift(slots: readonly number[]): ReadonlyMap<number, Placement> {
    // Asked for every card that comes; most leads have none.
    if (!slots.some((slot) => this.isKnown(slot))) return NOTHING;
    const lifted = new Map<number, Placement>();
    for (const slot of slots) {
      const placement = this.get(slot);
      if (placement === undefined) continue;
      lifted.set(readShort(this.#columns.campaign, slot), placement);
      this.set(slot, undefined);
    }
    return lifted;
  }

  /** Gives each slot the newest placement that is known for its campaign. */
  lay(
    slots: readonly number[],
    lifted: ReadonlyMap<number, Placement>,
    given: readonly CardPlacement[] = [],
  ): void {
    if (lifted.size === 0 && given.length === 0) return;
    for (const slot of slots) {
      const campaign = readShort(this.#columns.campaign, slot);
      const name = this.#columns.names.campaigns.text(campaign);
      const [own, before] = [given.find(({ campaignId }) => campaignId === name), lifted.get(campaign)];
      const isNewer = own !== undefined && own.revision >= (before?.revision ?? 0);
      this.set(slot, isNewer ? withKnown(own, before) : before);
    }
  }

  compareValues(index: number, a: number, b: number, direction: 1 | -1): number {
    return this.#values[index]?.compare(a, b, direction) ?? 0;
  }

  #patternOf(slot: number): Pattern {
    return this.#patterns.of(readShort(this.#columns.pattern, slot));
  }

  #column(index: number): SortColumn {
    let column = this.#values[index];
    if (column === undefined) {
      column = new SortColumn(this.#columns.slotsMax + CHUNK_SLOTS);
      this.#values[index] = column;
    }
    return column;
  }
}

function patternOf({ revision, steps, segments = '' }: Placement): Pattern {
  return { revision, steps, segments };
}

/** A value that is awaited is the one known until now. */
function withKnown(given: CardPlacement, before: Placement | undefined): Placement {
  const { awaited } = given;
  if (awaited === undefined || before?.revision !== given.revision) return given;
  const values = given.values.map((value, index) => (awaited.includes(index) ? before.values[index] : value));
  return { ...given, values };
}
