import {
  cadencePolicy,
  slotOpensAt,
  type CadencePolicy,
  type CallingWindow,
  type TimeSlot,
} from '@firstring/domain';
import type { Names } from './lead-columns.ts';
import { Openings } from './openings.ts';
import { OwnershipCodes, type AgentCodes } from './ownership-codes.ts';

/** A list that a campaign dials. */
export interface AssignedList {
  readonly listId: string;
  /** lower is dialled first; absent = 1. */
  readonly priority?: number;
  /** its share among lists of equal priority; absent = 1. */
  readonly weight?: number;
  /** leads an hour, with a pace based provider; absent or 0 = what the other lists leave. */
  readonly attemptsPerHour?: number;
  /** R-104, all dials of a lead; 0 = the campaign's own limit. */
  readonly maxAttempts: number;
  /** R-105; none = always. */
  readonly timeSlots: readonly TimeSlot[];
  /** the only agents who are given its leads; absent or none = everybody. */
  readonly agentIds?: readonly string[];
}

/** how a campaign shares its turns among its lists. */
export type CustomerProvider = 'campaign_based' | 'lead_based' | 'pace_based';

/** What a campaign's order is decided by. */
export interface CampaignOrder {
  readonly policy: CadencePolicy;
  readonly window: CallingWindow;
  /** A campaign that is not gives nothing; absent = it is. */
  readonly isActive?: boolean;
  readonly lists?: readonly AssignedList[];
  /** Absent = lead based: by priority and weight of the lists. */
  readonly provider?: CustomerProvider;
  /** the priority of the lists comes before P1 to P4 or the steps; absent = after. */
  readonly isListsFirst?: boolean;
  /** R-57; an agent who is not among them has leads without a code only. */
  readonly agentCodes?: readonly AgentCodes[];
}

/** What a list decides for all campaigns. */
export interface ListOrder {
  readonly listId: string;
  readonly processId: string;
  readonly version: number;
  /** R-96; false for a deleted list, too. */
  readonly isEnabled: boolean;
  /** Zone of its time slots. */
  readonly timeZone: string;
}

/** Why a whole group of leads is not given, whatever the time. */
export type GroupRefusal = 'CAMPAIGN_PAUSED' | 'LIST_DISABLED';

/** Leads that are alike in what is decided here. */
export interface RuledGroup {
  readonly campaign: number;
  readonly list: number;
  /** They are in the campaign by themselves, not because their list is assigned to it. */
  readonly isHome: boolean;
}

/** How a list ranks among the lists of a campaign. */
export interface ListShare {
  /** 0 = leads that are in the campaign by themselves, of no list that it dials: together they count as one list. */
  readonly list: number;
  readonly priority: number;
  readonly weight: number;
  /** Between two of its leads at its target rate; absent = it has none. */
  readonly intervalMs?: number | undefined;
  /** Place in the campaign's settings. */
  readonly place: number;
}

interface Assigned {
  readonly policy: CadencePolicy;
  readonly timeSlots: readonly TimeSlot[];
  readonly share: ListShare;
  /** R-82; none = everybody. */
  readonly agents: ReadonlySet<string>;
}

interface Campaign {
  readonly policy: CadencePolicy;
  readonly isActive: boolean;
  readonly isListsFirst: boolean;
  /** All lists are one order. */
  readonly isOneOrder: boolean;
  readonly lists: ReadonlyMap<number, Assigned>;
}

const HOUR_MS = 3_600_000;

function intervalOf({ attemptsPerHour = 0 }: AssignedList): number | undefined {
  return attemptsPerHour === 0 ? undefined : HOUR_MS / attemptsPerHour;
}

const OWN_LEADS: ListShare = { list: 0, priority: 1, weight: 1, place: -1 };

const LISTS_MAX = 65_536;

/** What campaigns and their lists allow, by the order's small numbers. A change holds from the next question on. */
export class CampaignRules {
  readonly codes: OwnershipCodes;
  readonly #names: Names;
  readonly #campaigns = new Map<number, Campaign>();
  readonly #campaignsOf = new Map<number, readonly number[]>();
  readonly #lists = new Map<number, ListOrder>();
  readonly #defaultPolicy = cadencePolicy();
  readonly #slots = new Openings((key, fromAt) => this.#findSlot(key, fromAt));

  constructor(names: Names) {
    this.#names = names;
    this.codes = new OwnershipCodes(names);
  }

  /** See `Openings`. */
  get searches(): number {
    return this.#slots.searches;
  }

  /** Sets a campaign; the lists whose leads come to it or leave it by that, and whether its leads are decided otherwise now. */
  setCampaign(campaign: number, order: CampaignOrder): { lists: readonly number[]; isChanged: boolean } {
    const before = this.#campaigns.get(campaign);
    const lists = new Map(
      (order.lists ?? []).map((assigned, place) => {
        const { listId, priority = 1, weight = 1, maxAttempts, timeSlots, agentIds = [] } = assigned;
        const intervalMs = order.provider === 'pace_based' ? intervalOf(assigned) : undefined;
        const own = maxAttempts === 0 ? Infinity : maxAttempts;
        const policy = { ...order.policy, maxAttempts: Math.min(order.policy.maxAttempts, own) };
        const list = this.#names.lists.number(listId);
        const share = { list, priority, weight, intervalMs, place };
        return [list, { policy, timeSlots, share, agents: new Set(agentIds) }] as const;
      }),
    );
    this.#campaigns.set(campaign, {
      policy: order.policy,
      isActive: order.isActive ?? true,
      isListsFirst: order.isListsFirst ?? false,
      isOneOrder: order.provider === 'campaign_based',
      lists,
    });
    this.codes.set(campaign, order.agentCodes ?? []);
    this.#slots.clear();
    const concerned = [...new Set([...(before?.lists.keys() ?? []), ...lists.keys()])];
    const moved = concerned.filter((list) => before?.lists.has(list) !== lists.has(list));
    for (const list of moved) this.#assign(list, campaign, lists.has(list));
    const policies = (of: Campaign | undefined): string =>
      JSON.stringify([
        of?.policy ?? this.#defaultPolicy,
        concerned.map((list) => of?.lists.get(list)?.policy),
      ]);
    return { lists: moved, isChanged: policies(before) !== policies(this.#campaigns.get(campaign)) };
  }

  /** Sets a list unless this or a newer version is known. */
  setList(list: ListOrder): void {
    const number = this.#names.lists.number(list.listId);
    if ((this.#lists.get(number)?.version ?? 0) >= list.version) return;
    this.#lists.set(number, list);
    this.#slots.clear();
  }

  /** Campaigns a list is assigned to, in a fixed order. */
  campaignsOf(list: number): readonly number[] {
    return this.#campaignsOf.get(list) ?? [];
  }

  /** A lead's own campaign and those its list is assigned to; 0 alone for none: its list may be assigned to one later. */
  campaignsOfLead(home: number, list: number): readonly number[] {
    const assigned = this.campaignsOf(list);
    if (assigned.length === 0) return [home];
    return home === 0 ? assigned : [home, ...assigned.filter((each) => each !== home)];
  }

  /** */
  shareOf(campaign: number, list: number): ListShare {
    const known = this.#campaigns.get(campaign);
    return known === undefined || known.isOneOrder ? OWN_LEADS : (known.lists.get(list)?.share ?? OWN_LEADS);
  }

  /** whether an agent is given leads of a list in this campaign; with an empty id: whether anybody may be. */
  isListFor(campaign: number, list: number, agentId: string): boolean {
    const agents = this.#campaigns.get(campaign)?.lists.get(list)?.agents;
    return agents === undefined || agents.size === 0 || agentId === '' || agents.has(agentId);
  }

  /** */
  isListsFirst(campaign: number): boolean {
    return this.#campaigns.get(campaign)?.isListsFirst ?? false;
  }

  /** The lists a campaign dials, with 0 for its own leads. */
  listsOf(campaign: number): ReadonlySet<number> {
    return new Set([OWN_LEADS.list, ...(this.#campaigns.get(campaign)?.lists.keys() ?? [])]);
  }

  policyOf(campaign: number, list: number): CadencePolicy {
    const known = this.#campaigns.get(campaign);
    return known?.lists.get(list)?.policy ?? known?.policy ?? this.#defaultPolicy;
  }

  /** Undefined when its leads may be given, as far as time allows. */
  refusal({ campaign, list, isHome }: RuledGroup): GroupRefusal | undefined {
    const known = this.#campaigns.get(campaign);
    if (known !== undefined && !known.isActive) return 'CAMPAIGN_PAUSED';
    if (this.#lists.get(list)?.isEnabled === false) return 'LIST_DISABLED';
    return isHome || known?.lists.has(list) === true ? undefined : 'LIST_DISABLED';
  }

  /** first instant from `fromAt` on inside a time slot of the list; Infinity when there is none. */
  slotOpensAt({ campaign, list }: RuledGroup, fromAt: number): number {
    const slots = this.#campaigns.get(campaign)?.lists.get(list)?.timeSlots ?? [];
    if (slots.length === 0) return fromAt;
    return this.#slots.opensAt(campaign * LISTS_MAX + list, fromAt);
  }

  #findSlot(key: number, fromAt: number): number | undefined {
    const list = key % LISTS_MAX;
    const slots = this.#campaigns.get(Math.floor(key / LISTS_MAX))?.lists.get(list)?.timeSlots ?? [];
    return slotOpensAt(slots, this.#lists.get(list)?.timeZone ?? 'UTC', fromAt);
  }

  #assign(list: number, campaign: number, isAssigned: boolean): void {
    const others = this.campaignsOf(list).filter((each) => each !== campaign);
    const assigned = isAssigned ? [...others, campaign].sort((a, b) => a - b) : others;
    if (assigned.length === 0) this.#campaignsOf.delete(list);
    else this.#campaignsOf.set(list, assigned);
  }
}
