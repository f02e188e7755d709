export { FULL_CAMPAIGN, unsaidFields } from './full-campaign.ts';
