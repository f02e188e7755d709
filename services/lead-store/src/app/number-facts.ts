import { reasonError, toTime } from '@firstring/contracts';
import { DialState, LeadCard, LeadStatus } from '@firstring/contracts/leads/lead';
import type { DialFacts } from '@firstring/contracts/leads/lead_service';
import { candidateZones, parsePhone } from '@firstring/domain/phone';
import { readCampaign, toCampaign } from './campaigns.ts';
import { customerFacts } from './customer-facts.ts';
import { mustBeActive } from './dial-facts.ts';
import { findLeadsByNumber } from './list-leads.ts';
import type { LeadStoreDeps } from './ports.ts';
import { readPrimaryField } from './table-definition.ts';

export interface NumberRef {
  readonly processId: string;
  readonly campaignId: string;
  /** E.164. */
  readonly phone: string;
}

/**
 * The gate's input for a number that is dialled without a lead: nobody has been called yet, the hours of every zone the number may
 * be in hold, and whoever has the number among the leads is named, so that leaving out the record walks around no exclusion. Throws
 * NUMBER_NOT_DIALABLE for emergency, premium and other numbers that are never dialled.
 */
export async function readNumberFacts(deps: LeadStoreDeps, ref: NumberRef): Promise<DialFacts> {
  const { processId, campaignId, phone } = ref;
  const read = parsePhone(phone);
  if (!read.ok || read.e164 !== phone) {
    throw reasonError('NUMBER_NOT_DIALABLE', { details: { why: read.ok ? 'not_e164' : read.reason } });
  }
  const campaign = await readCampaign(deps, { processId, campaignId });
  mustBeActive(campaign.doc);
  const primaryField = await readPrimaryField(deps, processId);
  const leads = await findLeadsByNumber(deps, { processId, phone });
  const card = LeadCard.fromPartial({
    processId,
    campaignId,
    homeGuard: phone,
    optInTime: toTime(deps.clock.now()),
    status: LeadStatus.LEAD_STATUS_NEW,
    dialState: DialState.DIAL_STATE_OPEN,
    timeZone: campaign.doc.timeZone,
    candidateZones: [...candidateZones(phone)],
  });
  return {
    card,
    campaign: toCampaign(campaign),
    phone,
    customer: undefined,
    others: leads.map(({ doc }) => customerFacts(doc, { campaignId, primaryField })),
  };
}
