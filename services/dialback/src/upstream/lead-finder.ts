import { fromTime } from '@firstring/contracts';
import type { LeadServiceClient } from '@firstring/contracts/leads/lead_service';
import type { LeadFinder } from '../app/ports.ts';

/** Finds the caller's lead in lead-store: of several with the calling number the most recently called one. */
export function createLeadFinder(leads: Pick<LeadServiceClient, 'findLeadsByNumber'>): LeadFinder {
  return {
    async byNumber(processId, phone) {
      const { cards: found } = await leads.findLeadsByNumber({ processId, phone });
      const cards = found.filter((card) => card.homeGuard === phone);
      const calledAt = (card: (typeof cards)[number]): number => fromTime(card.lastAttemptEndTime) ?? 0;
      const [card] = cards.toSorted((a, b) => calledAt(b) - calledAt(a));
      return card === undefined ? undefined : { leadId: card.leadId, campaignId: card.campaignId };
    },
  };
}
