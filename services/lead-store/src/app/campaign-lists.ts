import { reasonError } from '@firstring/contracts';
import type { Campaign } from '@firstring/contracts/leads/lead_events';
import type { CampaignDoc } from '../store/configuration.ts';
import type { LeadStoreDeps } from './ports.ts';

/**
 * the lists a campaign dials are there and of its process. One that it had `before` may be deleted by now: that must not keep
 * anybody from changing something else.
 */
export async function requireCampaignLists(
  deps: LeadStoreDeps,
  { processId, lists }: Pick<Campaign, 'processId' | 'lists'>,
  before: CampaignDoc | undefined,
): Promise<void> {
  const known = new Set(before?.lists?.map(({ listId }) => listId));
  const added = lists.map(({ listId }) => listId).filter((listId) => !known.has(listId));
  const stored = await deps.lists.getMany(added);
  const live = stored.filter(({ doc }) => doc.processId === processId && doc.state === 'live');
  const found = new Set(live.map(({ id }) => id));
  const missing = added.find((listId) => !found.has(listId));
  if (missing === undefined) return;
  throw reasonError('INVALID_ARGUMENT', {
    message: `there is no list ${missing} in this process`,
    details: { field: 'campaign.lists' },
  });
}
