import type { FilterNode } from '@firstring/domain/filters';
import type { PlacementRules } from '../placement/criteria-steps.ts';
import { choosePage, type PageCursor } from './choose-page.ts';
import { sizeOf } from './column.ts';
import { dialableWhen, type DialRules, levelOf } from './dial-question.ts';
import type { ExclusionPiece } from './exclusion-mirror.ts';
import { GuardMirror, type GuardChange } from './guard-mirror.ts';
import { nameOf } from './lead-facts.ts';
import { type Computed, type IndexedLead, LeadTable } from './lead-table.ts';
import { countMoves, type MovesAnswer, type MovesQuestion } from './moves-question.ts';
import { PlacementPass, type PlacementsAnswer } from './placement-pass.ts';

export interface ImpactQuestion {
  readonly processId: string;
  readonly root: FilterNode;
  readonly rules: DialRules;
}

export interface Impact {
  readonly filtered: number;
  readonly dialable: number;
  readonly dialableLaterToday: number;
}

export interface PageQuestion extends ImpactQuestion {
  readonly sortAttribute: string;
  /** Text of the attribute stands for numbers or instants. */
  readonly sortBySize: boolean;
  readonly descending: boolean;
  readonly pageSize: number;
  readonly after: PageCursor | undefined;
}

export interface PageAnswer {
  readonly leadIds: readonly string[];
  readonly next: PageCursor | undefined;
  readonly total: number;
}

export interface PlacementsQuestion {
  readonly processId: string;
  readonly rules: PlacementRules;
  /** Chosen by who asks: the same for all pieces of one pass, and nobody else's. */
  readonly pass: number;
}

interface ProcessColumns {
  readonly table: LeadTable;
  readonly guards: GuardMirror;
}

/** All leads in columns, one table a process: nothing that is asked of one can answer with another's. */
export class FilterColumns {
  readonly #processes = new Map<string, ProcessColumns>();
  /** Those that are being made; who asked ends each. */
  readonly #passes = new Map<number, PlacementPass>();
  /** Leads that went while the store was being read: an older page of it must not bring them back. */
  #gone: Map<string, number> | undefined = new Map();

  take(leads: readonly IndexedLead[]): void {
    for (const { leadId, processId, version, facts } of leads) {
      const { table } = this.#process(processId);
      if (facts === undefined) {
        table.remove(leadId);
        this.#gone?.set(leadId, version);
      } else if ((this.#gone?.get(leadId) ?? 0) < version) table.put(leadId, version, facts);
    }
  }

  /** The store has been read whole. */
  complete(): void {
    this.#gone = undefined;
  }

  takeGuards(changes: readonly GuardChange[]): void {
    for (const change of changes) this.#process(change.processId).guards.take(change);
  }

  takeExclusions(piece: ExclusionPiece): void {
    this.#process(piece.processId).guards.exclusions.take(piece);
  }

  impact({ processId, root, rules }: ImpactQuestion): Impact {
    const { table, guards } = this.#process(processId);
    const test = table.compile(root, { computed: computedOf(table, rules), zone: rules.zone });
    const when = dialableWhen(table, guards, rules);
    const counts = { filtered: 0, dialable: 0, dialableLaterToday: 0 };
    for (const slot of table.slots()) {
      if (!test(slot)) continue;
      counts.filtered += 1;
      switch (when(slot)) {
        case 'now':
          counts.dialable += 1;
          break;
        case 'later_today':
          counts.dialableLaterToday += 1;
          break;
        case 'not_today':
          break;
      }
    }
    return counts;
  }

  page({
    processId,
    root,
    rules,
    sortAttribute,
    sortBySize,
    descending,
    pageSize,
    after,
  }: PageQuestion): PageAnswer {
    const { table } = this.#process(processId);
    const computed = computedOf(table, rules);
    const test = table.compile(root, { computed, zone: rules.zone });
    const compute = computed.get(sortAttribute);
    const value = compute ?? ((slot: number) => table.value(slot, sortAttribute));
    const key = sortBySize ? (slot: number) => sizeOf(value(slot), rules.zone) : value;
    const leadId = (slot: number): string => table.text(slot, 'lead_id');
    const chosen = choosePage(
      filtered(table.slots(), test),
      { key, leadId, descending },
      { pageSize, after },
    );
    return { leadIds: chosen.slots.map(leadId), next: chosen.next, total: chosen.total };
  }

  moves(question: MovesQuestion): MovesAnswer {
    return countMoves(this.#process(question.processId).table, question);
  }

  /** The next piece of a pass, which begins with its first. */
  placements({ processId, rules, pass }: PlacementsQuestion): PlacementsAnswer {
    const begun = this.#passes.get(pass) ?? new PlacementPass(this.#process(processId).table, rules);
    this.#passes.set(pass, begun);
    return begun.next();
  }

  endPlacements(pass: number): void {
    this.#passes.delete(pass);
  }

  #process(processId: string): ProcessColumns {
    let process = this.#processes.get(processId);
    if (process === undefined) {
      process = { table: new LeadTable(), guards: new GuardMirror() };
      this.#processes.set(processId, process);
    }
    return process;
  }
}

function* filtered(slots: Iterable<number>, test: (slot: number) => boolean): Iterable<number> {
  for (const slot of slots) if (test(slot)) yield slot;
}

/** Attributes that follow from others. */
function computedOf(table: LeadTable, rules: DialRules): ReadonlyMap<string, Computed> {
  const name = (slot: number): string | undefined =>
    nameOf(table.text(slot, 'first_name'), table.text(slot, 'last_name'));
  return new Map<string, Computed>([
    ['name', name],
    ['priority_level', levelOf(table, rules)],
  ]);
}
