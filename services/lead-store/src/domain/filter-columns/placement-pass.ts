import type { FilterValue } from '@firstring/domain/filters';
import type { PlacementRules } from '../placement/criteria-steps.ts';
import { sortValue } from '../placement/placements-of.ts';
import type { Computed, LeadTable } from './lead-table.ts';
import { computedHere, finderOf, inCampaign, segmentsOf } from './placement-finders.ts';

/** Some leads of a campaign, packed so that they pass between threads cheaply. */
export interface PlacementsAnswer {
  readonly count: number;
  /** 16 bytes a lead. */
  readonly leadIds: Uint8Array;
  readonly versions: Float64Array;
  /** Five bytes a lead. */
  readonly stepByLevel: Uint8Array;
  /** As many a lead as the rules have sort keys. */
  readonly sortValues: readonly (FilterValue | undefined)[];
  /** Of each lead; empty where the campaign has no segments. */
  readonly segmentIds: readonly (readonly string[])[];
  readonly isLast: boolean;
}

/** Leads placed, leads sorted, and slots looked at in one answer: neither thread is held for 10 ms. */
const PLACED_MAX = 1000;
const SORTED_MAX = 5000;
const SCANNED_MAX = 50_000;
const ID_BYTES = 16;
const LEVELS = 5;
/** After the last step: leads in no step. */
const NO_STEP = 256;

/**
 * where the leads of a campaign stand, those first that may be in the first step, whatever their level: whoever reads this
 * knows the top of the order before the rest. First all are sorted, four bytes a lead, then they are placed; leads that come meanwhile
 * have it in their cards.
 */
export class PlacementPass {
  readonly #table: LeadTable;
  readonly #rules: PlacementRules;
  readonly #byStep = new Map<number, number[]>();
  #sortedTo = 0;
  #step = 0;
  #placed = 0;

  constructor(table: LeadTable, rules: PlacementRules) {
    this.#table = table;
    this.#rules = rules;
  }

  /** The next piece; empty ones come while leads are being sorted. */
  next(): PlacementsAnswer {
    if (this.#sortedTo >= this.#table.slotCount) return this.#place();
    this.#sort();
    return answerOf(new Columns(0), false);
  }

  #sort(): void {
    const table = this.#table;
    const finder = finderOf(table, this.#rules);
    const isIn = inCampaign(table, this.#rules);
    const end = Math.min(table.slotCount, this.#sortedTo + SCANNED_MAX);
    for (let sorted = 0; this.#sortedTo < end && sorted < SORTED_MAX; this.#sortedTo += 1) {
      const slot = this.#sortedTo;
      if (!table.isTaken(slot) || !isIn(slot)) continue;
      this.#slotsOf(bestOf(finder.stepByLevel(slot))).push(slot);
      sorted += 1;
    }
  }

  /** As they are by now: a slot may be empty, or another lead's. */
  #place(): PlacementsAnswer {
    const [table, rules] = [this.#table, this.#rules];
    const finder = finderOf(table, rules);
    const segments = segmentsOf(table, rules);
    const isIn = inCampaign(table, rules);
    const computed = computedHere(table);
    const columns = new Columns(PLACED_MAX);
    for (let slot = this.#take(); slot !== undefined; slot = this.#take()) {
      if (!table.isTaken(slot) || !isIn(slot)) continue;
      columns.add(table, slot, finder.stepByLevel(slot));
      for (const key of rules.sortKeys) {
        columns.sortValues.push(
          sortValue(valueOf({ table, computed }, slot, key.attribute), key, rules.zone),
        );
      }
      if (segments !== undefined) columns.segmentIds.push(segments.segmentsOf(slot));
      if (columns.count === PLACED_MAX) return answerOf(columns, false);
    }
    return answerOf(columns, true);
  }

  #slotsOf(step: number): number[] {
    const slots = this.#byStep.get(step) ?? [];
    if (slots.length === 0) this.#byStep.set(step, slots);
    return slots;
  }

  /** The next slot in turn; undefined after the last. */
  #take(): number | undefined {
    while (this.#step <= NO_STEP) {
      const slots = this.#byStep.get(this.#step);
      if (slots !== undefined && this.#placed < slots.length) return slots[this.#placed++];
      this.#byStep.delete(this.#step);
      this.#step += 1;
      this.#placed = 0;
    }
    return undefined;
  }
}

/** Of some leads, as they come. */
class Columns {
  readonly leadIds: Buffer;
  readonly versions: Float64Array;
  readonly stepByLevel: Buffer;
  readonly sortValues: (FilterValue | undefined)[] = [];
  readonly segmentIds: (readonly string[])[] = [];
  count = 0;

  constructor(leadsMax: number) {
    this.leadIds = Buffer.alloc(leadsMax * ID_BYTES);
    this.versions = new Float64Array(leadsMax);
    this.stepByLevel = Buffer.alloc(leadsMax * LEVELS);
  }

  add(table: LeadTable, slot: number, steps: Buffer): void {
    table.writeId(slot, this.leadIds, this.count * ID_BYTES);
    this.versions[this.count] = table.version(slot);
    steps.copy(this.stepByLevel, this.count * LEVELS);
    this.count += 1;
  }
}

function answerOf(columns: Columns, isLast: boolean): PlacementsAnswer {
  const { count, leadIds, versions, stepByLevel, sortValues, segmentIds } = columns;
  return { count, leadIds, versions, stepByLevel, sortValues, segmentIds, isLast };
}

/** The first step the lead may be in, from 0 on. */
function bestOf(stepByLevel: Buffer): number {
  return stepByLevel.reduce((best, step) => (step === 0 ? best : Math.min(best, step - 1)), NO_STEP);
}

function valueOf(
  { table, computed }: { table: LeadTable; computed: ReadonlyMap<string, Computed> },
  slot: number,
  attribute: string,
): FilterValue | undefined {
  const compute = computed.get(attribute);
  return compute === undefined ? table.value(slot, attribute) : compute(slot);
}
