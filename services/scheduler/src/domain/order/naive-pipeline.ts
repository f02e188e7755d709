import { eligibility, LANES, type CadencePolicy, type Lane, type PriorityLevel } from '@firstring/domain';
import { mixBits, uuidWords } from '@firstring/domain/lead-id';
import type { AssignedList, CustomerProvider } from './campaign-rules.ts';
import type { IndexCard } from './card.ts';
import type { Criteria } from './criteria.ts';
import type { FetchPolicy } from './fetch-order.ts';
import { ListTurns, type Contender, type Turn } from './list-turns.ts';
import type { Placement } from './placements.ts';
import type { SortValue } from './sort-column.ts';

const LEVELS: readonly PriorityLevel[] = ['P1', 'P2', 'P3', 'P4', 'waiting'];
const AGREED: readonly Lane[] = ['late_callback', 'own_callback', 'common_callback'];

export interface NaiveCampaign {
  lists: readonly AssignedList[];
  provider?: CustomerProvider;
  isListsFirst?: boolean;
  criteria: Criteria;
}

/** A placement as the tests write it: a step for each level. */
export interface NaivePlacement {
  readonly revision: number;
  readonly byLevel: readonly number[];
  readonly values: readonly SortValue[];
}

interface Ranked {
  readonly card: IndexCard;
  readonly lane: Lane;
  readonly rank: number;
  readonly values: readonly SortValue[];
  readonly list: Contender & { readonly priority: number; readonly place: number };
}

/** The pipeline's rules (REQUIREMENTS section 3) written down over plain maps, everything sorted anew for every question. For tests. */
export class NaivePipeline {
  readonly cards = new Map<string, IndexCard>();
  readonly campaigns = new Map<string, NaiveCampaign>();
  readonly placements = new Map<string, NaivePlacement>();
  readonly held = new Set<string>();
  readonly turns = new ListTurns();
  readonly #policy: CadencePolicy;

  constructor(policy: CadencePolicy) {
    this.#policy = policy;
  }

  isIn(card: IndexCard, campaignId: string): boolean {
    const lists = this.campaigns.get(campaignId)?.lists ?? [];
    return card.campaignId === campaignId || lists.some(({ listId }) => listId === card.listId);
  }

  /** After any change: a lead that is in a campaign no more has no placement there. */
  prune(): void {
    for (const key of this.placements.keys()) {
      const [leadId = '', campaignId = ''] = key.split('/');
      const card = this.cards.get(leadId);
      if (card === undefined || !this.isIn(card, campaignId)) this.placements.delete(key);
    }
  }

  place(leadId: string, campaignId: string, placement: NaivePlacement): void {
    const key = `${leadId}/${campaignId}`;
    if ((this.placements.get(key)?.revision ?? 0) <= placement.revision) this.placements.set(key, placement);
  }

  /** The step of a lead now: undefined where nothing is filtered, 0 = out. */
  stepOf(card: IndexCard, campaignId: string, nowAt: number): number | undefined {
    if (this.campaigns.get(campaignId)?.criteria.isFiltered !== true) return undefined;
    const { level } = eligibility(card, this.#policy, nowAt);
    return this.placements.get(`${card.leadId}/${campaignId}`)?.byLevel[LEVELS.indexOf(level)] ?? 0;
  }

  /** Every lead that may be given in a campaign now, unsorted. */
  given(campaignId: string, nowAt: number): Ranked[] {
    return [...this.cards.values()].flatMap((card) => {
      const ranked = this.#rank(card, campaignId, nowAt);
      return ranked === undefined ? [] : [ranked];
    });
  }

  next(
    campaignIds: readonly string[],
    nowAt: number,
  ): { leadId: string; turn: Turn | undefined } | undefined {
    const [first] = campaignIds
      .flatMap((campaignId) => {
        const best = this.#nextOf(campaignId, nowAt);
        return best === undefined ? [] : [best];
      })
      .sort((a, b) => a.ranked.rank - b.ranked.rank || compareInLane(a.ranked, b.ranked));
    return first === undefined ? undefined : { leadId: first.ranked.card.leadId, turn: first.turn };
  }

  #nextOf(campaignId: string, nowAt: number): { ranked: Ranked; turn: Turn | undefined } | undefined {
    const campaign = [...this.campaigns.keys()].indexOf(campaignId) + 1;
    const all = this.given(campaignId, nowAt);
    const { isListsFirst = false, criteria } = this.campaigns.get(campaignId) ?? {};
    // Leads that older filters placed decide nothing where the filters of now have placed one.
    const isFresh = ({ rank }: Ranked): boolean => rank < STALE || rank >= 1000;
    const isPlaced = all.some((each) => each.rank >= 100 && each.rank < STALE);
    const given = isPlaced ? all.filter(isFresh) : all;
    // Ranks from 100 on are steps and postponed leads; priorities are below 1000.
    const placeOf = ({ rank, list }: Ranked): number =>
      isListsFirst && rank >= 100 ? list.priority * 10_000 + rank : rank;
    const best = given.filter((each) => placeOf(each) === Math.min(...given.map(placeOf)));
    const policies = criteria?.policies ?? [];
    const sorted = best.toSorted((a, b) => compareInStep(a, b, policies));
    const [first] = sorted;
    if (first === undefined || AGREED.includes(first.lane))
      return first && { ranked: first, turn: undefined };
    const priority = Math.min(...sorted.map(({ list }) => list.priority));
    const heads = new Map<number, Ranked>();
    for (const each of sorted) {
      if (each.list.priority === priority && !heads.has(each.list.list)) heads.set(each.list.list, each);
    }
    const among = [...heads.values()].map(({ list }) => list).sort((a, b) => a.place - b.place);
    const chosen = this.turns.choose(campaign, among, nowAt);
    const ranked = chosen === undefined ? undefined : heads.get(chosen.list);
    return chosen === undefined || ranked === undefined
      ? undefined
      : { ranked, turn: { campaign, chosen, among, nowAt } };
  }

  #isStale({ leadId }: IndexCard, campaignId: string): boolean {
    const { isFiltered = false, stepsSince = 0 } = this.campaigns.get(campaignId)?.criteria ?? {};
    return isFiltered && (this.placements.get(`${leadId}/${campaignId}`)?.revision ?? 0) < stepsSince;
  }

  #rank(card: IndexCard, campaignId: string, nowAt: number): Ranked | undefined {
    const due = eligibility(card, this.#policy, nowAt);
    const step = this.stepOf(card, campaignId, nowAt);
    if (due.reason !== undefined || due.lane === undefined) return undefined;
    if (this.held.has(card.homeGuard) || !this.isIn(card, campaignId) || step === 0) return undefined;
    const campaign = this.campaigns.get(campaignId);
    const place = (campaign?.lists ?? []).findIndex(({ listId }) => listId === card.listId);
    const assigned = campaign?.lists[place];
    const rank = rankIn(due.lane, campaign?.criteria.isLayered === true ? step : undefined);
    return {
      card,
      lane: due.lane,
      rank: this.#isStale(card, campaignId) ? rank + (rank >= 100 && rank < 1000 ? STALE - 100 : 0) : rank,
      values: this.placements.get(`${card.leadId}/${campaignId}`)?.values ?? [],
      list: campaign?.provider === 'campaign_based' ? ONE_ORDER : listOf(place, assigned, campaign?.provider),
    };
  }
}

/** From here on to 1000: steps of leads that older filters placed. */
const STALE = 500;
const ONE_ORDER: Ranked['list'] = { list: -1, place: -1, priority: 1, weight: 1 };

function listOf(
  place: number,
  assigned: AssignedList | undefined,
  provider: CustomerProvider | undefined,
): Ranked['list'] {
  const { priority = 1, weight = 1, attemptsPerHour = 0 } = assigned ?? {};
  const isPaced = provider === 'pace_based' && attemptsPerHour > 0;
  return {
    list: place,
    place,
    priority,
    weight,
    ...(isPaced ? { intervalMs: 3_600_000 / attemptsPerHour } : {}),
  };
}

export function packed({ revision, byLevel, values }: NaivePlacement): Placement {
  return { revision, steps: byLevel.reduce((sum, step) => sum * 256 + step, 0), values };
}

function rankIn(lane: Lane, step: number | undefined): number {
  if (lane === 'postponed') return 1000;
  const level = ['p1', 'p2', 'p3', 'p4'].indexOf(lane);
  return level < 0 ? LANES.indexOf(lane) : 100 + (step === undefined ? level : step - 1);
}

function compareInStep(a: Ranked, b: Ranked, policies: readonly FetchPolicy[]): number {
  if (a.rank < 100 || a.rank === 1000) return compareInLane(a, b);
  for (const policy of policies) {
    const difference = compareBy(policy, a, b);
    if (difference !== 0) return difference;
  }
  return compareInLane(a, b);
}

function compareInLane({ card: a, lane }: Ranked, { card: b }: Ranked): number {
  const byId = a.leadId < b.leadId ? -1 : 1;
  if (AGREED.includes(lane)) return (a.callbackAt ?? 0) - (b.callbackAt ?? 0) || byId;
  if (lane === 'postponed') {
    return (a.lastAttemptEndAt ?? 0) - (b.lastAttemptEndAt ?? 0) || a.optInAt - b.optInAt || byId;
  }
  return a.cadenceAttempts - b.cadenceAttempts || a.optInAt - b.optInAt || byId;
}

function compareBy(policy: FetchPolicy, a: Ranked, b: Ranked): number {
  switch (policy.type) {
    case 'value':
      return compareValues(a.values[policy.index], b.values[policy.index], policy.direction);
    case 'random':
      return shuffled(a.card, policy.seed) - shuffled(b.card, policy.seed);
    case 'attempts':
      return policy.direction * (a.card.totalAttempts - b.card.totalAttempts);
    case 'retry_time':
      return compareValues(a.card.callbackAt, b.card.callbackAt, policy.direction);
  }
}

function compareValues(a: SortValue, b: SortValue, direction: number): number {
  if (a === undefined || b === undefined) return (a === undefined ? 1 : 0) - (b === undefined ? 1 : 0);
  if (a === b) return 0;
  if (typeof a !== typeof b) return direction * (typeof a === 'number' ? -1 : 1);
  return direction * (a < b ? -1 : 1);
}

/** The product's own shuffle: that it shuffles has a test of its own. */
function shuffled(card: IndexCard, seed: number): number {
  const words = uuidWords(card.leadId) ?? [0, 0, 0, 0];
  return mixBits(words[3] ^ mixBits(words[1] ^ mixBits(seed)));
}
