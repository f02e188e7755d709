import { fromTime } from '@firstring/contracts';
import type { LeadCard } from '@firstring/contracts/leads/lead';
import type { CallLogServiceClient } from '@firstring/contracts/leads/call_log_service';
import type { LeadServiceClient } from '@firstring/contracts/leads/lead_service';
import { AppError } from '@firstring/kernel';
import type { Caller, LeadFinder } from '../app/ports.ts';

const LAST_CALLS = 10;

/** Finds the caller's lead in lead-store. */
export function createLeadFinder(
  leads: Pick<LeadServiceClient, 'findLeadsByNumber' | 'getLead'>,
  callLog: Pick<CallLogServiceClient, 'listCalls'>,
): LeadFinder {
  return {
    async byId(processId, leadId) {
      try {
        const { lead } = await leads.getLead({ processId, leadId });
        return lead?.card && toCaller(lead.card);
      } catch (error) {
        if (error instanceof AppError && error.reason === 'LEAD_NOT_FOUND') return undefined;
        throw error;
      }
    },
    async byNumber(processId, phone, campaignIds) {
      const { cards } = await leads.findLeadsByNumber({ processId, phone });
      // Those of a list are in its campaigns, which the card does not name.
      const inScope = ({ campaignId }: LeadCard): boolean =>
        campaignIds.length === 0 || campaignId === '' || campaignIds.includes(campaignId);
      const calledAt = (card: LeadCard): number => fromTime(card.lastAttemptEndTime) ?? 0;
      const [card] = cards.filter(inScope).toSorted((a, b) => calledAt(b) - calledAt(a));
      return card && toCaller(card);
    },
    async spokenToAt(processId, leadId) {
      const { calls } = await callLog.listCalls({ processId, leadId, page: { pageSize: LAST_CALLS } });
      const bridgedAt = calls.map(({ record }) => fromTime(record?.bridgeTime) ?? 0);
      return bridgedAt.find((at) => at > 0);
    },
  };
}

function toCaller({ leadId, campaignId, homeGuard }: LeadCard): Caller {
  return { leadId, campaignId, homeGuard };
}
