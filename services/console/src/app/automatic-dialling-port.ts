import type { AutomaticDiallingView, PacingView } from './views/campaigns.ts';

/** Campaigns that dial by themselves: who has allowed it, and how they do. */
export interface AutomaticDiallingPort {
  get(processId: string): Promise<AutomaticDiallingView>;
  /** Off pauses the process's campaigns of these types. */
  set(
    requestId: string,
    command: { readonly processId: string; readonly on: boolean; readonly userId: string },
  ): Promise<AutomaticDiallingView & { readonly pausedCampaignIds: readonly string[] }>;
  /** Throws CAMPAIGN_NOT_FOUND. */
  pacing(ref: { readonly processId: string; readonly campaignId: string }): Promise<PacingView>;
}
