import type { LeadCard } from '@firstring/contracts/leads/lead';
import { cadenceFacts } from '@firstring/service-kit';
import type { IndexCard } from '../domain/order/card.ts';
import { decodePlacement } from './decode-criteria.ts';

/** A wire card as the order keeps it. */
export function decodeCard(card: LeadCard): IndexCard {
  return {
    ...cadenceFacts(card),
    leadId: card.leadId,
    campaignId: card.campaignId,
    listId: card.listId,
    homeGuard: card.homeGuard,
    candidateZones: card.candidateZones,
    ownershipCode: card.ownershipCode,
    version: Number(card.version),
    placements: card.placements.map(decodePlacement),
  };
}
