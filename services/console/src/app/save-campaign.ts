import { lookAlikeWarning } from '../domain/look-alike.ts';
import type { CampaignRef, Campaigns } from './campaign-ports.ts';
import { requireSounds, soundWarnings, type CampaignSoundsDeps } from './campaign-sounds.ts';
import { callerIdWarnings, requireTrunks, type CampaignTrunksDeps } from './campaign-trunks.ts';
import { NEW_CAMPAIGN } from './new-campaign.ts';
import type { AssignedListView, CampaignDetails, CampaignSettings } from './views/campaigns.ts';

interface CampaignDeps extends CampaignTrunksDeps, CampaignSoundsDeps {
  readonly campaigns: Campaigns;
}

export function createCampaign(
  { campaigns }: CampaignDeps,
  requestId: string,
  {
    processId,
    userId,
    ...named
  }: { processId: string; userId: string } & Pick<CampaignSettings, 'name' | 'type' | 'timeZone'>,
): Promise<CampaignDetails> {
  const settings = { ...NEW_CAMPAIGN, ...named };
  return campaigns.put(requestId, { processId, campaignId: '', version: 0, settings, userId });
}

/** Replaces all settings, or the lists alone, of the version that was seen; VERSION_CONFLICT when somebody was quicker. */
export async function saveCampaign(
  deps: CampaignDeps,
  requestId: string,
  change: CampaignRef & { version: number; userId: string } & (
      | { settings: CampaignSettings }
      | { lists: AssignedListView[] }
    ),
): Promise<{ before: CampaignDetails; campaign: CampaignDetails }> {
  const { processId, campaignId, version, userId } = change;
  const before = await deps.campaigns.get({ processId, campaignId });
  const settings = 'settings' in change ? change.settings : { ...before.settings, lists: change.lists };
  const trunks = { before: before.settings.trunkIds, after: settings.trunkIds };
  await requireTrunks(deps, { campaignId }, trunks);
  await requireSounds(deps, { before: before.settings, after: settings });
  const campaign = await deps.campaigns.put(requestId, {
    processId,
    campaignId,
    version,
    settings,
    userId,
  });
  return { before, campaign };
}

/** What people should look at although it was saved. */
export async function warningsOf(deps: CampaignDeps, saved: CampaignDetails): Promise<string[]> {
  const [callerIds, sounds, all] = await Promise.all([
    callerIdWarnings(deps, saved),
    soundWarnings(deps, saved),
    deps.campaigns.list(saved.processId),
  ]);
  const others = all.filter(({ campaignId }) => campaignId !== saved.campaignId);
  const warning = lookAlikeWarning(
    saved.settings.name,
    others.map(({ settings }) => settings.name),
  );
  return [...(warning === undefined ? [] : [warning]), ...callerIds, ...sounds];
}
