import { fromTime } from '@firstring/contracts';
import type { LeadServiceClient } from '@firstring/contracts/leads/lead_service';
import type { LeadFinder } from '../app/ports.ts';

/** Leads that share one number; more than these are not compared. */
const SAME_NUMBER_MAX = 200;

/** Finds the caller's lead in lead-store: of several with the calling number the most recently called one. */
export function createLeadFinder(leads: Pick<LeadServiceClient, 'listLeads'>): LeadFinder {
  return {
    async byNumber(processId, phone) {
      const { leads: found } = await leads.listLeads({
        processId,
        search: phone,
        page: { pageSize: SAME_NUMBER_MAX, pageToken: '' },
      });
      const cards = found.flatMap(({ card }) => (card?.homeGuard === phone ? [card] : []));
      const calledAt = (card: (typeof cards)[number]): number => fromTime(card.lastAttemptEndTime) ?? 0;
      const [card] = cards.toSorted((a, b) => calledAt(b) - calledAt(a));
      return card === undefined ? undefined : { leadId: card.leadId, campaignId: card.campaignId };
    },
  };
}
