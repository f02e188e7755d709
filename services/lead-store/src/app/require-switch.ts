import { reasonError } from '@firstring/contracts';
import type { Campaign } from '@firstring/contracts/leads/lead_events';
import type { ProcessDoc } from '../store/configuration.ts';
import { stateOf } from './campaign-state-names.ts';

/** Throws AUTOMATIC_DIALLING_OFF for an active campaign that would dial by itself in a process that does not allow it. */
export function requireSwitch(
  { automaticDialling }: Pick<ProcessDoc, 'automaticDialling'>,
  campaign: Pick<Campaign, 'predictive' | 'voiceBlast'> & Partial<Pick<Campaign, 'state'>>,
): void {
  if (isAutomatic(campaign) && stateOf(campaign.state) === 'active' && automaticDialling?.on !== true) {
    throw reasonError('AUTOMATIC_DIALLING_OFF');
  }
}

/** It says how it dials by itself. */
export function isAutomatic({
  predictive,
  voiceBlast,
}: Pick<Campaign, 'predictive' | 'voiceBlast'>): boolean {
  return predictive !== undefined || voiceBlast !== undefined;
}
