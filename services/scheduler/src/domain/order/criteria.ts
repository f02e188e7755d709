import { fetchOrder, standardOrder, type FetchPolicy } from './fetch-order.ts';
import type { LeadColumns } from './lead-columns.ts';
import type { Placements } from './placements.ts';
import type { Before } from './slot-heap.ts';
import { TOO_MANY_SEGMENTS } from './step-patterns.ts';

/** What a campaign's filters come to for choosing. */
export interface Criteria {
  /** Rises with each change. */
  readonly revision: number;
  /** Leads in no step are not given. */
  readonly isFiltered: boolean;
  /** A filter group: its steps take the place of the levels P1 to P4 between leads. */
  readonly isLayered: boolean;
  /** First step first. */
  readonly stepNames: readonly string[];
  /** Order inside a step; none = the standard order. */
  readonly policies: readonly FetchPolicy[];
  /** The revision that last changed which leads are in which step; absent = that is not known. */
  readonly stepsSince?: number;
  /** the agents whose the leads of a segment are, by the segment's id; absent = there are none. */
  readonly segments?: ReadonlyMap<string, ReadonlySet<string>>;
}

/** How the leads of a campaign's steps are ordered; the number tells heaps of an order before from those of now. */
export interface StepOrder {
  readonly number: number;
  readonly before: Before;
}

/** What a change of criteria changes for leads whose steps stay as they are; `known` = nothing was set. */
export type CriteriaChange = 'known' | 'nothing' | 'order' | 'places';

interface Kept {
  readonly criteria: Criteria;
  readonly order: StepOrder;
}

/** Order numbers are part of a group's key: old groups are long gone when a number comes again. */
const ORDER_NUMBERS = 4096;

const UNFILTERED: Criteria = {
  revision: 0,
  isFiltered: false,
  isLayered: false,
  stepNames: [],
  policies: [],
};

/** The criteria of each campaign; one that nothing is known of has no filters. */
export class CampaignCriteria {
  readonly #columns: LeadColumns;
  readonly #placements: Placements;
  readonly #campaigns = new Map<number, Kept>();
  readonly #standard: StepOrder;
  #changes = 0;

  constructor(columns: LeadColumns, placements: Placements) {
    this.#columns = columns;
    this.#placements = placements;
    this.#standard = { number: 0, before: standardOrder(columns) };
  }

  /** How often criteria have been set. */
  get changes(): number {
    return this.#changes;
  }

  of(campaign: number): Criteria {
    return this.#campaigns.get(campaign)?.criteria ?? UNFILTERED;
  }

  orderOf(campaign: number): StepOrder {
    return this.#campaigns.get(campaign)?.order ?? this.#standard;
  }

  /**
   * whether an agent is given leads of these segments (ids joined by spaces) in a campaign; with an empty id: whether anybody may be. A
   * segment that is nobody's here any more keeps nothing back.
   */
  isSegmentFor(campaign: number, segments: string, agentId: string): boolean {
    if (segments === '') return true;
    if (segments === TOO_MANY_SEGMENTS) return false;
    const assigned = this.of(campaign).segments;
    if (assigned === undefined || assigned.size === 0) return true;
    const agents = segments.split(' ').flatMap((segment) => assigned.get(segment) ?? []);
    return agents.length === 0 || agentId === '' || agents.some((each) => each.has(agentId));
  }

  /** Sets them unless these or newer ones are known; what of the leads that are placed already has changed by that. */
  set(campaign: number, criteria: Criteria): CriteriaChange {
    const before = this.of(campaign);
    if (before.revision >= criteria.revision) return 'known';
    const isSameOrder = JSON.stringify(before.policies) === JSON.stringify(criteria.policies);
    const known = this.orderOf(campaign);
    const order = isSameOrder
      ? known
      : {
          number: (known.number + 1) % ORDER_NUMBERS,
          before: fetchOrder(this.#columns, this.#placements, criteria.policies),
        };
    this.#changes += 1;
    this.#campaigns.set(campaign, { criteria, order });
    const isSamePlace = before.isFiltered === criteria.isFiltered && before.isLayered === criteria.isLayered;
    if (!isSamePlace) return 'places';
    return isSameOrder ? 'nothing' : 'order';
  }
}
