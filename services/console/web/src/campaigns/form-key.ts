import type { CampaignDetails } from '../../../src/app/views/campaigns.ts';

/** Other settings are another form, with what was saved in it. A pause alone leaves what somebody types as it is. */
export function formKey({ settings }: CampaignDetails): string {
  return JSON.stringify(settings);
}
