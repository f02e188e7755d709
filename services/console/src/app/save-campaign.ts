import { lookAlikeWarning } from '../domain/look-alike.ts';
import type { CampaignRef, Campaigns } from './campaign-ports.ts';
import type { AssignedListView, CampaignDetails, CampaignSettings } from './views/campaigns.ts';

interface CampaignDeps {
  readonly campaigns: Campaigns;
}

/** A campaign that is not said otherwise: lead-store fills in what is left open. */
const NEW_CAMPAIGN: Omit<CampaignSettings, 'name' | 'type' | 'timeZone'> = {
  agentIds: [],
  agentCodes: [],
  ringOnPreview: false,
  previewLimitSeconds: 60,
  wrapUpLimitSeconds: 60,
  ringLimitSeconds: 30,
  windowStartMinute: 480,
  windowEndMinute: 1260,
  maxAttempts: 30,
  maxAttemptsPerDay: 8,
  skipBudget: 3,
  callerId: '',
  callerIds: [],
  localPresence: false,
  trunkIds: [],
  cadence: {
    freshSeconds: 0,
    firstDayAttempts: 0,
    initialAttempts: 0,
    firstWeekDays: 0,
    firstDayGapSeconds: [],
    followUpGapSeconds: 0,
    followUpDayMax: 0,
    longTermDayMax: 0,
    busyGapSeconds: 0,
    congestedGapSeconds: 0,
    callbackLateSeconds: 0,
  },
  dispositions: [],
  lists: [],
  filterIds: [],
  filterGroupIds: [],
  keepWhenClosed: false,
};

export function createCampaign(
  { campaigns }: CampaignDeps,
  requestId: string,
  { processId, ...named }: { processId: string } & Pick<CampaignSettings, 'name' | 'type' | 'timeZone'>,
): Promise<CampaignDetails> {
  const settings = { ...NEW_CAMPAIGN, ...named };
  return campaigns.put(requestId, { processId, campaignId: '', version: 0, settings });
}

/** Replaces all settings, or the lists alone, of the version that was seen; VERSION_CONFLICT when somebody was quicker. */
export async function saveCampaign(
  { campaigns }: CampaignDeps,
  requestId: string,
  change: CampaignRef & { version: number } & (
      | { settings: CampaignSettings }
      | { lists: AssignedListView[] }
    ),
): Promise<{ before: CampaignDetails; campaign: CampaignDetails }> {
  const { processId, campaignId, version } = change;
  const before = await campaigns.get({ processId, campaignId });
  const settings = 'settings' in change ? change.settings : { ...before.settings, lists: change.lists };
  const campaign = await campaigns.put(requestId, { processId, campaignId, version, settings });
  return { before, campaign };
}

/** What people should look at although it was saved. */
export async function warningsOf({ campaigns }: CampaignDeps, saved: CampaignDetails): Promise<string[]> {
  const others = (await campaigns.list(saved.processId)).filter(
    ({ campaignId }) => campaignId !== saved.campaignId,
  );
  const warning = lookAlikeWarning(
    saved.settings.name,
    others.map(({ settings }) => settings.name),
  );
  return warning === undefined ? [] : [warning];
}
