import { LANES } from '@firstring/domain';
import { assert } from '@firstring/kernel';
import { Audiences, type AudienceRefusal, type Reserved } from './audiences.ts';
import type { CampaignCriteria } from './criteria.ts';
import { standardOrder } from './fetch-order.ts';
import { readShort, readWord } from './growable.ts';
import { CODES_MAX, type LeadColumns } from './lead-columns.ts';
import type { OwnershipCodes } from './ownership-codes.ts';
import type { Placements } from './placements.ts';
import {
  givenRanks,
  isStaleRank,
  isStepRank,
  laneNumber,
  rankOf,
  RANKS,
  staleRankOf,
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
  /** Number in `Audiences`; 0 = everybody. */
  readonly audience: number;
  /** Number of the order its heap follows. */
  readonly order: number;
  /** Of retired groups that are alike in all else; 0 for others. */
  readonly change: number;
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
  /** Beside everybody's. */
  readonly audiences: ReadonlySet<number>;
}

/** Tells groups apart that were retired by one change of filters after the other. */
const CHANGES = [0, 1, 2, 3, 4, 5, 6, 7];

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

export interface ShelfParts {
  readonly columns: LeadColumns;
  readonly placements: Placements;
  readonly criteria: CampaignCriteria;
  readonly codes: OwnershipCodes;
}

/** All groups, found by campaign, rank, owner and audience. Empty ones are dropped. */
export class Shelves {
  readonly audiences: Audiences;
  readonly #columns: LeadColumns;
  readonly #placements: Placements;
  readonly #criteria: CampaignCriteria;
  readonly #laneOrders: readonly Before[];
  readonly #groups: (Group | undefined)[] = [];
  readonly #freeNumbers: number[] = [];
  /** Groups of one campaign, rank, owner and audience, by what else they are alike in. */
  readonly #shelves = new Map<number, Map<number, Group>>();
  /** The last step's rank each campaign has ever had; at least P4's. */
  readonly #lastSteps = new Map<number, number>();
  readonly #out = new Map<number, number>();
  /** Leads in groups by campaign and audience, everybody's left out. */
  readonly #reserved = new Map<number, Map<number, number>>();

  constructor({ columns, placements, criteria, codes }: ShelfParts) {
    this.audiences = new Audiences(codes, criteria);
    this.#columns = columns;
    this.#placements = placements;
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
    const rank = this.#rankOf(slot, spot);
    const audience = this.audiences.take(this.reservedOf(slot));
    const shelf = this.#shelfOf({ campaign, rank, owner: spot.owner, audience });
    const order = isStepRank(rank) ? this.#criteria.orderOf(campaign).number : 0;
    const groupKey = groupKeyOf({
      list: readShort(this.#columns.list, slot),
      isHome: this.#isHome(slot),
      zoneSet: readShort(this.#columns.zoneSet, slot),
      lane: spot.lane,
      order,
      change: 0,
    });
    let group = shelf.get(groupKey);
    if (group === undefined) {
      shelf.set(groupKey, (group = this.#createGroup(slot, { ...spot, rank, order, audience })));
      const step = rankOf(spot.lane, spot.step);
      if (isStepRank(step) && step > (this.#lastSteps.get(campaign) ?? 0))
        this.#lastSteps.set(campaign, step);
    }
    group.heap.push(slot);
    this.#columns.group[slot] = group.number + 1;
    this.#countReserved(group, 1);
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
    this.#countReserved(group, -1);
    this.audiences.release(group.audience);
    if (group.heap.size > 0) return;
    this.#unshelve(group);
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

  /**
   * The filters of a campaign have changed: all its leads of steps come after those that are placed from now on. False when groups of
   * so many changes before are still there that some have to be placed anew, lead by lead.
   */
  retire(campaign: number): boolean {
    let isDone = true;
    for (const group of this.#groups) {
      if (group?.campaign !== campaign || !isStepRank(group.rank) || isStaleRank(group.rank)) continue;
      const rank = staleRankOf(group.rank);
      const shelf = this.#shelfOf({ ...group, rank });
      const change = CHANGES.find((each) => !shelf.has(groupKeyOf({ ...group, change: each })));
      if (change === undefined) isDone = false;
      else {
        this.#unshelve(group);
        const retired = { ...group, rank, change };
        this.#groups[group.number] = retired;
        shelf.set(groupKeyOf(retired), retired);
      }
    }
    return isDone;
  }

  isStale(slot: number): boolean {
    return isStaleRank(this.groupOf(slot)?.rank ?? 0);
  }

  groupOf(slot: number): Group | undefined {
    const number = readWord(this.#columns.group, slot);
    return number === 0 || number === OUT ? undefined : this.#groups[number - 1];
  }

  /** What makes a lead some agents' only. */
  reservedOf(slot: number): Reserved {
    return { code: readShort(this.#columns.code, slot), segments: this.#placements.segments(slot) };
  }

  isOut(slot: number): boolean {
    return readWord(this.#columns.group, slot) === OUT;
  }

  /** Leads of a campaign that no step has. */
  outOf(campaign: number): number {
    return this.#out.get(campaign) ?? 0;
  }

  /** Why leads that a campaign has are not for an agent; with an empty id: for nobody at all. */
  refusals(campaign: number, agentId: string): ReadonlySet<AudienceRefusal> {
    const mine = this.audiences.of(campaign, agentId);
    const others = [...(this.#reserved.get(campaign)?.keys() ?? [])].filter(
      (audience) => !mine.has(audience),
    );
    return new Set(others.flatMap((audience) => this.audiences.refusalsOf(campaign, agentId, audience)));
  }

  /** Groups of a campaign and rank that belong to everybody or to this agent, of everybody's audience or one of theirs. */
  groups(campaign: number, rank: number, { agent, audiences }: Reader): readonly Group[] {
    const place = placeOf(campaign, rank);
    const found: Group[] = [];
    this.#collect(keyOf(place, 0, 0), found);
    if (agent !== 0) this.#collect(keyOf(place, agent, 0), found);
    for (const audience of audiences) {
      this.#collect(keyOf(place, 0, audience), found);
      if (agent !== 0) this.#collect(keyOf(place, agent, audience), found);
    }
    return found;
  }

  #rankOf(slot: number, { lane, step }: Spot): number {
    const rank = rankOf(lane, step);
    if (!isStepRank(rank)) return rank;
    const { isFiltered, stepsSince = 0 } = this.#criteria.of(readShort(this.#columns.campaign, slot));
    const isStale = isFiltered && this.#placements.revision(slot) < stepsSince;
    return isStale ? staleRankOf(rank) : rank;
  }

  #shelfOf({ campaign, rank, owner, audience }: ShelfFacts): Map<number, Group> {
    const key = keyOf(placeOf(campaign, rank), owner, audience);
    let shelf = this.#shelves.get(key);
    if (shelf === undefined) this.#shelves.set(key, (shelf = new Map()));
    return shelf;
  }

  #unshelve(group: Group): void {
    const key = keyOf(placeOf(group.campaign, group.rank), group.owner, group.audience);
    const shelf = this.#shelves.get(key);
    shelf?.delete(groupKeyOf(group));
    if (shelf?.size === 0) this.#shelves.delete(key);
  }

  #collect(shelfKey: number, found: Group[]): void {
    const shelf = this.#shelves.get(shelfKey);
    if (shelf === undefined) return;
    for (const group of shelf.values()) found.push(group);
  }

  #isHome(slot: number): boolean {
    return readShort(this.#columns.home, slot) === readShort(this.#columns.campaign, slot);
  }

  #countReserved({ campaign, audience }: Group, by: number): void {
    if (audience === 0) return;
    const counts = this.#reserved.get(campaign) ?? new Map<number, number>();
    const count = (counts.get(audience) ?? 0) + by;
    if (count === 0) counts.delete(audience);
    else counts.set(audience, count);
    this.#reserved.set(campaign, counts);
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

  #createGroup(slot: number, spot: Spot & { rank: number; order: number; audience: number }): Group {
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
      audience: spot.audience,
      order: spot.order,
      change: 0,
      heap: new SlotHeap(this.#columns.heapPlace, this.before(campaign, spot.rank)),
    };
    this.#groups[number] = group;
    return group;
  }
}

type ShelfFacts = Pick<Group, 'campaign' | 'rank' | 'owner' | 'audience'>;
type GroupFacts = Pick<Group, 'list' | 'isHome' | 'zoneSet' | 'lane' | 'order' | 'change'>;

/** Below 2 ** 53, as the numbers of lists are below 2 ** 16. */
function groupKeyOf({ list, isHome, zoneSet, lane, order, change }: GroupFacts): number {
  const place = (((list * 2 + (isHome ? 1 : 0)) * 65_536 + zoneSet) * 16 + lane) * 4096 + order;
  return place * CHANGES.length + change;
}

function placeOf(campaign: number, rank: number): number {
  return campaign * RANKS + rank;
}

/** Below 2 ** 53, as the numbers of campaigns and agents are below 2 ** 16. */
function keyOf(place: number, owner: number, audience: number): number {
  return (place * 65_536 + owner) * (CODES_MAX + 1) + audience;
}
