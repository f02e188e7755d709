import type {
  AfterDisposition,
  CampaignStateName,
  CampaignTypeName,
} from '../../../src/app/views/campaigns.ts';

export const TYPE_WORDS: Readonly<Record<CampaignTypeName, string>> = {
  outbound_preview: 'Outbound (preview)',
  parallel_predictive: 'Parallel predictive',
  voice_blast: 'Voice blast',
};

export const STATE_WORDS: Readonly<Record<CampaignStateName, string>> = {
  active: 'Active',
  paused: 'Paused',
  closed: 'Closed',
};

export const STATE_TONES = { active: 'good', paused: 'warn', closed: 'plain' } as const;

/** What becomes of a lead after a disposition, as a supervisor chooses it. */
export const AFTER_WORDS: Readonly<Record<AfterDisposition, string>> = {
  retry: 'Tried again',
  callback: 'Called back at a time',
  converted: 'Converted',
  winner: 'Finished: winner',
  loser: 'Finished: loser',
  archived: 'Finished: archived',
  dnc: 'Never called again (DNC)',
};
