import { CampaignState as Wire } from '@firstring/contracts/leads/campaign';
import type { CampaignState } from '../domain/campaign-state.ts';

const WIRE: Readonly<Record<CampaignState, Wire>> = {
  active: Wire.CAMPAIGN_STATE_ACTIVE,
  paused: Wire.CAMPAIGN_STATE_PAUSED,
  closed: Wire.CAMPAIGN_STATE_CLOSED,
};

/** What is not said, or not known to this version, is active: campaigns of before had no state. */
export function stateOf(wire: Wire | undefined): CampaignState {
  if (wire === Wire.CAMPAIGN_STATE_PAUSED) return 'paused';
  return wire === Wire.CAMPAIGN_STATE_CLOSED ? 'closed' : 'active';
}

export function wireState(state: CampaignState): Wire {
  return WIRE[state];
}
