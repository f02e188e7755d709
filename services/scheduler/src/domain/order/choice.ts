import type { CampaignRules, ListShare } from './campaign-rules.ts';
import type { ListTurns, Turn } from './list-turns.ts';
import { isByList, isStaleRank, yieldsToLists } from './rank.ts';
import type { Group, Reader, Shelves } from './shelves.ts';

/** No list has a better one. */
const PRIORITY_BEST = 1;

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
  /** The same agent's id, for what is some agents' only. */
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
 * something to give, of these the one whose turn it is, and of its leads the first. Where a campaign puts lists before lanes, the best
 * priority comes before the rank, from P1 or the first step on: fresh leads and agreed times keep their place. Of several campaigns'
 * leads of one rank the first by the lane's own order: priorities and fetch orders of different campaigns cannot be compared.
 */
export function chooseLead(parts: ChoiceParts, asking: Asking, nowAt: number): Choice | undefined {
  const { agent, agentId, accept } = asking;
  const readings = asking.campaigns.map((campaign): Reading => {
    const reader = { agent, audiences: parts.shelves.audiences.of(campaign, agentId) };
    return { campaign, agentId, reader, accept, byList: undefined };
  });
  for (const rank of parts.shelves.ranks(asking.campaigns)) {
    const before = parts.shelves.betweenCampaigns(rank);
    let best: Choice | undefined;
    for (const reading of readings) {
      const choice = chooseAtRank(parts, { reading, rank }, nowAt);
      if (choice !== undefined && (best === undefined || before(choice.slot, best.slot))) best = choice;
    }
    if (best !== undefined) return best;
  }
  return undefined;
}

/** One campaign, as one agent sees it. */
interface Reading extends Pick<Asking, 'accept' | 'agentId'> {
  readonly campaign: number;
  readonly reader: Reader;
  /** What it gives by list before lane, once it has been found. */
  byList: { readonly choice: Choice | undefined } | undefined;
}

interface RankRead {
  readonly reading: Reading;
  readonly rank: number;
}

/** The campaign's lead of this rank; undefined as well where another rank of it comes first. */
function chooseAtRank(parts: ChoiceParts, read: RankRead, nowAt: number): Choice | undefined {
  const { reading, rank } = read;
  if (!parts.campaigns.isListsFirst(reading.campaign) || !yieldsToLists(rank)) {
    return headsAtRank(parts, read, nowAt)?.choice();
  }
  reading.byList ??= { choice: chooseByList(parts, reading, nowAt) };
  const { choice } = reading.byList;
  return choice?.rank === rank ? choice : undefined;
}

/** The best priority of all ranks, then the best rank. */
function chooseByList(parts: ChoiceParts, reading: Reading, nowAt: number): Choice | undefined {
  let best: RankHeads | undefined;
  for (const rank of parts.shelves.ranks([reading.campaign])) {
    if (!yieldsToLists(rank)) continue;
    // Whatever the priority of its list: where the new filters have given somebody a place, the old ones decide no more.
    if (isStaleRank(rank) && best !== undefined && !isStaleRank(best.rank)) continue;
    const heads = headsAtRank(parts, { reading, rank }, nowAt);
    if (heads !== undefined && (best === undefined || heads.priority < best.priority)) best = heads;
    if (best?.priority === PRIORITY_BEST) break;
  }
  return best?.choice();
}

/** Of the lists that may give at one rank, those of the best priority. */
interface RankHeads {
  readonly rank: number;
  readonly priority: number;
  readonly choice: () => Choice | undefined;
}

function headsAtRank(parts: ChoiceParts, read: RankRead, nowAt: number): RankHeads | undefined {
  const { reading, rank } = read;
  const { campaign, agentId, reader, accept } = reading;
  const groups = parts.shelves.groups(campaign, rank, reader);
  if (groups.length === 0) return undefined;
  const heads = headsOfLists(parts, { campaign, rank, groups, agentId, accept }, nowAt);
  const [first] = heads.keys();
  return (
    first && {
      rank,
      priority: first.priority,
      choice: () => takeTurn(parts, { campaign, rank, heads }, nowAt),
    }
  );
}

interface Heads {
  readonly campaign: number;
  readonly rank: number;
  readonly heads: ReadonlyMap<ListShare, Head>;
}

function takeTurn(
  { turns }: ChoiceParts,
  { campaign, rank, heads }: Heads,
  nowAt: number,
): Choice | undefined {
  const among = [...heads.keys()].sort((a, b) => a.place - b.place);
  const chosen = turns.choose(campaign, among, nowAt);
  const head = chosen === undefined ? undefined : heads.get(chosen);
  if (chosen === undefined || head === undefined) return undefined;
  return isByList(rank)
    ? { slot: head.slot, rank, turn: { campaign, chosen, among, nowAt } }
    : { slot: head.slot, rank };
}

interface RankAsked extends Pick<Asking, 'accept' | 'agentId'> {
  readonly campaign: number;
  readonly rank: number;
  readonly groups: readonly Group[];
}

interface Head {
  readonly share: ListShare;
  slot: number;
}

/** The first lead of each list of best priority; of all lists together where lists are not ranked. This is done for every decision. */
function headsOfLists(
  { shelves, campaigns, isOpen }: ChoiceParts,
  { campaign, rank, groups, agentId, accept }: RankAsked,
  nowAt: number,
): ReadonlyMap<ListShare, Head> {
  const before = shelves.before(campaign, rank);
  const isRanked = isByList(rank);
  const heads = new Map<ListShare, Head>();
  let best = Infinity;
  let head: Head | undefined;
  for (const group of groups) {
    const share = campaigns.shareOf(campaign, isRanked ? group.list : 0);
    if (share.priority > best || !campaigns.isListFor(campaign, group.list, agentId)) continue;
    if (!isOpen(group, nowAt)) continue;
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
  const { campaign, rank, owner, audience } = lead.group;
  const shareOf = (each: Group): ListShare => campaigns.shareOf(campaign, isByList(rank) ? each.list : 0);
  const own = shareOf(lead.group);
  const reader = { agent: owner, audiences: new Set(audience === 0 ? [] : [audience]) };
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
