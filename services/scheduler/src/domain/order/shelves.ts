import { LANES } from '@firstring/domain';
import { assert } from '@firstring/kernel';
import type { CampaignCriteria } from './criteria.ts';
import { standardOrder } from './fetch-order.ts';
import { readShort, readWord } from './growable.ts';
import { CODES_MAX, type LeadColumns } from './lead-columns.ts';
import {
  givenRanks,
  isStepRank,
  laneNumber,
  rankOf,
  RANKS,
  stepOfRank,
  WAITING,
  WAITING_RANK,
} from './rank.ts';
import { SlotHeap, type Before } from './slot-heap.ts';

/** Leads that are alike in all that is decided for many at once; their heap is ordered. */
export interface Group {
  readonly number: number;
  readonly campaign: number;
  /** Number of a lane, or WAITING. */
  readonly lane: number;
  readonly rank: number;
  /** Kept apart so that a list can be ranked, weighed or switched off as a whole. */
  readonly list: number;
  /** In the campaign by themselves, not by their list: what becomes of the assignment does not concern them. */
  readonly isHome: boolean;
  /** Kept apart so that the edge of a calling window moves no lead. */
  readonly zoneSet: number;
  /** The only agent who may have these leads; 0 = everybody. */
  readonly owner: number;
  /** Number of their ownership code; 0 = anybody's. */
  readonly code: number;
  /** Number of the order its heap follows. */
  readonly order: number;
  readonly heap: SlotHeap;
}

/** Where a lead is put. */
export interface Spot {
  /** Number of a lane, or WAITING. */
  readonly lane: number;
  /** 0 where steps do not take the place of levels. */
  readonly step: number;
  readonly owner: number;
}

/** Who asks for leads. */
export interface Reader {
  /** 0 = nobody in particular: leads of one agent only are left out. */
  readonly agent: number;
  /** Numbers of their ownership codes. */
  readonly codes: ReadonlySet<number>;
}

/** In the group column: in no group because no step has the lead. */
const OUT = 0xffff_ffff;

/**
 * The written total order inside a rank, over which equal inputs give equal outputs everywhere: levels by attempts, then
 * opt-in, then id, or by the step's fetch order; callbacks by agreed time; postponed by the end of the last
 * attempt; waiting by due time.
 */
function laneOrder(columns: LeadColumns, lane: number): Before {
  const { lastEndS } = columns;
  const byId: Before = (a, b) => columns.compareIds(a, b) < 0;
  const then = (difference: number, next: () => boolean): boolean =>
    difference === 0 ? next() : difference < 0;
  if (lane === WAITING) return (a, b) => then(columns.compareDue(a, b), () => byId(a, b));
  switch (LANES[lane]) {
    case 'late_callback':
    case 'own_callback':
    case 'common_callback':
      return (a, b) => then(columns.callbackAt(a) - columns.callbackAt(b), () => byId(a, b));
    case 'postponed': {
      const { optInS } = columns;
      const byOptIn: Before = (a, b) => then(readWord(optInS, a) - readWord(optInS, b), () => byId(a, b));
      return (a, b) => then(readWord(lastEndS, a) - readWord(lastEndS, b), () => byOptIn(a, b));
    }
    default:
      return standardOrder(columns);
  }
}

/** All groups, found by campaign, rank and owner. Empty ones are dropped. */
export class Shelves {
  readonly #columns: LeadColumns;
  readonly #criteria: CampaignCriteria;
  readonly #laneOrders: readonly Before[];
  readonly #groups: (Group | undefined)[] = [];
  readonly #freeNumbers: number[] = [];
  /** Groups of one campaign, rank, owner and ownership code, by what else they are alike in. */
  readonly #shelves = new Map<number, Map<number, Group>>();
  /** The last step's rank each campaign has ever had; at least P4's. */
  readonly #lastSteps = new Map<number, number>();
  readonly #out = new Map<number, number>();
  /** Leads in groups by campaign and ownership code, those without one left out. */
  readonly #coded = new Map<number, Map<number, number>>();

  constructor(columns: LeadColumns, criteria: CampaignCriteria) {
    this.#columns = columns;
    this.#criteria = criteria;
    this.#laneOrders = Array.from({ length: WAITING + 1 }, (_, lane) => laneOrder(columns, lane));
  }

  /** The order between the leads of different campaigns at one rank: the lane's own, whatever their fetch orders. */
  betweenCampaigns(rank: number): Before {
    if (isStepRank(rank)) return this.#laneOrder(laneNumber('p1'));
    if (rank === WAITING_RANK) return this.#laneOrder(WAITING);
    return this.#laneOrder(Math.min(rank, laneNumber('postponed')));
  }

  /** The order of a campaign's leads at one rank. */
  before(campaign: number, rank: number): Before {
    return isStepRank(rank) ? this.#criteria.orderOf(campaign).before : this.betweenCampaigns(rank);
  }

  /** Ranks these campaigns may have leads at that may be given, best first. */
  ranks(campaigns: readonly number[]): Iterable<number> {
    const last = campaigns.map((campaign) => this.#lastSteps.get(campaign) ?? 0);
    return givenRanks(Math.max(laneNumber('p4'), ...last));
  }

  /** Puts a lead where its columns and its spot say. */
  put(slot: number, spot: Spot): void {
    const campaign = readShort(this.#columns.campaign, slot);
    const rank = rankOf(spot.lane, spot.step);
    const shelfKey = keyOf(placeOf(campaign, rank), spot.owner, readShort(this.#columns.code, slot));
    let shelf = this.#shelves.get(shelfKey);
    if (shelf === undefined) this.#shelves.set(shelfKey, (shelf = new Map()));
    const order = isStepRank(rank) ? this.#criteria.orderOf(campaign).number : 0;
    const groupKey = groupKeyOf({
      list: readShort(this.#columns.list, slot),
      isHome: this.#isHome(slot),
      zoneSet: readShort(this.#columns.zoneSet, slot),
      lane: spot.lane,
      order,
    });
    let group = shelf.get(groupKey);
    if (group === undefined) {
      shelf.set(groupKey, (group = this.#createGroup(slot, { ...spot, rank, order })));
      if (isStepRank(rank) && rank > (this.#lastSteps.get(campaign) ?? 0))
        this.#lastSteps.set(campaign, rank);
    }
    group.heap.push(slot);
    this.#columns.group[slot] = group.number + 1;
    this.#countCoded(group, 1);
  }

  /** Notes that no step has the lead. */
  putOut(slot: number): void {
    this.#columns.group[slot] = OUT;
    this.#countOut(slot, 1);
  }

  /** Takes a lead from where it stands, if it does. */
  take(slot: number): void {
    if (this.isOut(slot)) this.#countOut(slot, -1);
    const group = this.groupOf(slot);
    this.#columns.group[slot] = 0;
    if (group === undefined) return;
    group.heap.remove(slot);
    this.#countCoded(group, -1);
    if (group.heap.size > 0) return;
    const shelfKey = keyOf(placeOf(group.campaign, group.rank), group.owner, group.code);
    const shelf = this.#shelves.get(shelfKey);
    shelf?.delete(groupKeyOf(group));
    if (shelf?.size === 0) this.#shelves.delete(shelfKey);
    this.#groups[group.number] = undefined;
    this.#freeNumbers.push(group.number);
  }

  /** Moves a lead to the heap that follows its campaign's order of now, if it stands in one of an order before. */
  reorder(slot: number): void {
    const group = this.groupOf(slot);
    if (group === undefined || !isStepRank(group.rank)) return;
    if (group.order === this.#criteria.orderOf(group.campaign).number) return;
    this.take(slot);
    this.put(slot, { lane: group.lane, step: stepOfRank(group.rank), owner: group.owner });
  }

  groupOf(slot: number): Group | undefined {
    const number = readWord(this.#columns.group, slot);
    return number === 0 || number === OUT ? undefined : this.#groups[number - 1];
  }

  isOut(slot: number): boolean {
    return readWord(this.#columns.group, slot) === OUT;
  }

  /** Leads of a campaign that no step has. */
  outOf(campaign: number): number {
    return this.#out.get(campaign) ?? 0;
  }

  /** Whether a campaign has leads with other ownership codes than these. */
  hasOthers(campaign: number, codes: ReadonlySet<number>): boolean {
    return (
      this.#coded
        .get(campaign)
        ?.keys()
        .some((code) => !codes.has(code)) === true
    );
  }

  /** Groups of a campaign and rank that belong to everybody or to this agent, without a code or with one of theirs. */
  groups(campaign: number, rank: number, { agent, codes }: Reader): readonly Group[] {
    const place = placeOf(campaign, rank);
    const found: Group[] = [];
    this.#collect(keyOf(place, 0, 0), found);
    if (agent !== 0) this.#collect(keyOf(place, agent, 0), found);
    for (const code of codes) {
      this.#collect(keyOf(place, 0, code), found);
      if (agent !== 0) this.#collect(keyOf(place, agent, code), found);
    }
    return found;
  }

  #collect(shelfKey: number, found: Group[]): void {
    const shelf = this.#shelves.get(shelfKey);
    if (shelf === undefined) return;
    for (const group of shelf.values()) found.push(group);
  }

  #isHome(slot: number): boolean {
    return readShort(this.#columns.home, slot) === readShort(this.#columns.campaign, slot);
  }

  #countCoded({ campaign, code }: Group, by: number): void {
    if (code === 0) return;
    const counts = this.#coded.get(campaign) ?? new Map<number, number>();
    const count = (counts.get(code) ?? 0) + by;
    if (count === 0) counts.delete(code);
    else counts.set(code, count);
    this.#coded.set(campaign, counts);
  }

  #countOut(slot: number, by: number): void {
    const campaign = readShort(this.#columns.campaign, slot);
    this.#out.set(campaign, this.outOf(campaign) + by);
  }

  #laneOrder(lane: number): Before {
    const order = this.#laneOrders[lane];
    assert(order !== undefined, 'every lane has an order');
    return order;
  }

  #createGroup(slot: number, spot: Spot & { rank: number; order: number }): Group {
    const number = this.#freeNumbers.pop() ?? this.#groups.length;
    const campaign = readShort(this.#columns.campaign, slot);
    const group: Group = {
      number,
      campaign,
      lane: spot.lane,
      rank: spot.rank,
      list: readShort(this.#columns.list, slot),
      isHome: this.#isHome(slot),
      zoneSet: readShort(this.#columns.zoneSet, slot),
      owner: spot.owner,
      code: readShort(this.#columns.code, slot),
      order: spot.order,
      heap: new SlotHeap(this.#columns.heapPlace, this.before(campaign, spot.rank)),
    };
    this.#groups[number] = group;
    return group;
  }
}

type GroupFacts = Pick<Group, 'list' | 'isHome' | 'zoneSet' | 'lane' | 'order'>;

function groupKeyOf({ list, isHome, zoneSet, lane, order }: GroupFacts): number {
  return (((list * 2 + (isHome ? 1 : 0)) * 65_536 + zoneSet) * 16 + lane) * 4096 + order;
}

function placeOf(campaign: number, rank: number): number {
  return campaign * RANKS + rank;
}

/** Below 2 ** 53, as the numbers of campaigns and agents are below 2 ** 16. */
function keyOf(place: number, owner: number, code: number): number {
  return (place * 65_536 + owner) * (CODES_MAX + 1) + code;
}
