import { reasonError } from '@firstring/contracts';
import { candidateZones } from '@firstring/domain/phone';
import type { Stored } from '@firstring/store';
import type { LiveLead } from '../domain/lead.ts';
import type { CampaignDoc } from '../store/configuration.ts';
import { stateOf } from './campaign-state-names.ts';
import { readLead, type LeadRef } from './change-lead.ts';
import type { LeadStoreDeps } from './ports.ts';

/** A lead, and the campaign that dials it; empty = the lead's own. */
export interface DialRef extends LeadRef {
  readonly campaignId: string;
  /** E.164: one of the lead's numbers; empty = its Caller ID. */
  readonly phone: string;
}

/**
 * lead-store's half of the gate's input (rule 5 of ARCHITECTURE.md), as it is now: the campaign as it applies to this lead. Nothing is
 * dialled for a campaign that is paused or closed: CAMPAIGN_PAUSED, CAMPAIGN_CLOSED.
 */
export async function readDialFacts(
  deps: LeadStoreDeps,
  ref: DialRef,
): Promise<{
  readonly lead: Stored<LiveLead>;
  readonly campaign: Stored<CampaignDoc>;
  readonly phone: string;
}> {
  const { id, version, doc } = await readLead(deps, ref);
  const campaign = await readCampaignOf(deps, doc, ref.campaignId);
  mustBeActive(campaign.doc);
  return {
    lead: { id, version, doc: dialledAt(doc, ref.phone) },
    campaign: forList(campaign, doc.listId),
    phone: ref.phone === '' ? doc.callerId : ref.phone,
  };
}

export function mustBeActive(campaign: CampaignDoc): void {
  const state = stateOf(campaign.state);
  if (state !== 'active') throw reasonError(state === 'paused' ? 'CAMPAIGN_PAUSED' : 'CAMPAIGN_CLOSED');
}

/** The hours of every zone that the dialled number may be in count, with the person's own. */
function dialledAt<Doc extends LiveLead>(lead: Doc, phone: string): Doc {
  if (phone === '' || phone === lead.callerId) return lead;
  if (lead.otherPhones?.includes(phone) !== true) throw reasonError('PHONE_NOT_OF_LEAD');
  const zones = candidateZones(phone, { timeZone: lead.timeZone });
  return { ...lead, candidateZones: [...new Set([...zones, ...lead.candidateZones])] };
}

/** The campaign that works a lead: its own, or one that its list is assigned to. CAMPAIGN_NOT_FOUND for any other. */
export async function readCampaignOf(
  deps: LeadStoreDeps,
  lead: LiveLead,
  campaignId: string,
): Promise<Stored<CampaignDoc>> {
  const campaign = await deps.campaigns.get(campaignId === '' ? lead.campaignId : campaignId);
  if (campaign === undefined || campaign.doc.processId !== lead.processId) {
    throw reasonError('CAMPAIGN_NOT_FOUND');
  }
  return campaign;
}

/** the list's own limit of attempts, where it is the lower one. */
function forList(campaign: Stored<CampaignDoc>, listId: string): Stored<CampaignDoc> {
  const { doc } = campaign;
  const listMax = doc.lists?.find((assignment) => assignment.listId === listId)?.maxAttempts ?? 0;
  return listMax === 0 || listMax >= doc.maxAttempts
    ? campaign
    : { ...campaign, doc: { ...doc, maxAttempts: listMax } };
}
