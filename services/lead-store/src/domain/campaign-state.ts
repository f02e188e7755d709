/** Whether a campaign gives leads. */
export type CampaignState = 'active' | 'paused' | 'closed';

/** The state a campaign has after somebody asked for another; refused once it is closed, which is for good. Asking twice changes nothing. */
export function nextCampaignState(
  from: CampaignState,
  to: CampaignState,
):
  | { readonly type: 'entered'; readonly state: CampaignState }
  | { readonly type: 'unchanged' }
  | { readonly type: 'refused'; readonly reason: 'CAMPAIGN_CLOSED' } {
  if (from === to) return { type: 'unchanged' };
  return from === 'closed' ? { type: 'refused', reason: 'CAMPAIGN_CLOSED' } : { type: 'entered', state: to };
}
