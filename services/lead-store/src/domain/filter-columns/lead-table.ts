import {
  compileCondition,
  type FilterCondition,
  type FilterNode,
  type FilterValue,
} from '@firstring/domain/filters';
import { assert } from '@firstring/kernel';
import { type Column, NumberColumn, OwnTextColumn, SharedTextColumn } from './column.ts';
import { LeadIds } from './lead-ids.ts';
import { CountColumn, PhoneColumn } from './packed-column.ts';

/** A lead as the index takes it in: what filters and the gate ask, by attribute; `#` names are the gate's own. */
export interface IndexedLead {
  readonly leadId: string;
  readonly processId: string;
  readonly version: number;
  /** Undefined when the lead is gone. */
  readonly facts: Readonly<Record<string, FilterValue>> | undefined;
}

/** Attributes that each lead has alone, and counters. */
const PACKED: Readonly<Record<string, () => Column>> = {
  phone1: () => new PhoneColumn(),
  email: () => new OwnTextColumn(),
  attempts: () => new CountColumn(),
  cadence_attempts: () => new CountColumn(),
  day_attempts: () => new CountColumn(),
  '#row': () => new CountColumn(),
};
/** Attributes that are another under a second name. */
const SAME: Readonly<Record<string, string>> = {
  upload_time: 'opt_in_time',
  timezone: '#zone',
  campaign: '#campaign',
  list: '#list',
};
/** Attributes that follow from others. */
export type Computed = (slot: number) => FilterValue | undefined;

export interface CompileContext {
  /** Answers for attributes that are no columns. */
  readonly computed: ReadonlyMap<string, Computed>;
  /** The process's. */
  readonly zone: string;
}

/** The leads of one process in columns. */
export class LeadTable {
  readonly #ids = new LeadIds();
  readonly #columns = new Map<string, Column>([['lead_id', this.#ids]]);
  readonly #versions = new CountColumn();

  get leadCount(): number {
    return this.#ids.count;
  }

  /** False when a newer version of the lead was there already. */
  put(leadId: string, version: number, facts: Readonly<Record<string, FilterValue>>): boolean {
    const known = this.#ids.find(leadId);
    if (known !== undefined && this.version(known) >= version) return false;
    const slot = known ?? this.#ids.add(leadId);
    this.#versions.set(slot, version);
    for (const [name, column] of this.#columns) {
      if (facts[name] === undefined) column.set(slot, undefined);
    }
    for (const [name, value] of Object.entries(facts)) {
      if (SAME[name] === undefined) this.#columnFor(name, value).set(slot, value);
    }
    return true;
  }

  remove(leadId: string): void {
    const slot = this.#ids.find(leadId);
    if (slot === undefined) return;
    for (const column of this.#columns.values()) column.set(slot, undefined);
    this.#versions.set(slot, undefined);
    this.#ids.remove(leadId);
  }

  value(slot: number, attribute: string): FilterValue | undefined {
    return this.#column(attribute)?.get(slot);
  }

  text(slot: number, attribute: string): string {
    const value = this.value(slot, attribute);
    return typeof value === 'string' ? value : '';
  }

  /** The column of numbers or instants of this name; an empty one when no lead has any. */
  numbers(attribute: string): NumberColumn {
    const column = this.#columns.get(attribute);
    return column instanceof NumberColumn ? column : new NumberColumn();
  }

  /** As `numbers`, for counters. */
  counts(attribute: string): CountColumn {
    const column = this.#columns.get(attribute);
    return column instanceof CountColumn ? column : new CountColumn();
  }

  /** As `numbers`, for E.164 numbers. */
  phones(attribute: string): PhoneColumn {
    const column = this.#columns.get(attribute);
    return column instanceof PhoneColumn ? column : new PhoneColumn();
  }

  /** As `numbers`, for text that leads share. */
  sharedTexts(attribute: string): SharedTextColumn {
    const column = this.#columns.get(attribute);
    return column instanceof SharedTextColumn ? column : new SharedTextColumn();
  }

  /** Slots there are, with and without a lead. */
  get slotCount(): number {
    return this.#ids.length;
  }

  isTaken(slot: number): boolean {
    return this.#versions.get(slot) !== undefined;
  }

  /** 0 without a lead. */
  version(slot: number): number {
    return this.#versions.get(slot) ?? 0;
  }

  /** The lead's id as 16 bytes. */
  writeId(slot: number, into: Buffer, at: number): void {
    this.#ids.write(slot, into, at);
  }

  /** Every slot with a lead, in no particular order. */
  *slots(): Iterable<number> {
    for (let slot = 0; slot < this.slotCount; slot += 1) if (this.isTaken(slot)) yield slot;
  }

  /** The tree as a test of slots. */
  compile(node: FilterNode, context: CompileContext): (slot: number) => boolean {
    if (node.type === 'condition') return this.#compileCondition(node, context);
    const tests = node.nodes.map((child) => this.compile(child, context));
    const [first, second] = tests;
    if (first !== undefined && tests.length === 1) return first;
    if (first !== undefined && second !== undefined && tests.length === 2) {
      return node.match === 'all'
        ? (slot) => first(slot) && second(slot)
        : (slot) => first(slot) || second(slot);
    }
    return node.match === 'all'
      ? (slot) => tests.every((test) => test(slot))
      : (slot) => tests.some((test) => test(slot));
  }

  #compileCondition(condition: FilterCondition, { computed, zone }: CompileContext) {
    const compute = computed.get(condition.attribute);
    const column = this.#column(condition.attribute);
    if (compute === undefined && column !== undefined) return column.compile(condition, zone);
    const test = compileCondition(condition);
    return (slot: number) => test(compute?.(slot));
  }

  #column(attribute: string): Column | undefined {
    return this.#columns.get(SAME[attribute] ?? attribute);
  }

  #columnFor(name: string, value: FilterValue): Column {
    let column = this.#columns.get(name);
    if (column === undefined) {
      column =
        PACKED[name]?.() ??
        (typeof value === 'number' ? new NumberColumn() : new SharedTextColumn(!name.startsWith('#')));
      this.#columns.set(name, column);
      assert(this.#columns.size <= COLUMNS_MAX, 'a process has a bounded number of parameters');
    }
    return column;
  }
}

/** Standard attributes, the gate's own, and the most custom parameters a process has. */
const COLUMNS_MAX = 1000;
