import type { Campaigns } from './campaign-ports.ts';
import type { Lists } from './list-ports.ts';
import type { AssignedListView, CampaignDetails } from './views/campaigns.ts';
import type { ListView } from './views/lists.ts';

export interface SplitShare {
  readonly name: string;
  readonly owner: string;
  /** The only agent who is given its leads; empty: everybody. */
  readonly agentId: string;
}

export interface SplitListDeps {
  readonly lists: Pick<Lists, 'split'>;
  readonly campaigns: Campaigns;
}

/**
 * makes a list of each share. Shares for agents are dialled at once, each by its agent alone, in the campaigns that dial the list that
 * is split, as that one is. Asked for again it finds what was made before, and assigns what was not assigned yet.
 */
export async function splitList(
  deps: SplitListDeps,
  { processId, listId }: { processId: string; listId: string },
  command: { requestId: string; shares: readonly SplitShare[]; userId: string },
): Promise<readonly ListView[]> {
  const { requestId, shares, userId } = command;
  const named = shares.map(({ name, owner }) => ({ name, owner }));
  const made = await deps.lists.split(processId, listId, { requestId, shares: named });
  const given = made.map((list, at) => ({ listId: list.listId, agentId: shares[at]?.agentId ?? '' }));
  if (given.every(({ agentId }) => agentId === '')) return made;
  for (const campaign of await deps.campaigns.list(processId)) {
    const lists = withShares(campaign, listId, given);
    if (lists === undefined || campaign.state === 'closed') continue;
    const { campaignId, version } = campaign;
    const settings = { ...campaign.settings, lists };
    await deps.campaigns.put(`${requestId}:${campaignId}`, {
      processId,
      campaignId,
      version,
      settings,
      userId,
    });
  }
  return made;
}

/** Undefined where the campaign does not dial the list, or has the shares already. */
function withShares(
  { settings }: CampaignDetails,
  listId: string,
  shares: readonly { listId: string; agentId: string }[],
): AssignedListView[] | undefined {
  const split = settings.lists.find((each) => each.listId === listId);
  if (split === undefined) return undefined;
  const known = new Set(settings.lists.map((each) => each.listId));
  const added = shares
    .filter((share) => share.agentId !== '' && !known.has(share.listId))
    .map((share) => ({ ...split, listId: share.listId, agentIds: [share.agentId] }));
  return added.length === 0 ? undefined : [...settings.lists, ...added];
}
