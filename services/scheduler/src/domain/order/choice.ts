import type { CampaignRules, ListShare } from './campaign-rules.ts';
import type { Contender, ListTurns, Turn } from './list-turns.ts';
import { isByList } from './rank.ts';
import type { Group, Shelves } from './shelves.ts';

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
  /** The same agent's id, for their ownership codes. */
  readonly agentId: string;
  /** Leads not to offer now; absent = none. */
  readonly accept: ((slot: number) => boolean) | undefined;
}

/** A lead that is next, and the list's turn that it would use. */
export interface Choice {
  readonly slot: number;
  readonly rank: number;
  /** Absent where lists are not ranked. */
  readonly turn?: Turn;
}

/**
 * R-102, R-103, A-29: who is next. The rank first, a lane or a step; then, in each campaign, the lists of best priority that have
 * something to give, of these the one whose turn it is, and of its leads the first. Of several campaigns' leads of one rank the first
 * by the lane's own order: priorities and fetch orders of different campaigns cannot be compared.
 */
export function chooseLead(parts: ChoiceParts, asking: Asking, nowAt: number): Choice | undefined {
  for (const rank of parts.shelves.ranks(asking.campaigns)) {
    const before = parts.shelves.betweenCampaigns(rank);
    let best: Choice | undefined;
    for (const campaign of asking.campaigns) {
      const choice = chooseInCampaign(parts, { ...asking, campaign, rank }, nowAt);
      if (choice !== undefined && (best === undefined || before(choice.slot, best.slot))) best = choice;
    }
    if (best !== undefined) return best;
  }
  return undefined;
}

interface RankAsked extends Asking {
  readonly campaign: number;
  readonly rank: number;
}

function chooseInCampaign(parts: ChoiceParts, asked: RankAsked, nowAt: number): Choice | undefined {
  const { campaign, rank } = asked;
  const heads = headsOfLists(parts, asked, nowAt);
  if (!isByList(rank)) {
    const [head] = heads.values();
    return head === undefined ? undefined : { slot: head.slot, rank };
  }
  const among = [...heads.values()].sort((a, b) => a.place - b.place);
  const chosen = parts.turns.choose(campaign, among);
  const slot = chosen === undefined ? undefined : heads.get(chosen.list)?.slot;
  if (chosen === undefined || slot === undefined) return undefined;
  return { slot, rank, turn: { campaign, chosen, among } };
}

interface Head extends Contender {
  /** Place of the list in the campaign's settings. */
  readonly place: number;
  slot: number;
}

/** The first lead of each list of best priority; of all lists together where lists are not ranked. */
function headsOfLists(
  { shelves, campaigns, isOpen }: ChoiceParts,
  { campaign, rank, agent, agentId, accept }: RankAsked,
  nowAt: number,
): ReadonlyMap<number, Head> {
  const before = shelves.before(campaign, rank);
  const heads = new Map<number, Head>();
  const isRanked = isByList(rank);
  let best = Infinity;
  const reader = { agent, codes: campaigns.codes.of(campaign, agentId) };
  for (const group of shelves.groups(campaign, rank, reader)) {
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
  const { campaign, rank, owner, code } = lead.group;
  const shareOf = (each: Group): ListShare => campaigns.shareOf(campaign, isByList(rank) ? each.list : 0);
  const own = shareOf(lead.group);
  const reader = { agent: owner, codes: new Set(code === 0 ? [] : [code]) };
  const rivals = new Map<ListShare, number>();
  let [better, inList] = [0, 0];
  for (const each of shelves.groups(campaign, rank, reader)) {
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
