import { LANES, type Lane } from '@firstring/domain';
import type { CampaignRules, ListShare } from './campaign-rules.ts';
import type { Contender, ListTurns, Turn } from './list-turns.ts';
import { WAITING, type Group, type Shelves } from './shelves.ts';

export interface ChoiceParts {
  readonly shelves: Shelves;
  readonly campaigns: CampaignRules;
  readonly turns: ListTurns;
  /** Whether a group's leads may be given now, as far as that is decided for all of them. */
  readonly isOpen: (group: Group, nowAt: number) => boolean;
}

/** Who asks. */
export interface Asking {
  readonly campaigns: readonly number[];
  readonly agent: number;
  /** Leads not to offer now; absent = none. */
  readonly accept: ((slot: number) => boolean) | undefined;
}

/** A lead that is next, and the list's turn that it would use. */
export interface Choice {
  readonly slot: number;
  readonly lane: number;
  /** Absent where lists are not ranked. */
  readonly turn?: Turn;
}

/** Agreed times are kept in their order, whatever the list: a promise is not weighed. */
const BY_AGREED_TIME: ReadonlySet<Lane> = new Set(['late_callback', 'own_callback', 'common_callback']);

/** Whether lists rank the leads of a lane. */
export function isByList(lane: number): boolean {
  return !BY_AGREED_TIME.has(LANES[lane] ?? 'postponed');
}

/**
 * R-102, R-103, A-29: who is next. The lane first; then, in each campaign, the lists of best priority that have something to give,
 * of these the one whose turn it is, and of its leads the first. Of several campaigns' leads in one lane the first by the lane's
 * own order: priorities of different campaigns cannot be compared.
 */
export function chooseLead(parts: ChoiceParts, asking: Asking, nowAt: number): Choice | undefined {
  for (let lane = 1; lane < WAITING; lane += 1) {
    const before = parts.shelves.before(lane);
    let best: Choice | undefined;
    for (const campaign of asking.campaigns) {
      const choice = chooseInLane(parts, { ...asking, campaign, lane }, nowAt);
      if (choice !== undefined && (best === undefined || before(choice.slot, best.slot))) best = choice;
    }
    if (best !== undefined) return best;
  }
  return undefined;
}

interface LaneAsked extends Asking {
  readonly campaign: number;
  readonly lane: number;
}

function chooseInLane(parts: ChoiceParts, asked: LaneAsked, nowAt: number): Choice | undefined {
  const { campaign, lane } = asked;
  const heads = headsOfLists(parts, asked, nowAt);
  if (!isByList(lane)) {
    const [head] = heads.values();
    return head === undefined ? undefined : { slot: head.slot, lane };
  }
  const among = [...heads.values()].sort((a, b) => a.rank - b.rank);
  const chosen = parts.turns.choose(campaign, among);
  const slot = chosen === undefined ? undefined : heads.get(chosen.list)?.slot;
  if (chosen === undefined || slot === undefined) return undefined;
  return { slot, lane, turn: { campaign, chosen, among } };
}

interface Head extends Contender {
  /** Place of the list in the campaign's settings. */
  readonly rank: number;
  slot: number;
}

/** The first lead of each list of best priority; of all lists together where lists are not ranked. */
function headsOfLists(
  { shelves, campaigns, isOpen }: ChoiceParts,
  { campaign, lane, agent, accept }: LaneAsked,
  nowAt: number,
): ReadonlyMap<number, Head> {
  const before = shelves.before(lane);
  const heads = new Map<number, Head>();
  const isRanked = isByList(lane);
  let best = Infinity;
  for (const group of shelves.groups(campaign, lane, agent)) {
    const share = campaigns.shareOf(campaign, isRanked ? group.list : 0);
    if (share.priority > best || !isOpen(group, nowAt)) continue;
    const slot = accept === undefined ? group.heap.peek() : group.heap.first(accept);
    if (slot < 0) continue;
    if (share.priority < best) heads.clear();
    best = share.priority;
    const known = heads.get(share.list);
    if (known === undefined) heads.set(share.list, { ...share, slot });
    else if (before(slot, known.slot)) known.slot = slot;
  }
  return heads;
}

/** How many leads come before this one, counted no further than `limit`; about, where lists share by weight. */
export function countBefore(
  { shelves, campaigns }: Pick<ChoiceParts, 'shelves' | 'campaigns'>,
  lead: { readonly slot: number; readonly group: Group },
  limit: number,
): number {
  const { campaign, lane, owner } = lead.group;
  const shareOf = (each: Group): ListShare => campaigns.shareOf(campaign, isByList(lane) ? each.list : 0);
  const own = shareOf(lead.group);
  const rivals = new Map<ListShare, number>();
  let [better, inList] = [0, 0];
  for (const each of shelves.groups(campaign, lane, owner)) {
    const share = shareOf(each);
    if (share.list === own.list) inList += each.heap.countBefore(lead.slot, limit - inList);
    else if (share.priority < own.priority) better += each.heap.size;
    else if (share.priority === own.priority) rivals.set(share, (rivals.get(share) ?? 0) + each.heap.size);
  }
  const turns = [...rivals].reduce(
    (sum, [{ weight }, size]) => sum + Math.min(size, Math.floor((inList * weight) / own.weight)),
    0,
  );
  return Math.min(limit, better + inList + turns);
}
