import type {
  AssignedListView,
  CampaignDetails,
  CampaignSettings,
  SavedCampaign,
} from '../../../src/app/views/campaigns.ts';
import { sendJson } from '../api-client.ts';
import { useChange } from '../settings/use-change.ts';
import { campaignsKey } from './campaign-key.ts';

/** Saves a part of the settings over the version that is shown; the rest of them stays. */
export function useSaveCampaign({ campaignId, processId, version, settings }: CampaignDetails) {
  return useChange(campaignsKey(processId), (part: Partial<CampaignSettings>, requestId) =>
    sendJson<SavedCampaign>('PUT', pathOf(campaignId, processId), {
      requestId,
      version,
      settings: { ...settings, ...part },
    }),
  );
}

/** saves which lists the campaign dials, and nothing else. */
export function useAssignLists({ campaignId, processId, version }: CampaignDetails) {
  return useChange(campaignsKey(processId), (lists: AssignedListView[], requestId) =>
    sendJson<SavedCampaign>('PUT', pathOf(campaignId, processId, '/lists'), { requestId, version, lists }),
  );
}

export function pathOf(campaignId: string, processId: string, rest = ''): string {
  return `/api/campaigns/${encodeURIComponent(campaignId)}${rest}?processId=${encodeURIComponent(processId)}`;
}
