import type { CampaignRules, ListShare } from './campaign-rules.ts';
import type { ListTurns, Turn } from './list-turns.ts';
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
  const { agent, agentId, accept } = asking;
  const readers = asking.campaigns.map((campaign) => {
    return { campaign, reader: { agent, codes: parts.campaigns.codes.of(campaign, agentId) } };
  });
  for (const rank of parts.shelves.ranks(asking.campaigns)) {
    const before = parts.shelves.betweenCampaigns(rank);
    let best: Choice | undefined;
    for (const { campaign, reader } of readers) {
      const groups = parts.shelves.groups(campaign, rank, reader);
      if (groups.length === 0) continue;
      const choice = chooseInCampaign(parts, { campaign, rank, groups, accept }, nowAt);
      if (choice !== undefined && (best === undefined || before(choice.slot, best.slot))) best = choice;
    }
    if (best !== undefined) return best;
  }
  return undefined;
}

interface RankAsked extends Pick<Asking, 'accept'> {
  readonly campaign: number;
  readonly rank: number;
  readonly groups: readonly Group[];
}

function chooseInCampaign(parts: ChoiceParts, asked: RankAsked, nowAt: number): Choice | undefined {
  const { campaign, rank } = asked;
  const heads = headsOfLists(parts, asked, nowAt);
  const among = [...heads.keys()].sort((a, b) => a.place - b.place);
  const chosen = parts.turns.choose(campaign, among);
  const head = chosen === undefined ? undefined : heads.get(chosen);
  if (chosen === undefined || head === undefined) return undefined;
  return isByList(rank)
    ? { slot: head.slot, rank, turn: { campaign, chosen, among } }
    : { slot: head.slot, rank };
}

interface Head {
  readonly share: ListShare;
  slot: number;
}

/** The first lead of each list of best priority; of all lists together where lists are not ranked. This is done for every decision. */
function headsOfLists(
  { shelves, campaigns, isOpen }: ChoiceParts,
  { campaign, rank, groups, accept }: RankAsked,
  nowAt: number,
): ReadonlyMap<ListShare, Head> {
  const before = shelves.before(campaign, rank);
  const isRanked = isByList(rank);
  const heads = new Map<ListShare, Head>();
  let best = Infinity;
  let head: Head | undefined;
  for (const group of groups) {
    const share = campaigns.shareOf(campaign, isRanked ? group.list : 0);
    if (share.priority > best || !isOpen(group, nowAt)) continue;
    const slot = accept === undefined ? group.heap.peek() : group.heap.first(accept);
    if (slot < 0) continue;
    if (share.priority < best) heads.clear();
    // Groups of one list mostly follow one another.
    if (share.priority < best || head?.share !== share) head = heads.get(share);
    best = share.priority;
    if (head === undefined) heads.set(share, (head = { share, slot }));
    else if (before(slot, head.slot)) head.slot = slot;
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
