import { reasonError } from '@firstring/contracts';
import type { LiveLead } from '../domain/lead.ts';
import type { CampaignDoc } from '../store/configuration.ts';
import type { Stored } from '@firstring/store';
import { readLead, type LeadRef } from './change-lead.ts';
import type { LeadStoreDeps } from './ports.ts';

/** lead-store's half of the gate's input (rule 5 of ARCHITECTURE.md), as it is now. */
export async function readDialFacts(
  deps: LeadStoreDeps,
  ref: LeadRef,
): Promise<{ readonly lead: Stored<LiveLead>; readonly campaign: Stored<CampaignDoc> }> {
  const lead = await readLead(deps, ref);
  const campaign = await deps.campaigns.get(lead.doc.campaignId);
  if (campaign === undefined) throw reasonError('CAMPAIGN_NOT_FOUND');
  return { lead, campaign };
}
