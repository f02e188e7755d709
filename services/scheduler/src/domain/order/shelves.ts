import { LANES, type Lane } from '@firstring/domain';
import { assert } from '@firstring/kernel';
import { readByte, readFloat, readShort, readWord } from './growable.ts';
import type { LeadColumns } from './lead-columns.ts';
import { SlotHeap, type Before } from './slot-heap.ts';

/** Lane number of leads that become eligible later. */
export const WAITING = LANES.length;

/** Leads that are alike in all that is decided for many at once; their heap is ordered. */
export interface Group {
  readonly number: number;
  readonly campaign: number;
  /** Number of a lane, or WAITING. */
  readonly lane: number;
  /** Kept apart so that a list can be ranked, weighed or switched off as a whole. */
  readonly list: number;
  /** In the campaign by themselves, not by their list: what becomes of the assignment does not concern them. */
  readonly isHome: boolean;
  /** Kept apart so that the edge of a calling window moves no lead. */
  readonly zoneSet: number;
  /** The only agent who may have these leads; 0 = everybody. */
  readonly owner: number;
  readonly heap: SlotHeap;
}

export function laneNumber(lane: Lane): number {
  return LANES.indexOf(lane);
}

/**
 * The written total order inside a lane, over which equal inputs give equal outputs everywhere: levels by attempts, then
 * opt-in, then id; callbacks by agreed time; postponed by the end of the last attempt; waiting by due time.
 */
export function laneOrder(columns: LeadColumns, lane: number): Before {
  const { cadenceAttempts, optInAt, lastEndS, dueAt } = columns;
  const byId: Before = (a, b) => columns.compareIds(a, b) < 0;
  const then = (difference: number, next: () => boolean): boolean =>
    difference === 0 ? next() : difference < 0;
  if (lane === WAITING) return (a, b) => then(readFloat(dueAt, a) - readFloat(dueAt, b), () => byId(a, b));
  const byOptIn: Before = (a, b) => then(readFloat(optInAt, a) - readFloat(optInAt, b), () => byId(a, b));
  switch (LANES[lane]) {
    case 'late_callback':
    case 'own_callback':
    case 'common_callback':
      return (a, b) => then(columns.callbackAt(a) - columns.callbackAt(b), () => byId(a, b));
    case 'postponed':
      return (a, b) => then(readWord(lastEndS, a) - readWord(lastEndS, b), () => byOptIn(a, b));
    default:
      return (a, b) => then(readByte(cadenceAttempts, a) - readByte(cadenceAttempts, b), () => byOptIn(a, b));
  }
}

/** All groups, found by campaign, lane and owner. Empty ones are dropped. */
export class Shelves {
  readonly #columns: LeadColumns;
  readonly #orders: readonly Before[];
  readonly #groups: (Group | undefined)[] = [];
  readonly #freeNumbers: number[] = [];
  /** Groups of one campaign, lane and owner, by list and zone set. */
  readonly #shelves = new Map<number, Map<number, Group>>();

  constructor(columns: LeadColumns) {
    this.#columns = columns;
    this.#orders = Array.from({ length: WAITING + 1 }, (_, lane) => laneOrder(columns, lane));
  }

  before(lane: number): Before {
    const order = this.#orders[lane];
    assert(order !== undefined, 'every lane has an order');
    return order;
  }

  /** Puts a lead where its columns, lane and owner say. */
  put(slot: number, lane: number, owner: number): void {
    const shelfKey = keyOf(readShort(this.#columns.campaign, slot), lane, owner);
    let shelf = this.#shelves.get(shelfKey);
    if (shelf === undefined) this.#shelves.set(shelfKey, (shelf = new Map()));
    const groupKey = this.#groupKey(slot);
    let group = shelf.get(groupKey);
    if (group === undefined) shelf.set(groupKey, (group = this.#createGroup(slot, lane, owner)));
    group.heap.push(slot);
    this.#columns.group[slot] = group.number + 1;
  }

  /** Takes a lead from its group, if it stands in one. */
  take(slot: number): void {
    const group = this.groupOf(slot);
    if (group === undefined) return;
    group.heap.remove(slot);
    this.#columns.group[slot] = 0;
    if (group.heap.size > 0) return;
    const shelfKey = keyOf(group.campaign, group.lane, group.owner);
    const shelf = this.#shelves.get(shelfKey);
    shelf?.delete(groupKeyOf(group));
    if (shelf?.size === 0) this.#shelves.delete(shelfKey);
    this.#groups[group.number] = undefined;
    this.#freeNumbers.push(group.number);
  }

  groupOf(slot: number): Group | undefined {
    const number = readWord(this.#columns.group, slot);
    return number === 0 ? undefined : this.#groups[number - 1];
  }

  /** Groups of a campaign and lane that belong to everybody or to this agent. */
  *groups(campaign: number, lane: number, agent: number): Generator<Group> {
    const common = this.#shelves.get(keyOf(campaign, lane, 0));
    if (common !== undefined) yield* common.values();
    if (agent === 0) return;
    const own = this.#shelves.get(keyOf(campaign, lane, agent));
    if (own !== undefined) yield* own.values();
  }

  #isHome(slot: number): boolean {
    return readShort(this.#columns.home, slot) === readShort(this.#columns.campaign, slot);
  }

  #groupKey(slot: number): number {
    return groupKeyOf({
      list: readShort(this.#columns.list, slot),
      isHome: this.#isHome(slot),
      zoneSet: readShort(this.#columns.zoneSet, slot),
    });
  }

  #createGroup(slot: number, lane: number, owner: number): Group {
    const number = this.#freeNumbers.pop() ?? this.#groups.length;
    const group: Group = {
      number,
      campaign: readShort(this.#columns.campaign, slot),
      lane,
      list: readShort(this.#columns.list, slot),
      isHome: this.#isHome(slot),
      zoneSet: readShort(this.#columns.zoneSet, slot),
      owner,
      heap: new SlotHeap(this.#columns.heapPlace, this.before(lane)),
    };
    this.#groups[number] = group;
    return group;
  }
}

function groupKeyOf({ list, isHome, zoneSet }: Pick<Group, 'list' | 'isHome' | 'zoneSet'>): number {
  return (list * 2 + (isHome ? 1 : 0)) * 65_536 + zoneSet;
}

function keyOf(campaign: number, lane: number, owner: number): number {
  return (campaign * 16 + lane) * 65_536 + owner;
}
