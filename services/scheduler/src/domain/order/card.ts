import type { CadenceFacts } from '@firstring/domain';
import { packE164, uuidWords } from '@firstring/domain/lead-id';
import type { Placement } from './placements.ts';

/** What the order keeps of a lead: all that choosing needs, nothing that names a person. */
export interface IndexCard extends CadenceFacts {
  /** UUID. */
  readonly leadId: string;
  readonly campaignId: string;
  readonly listId: string;
  /** Caller ID at creation, E.164; never changes. */
  readonly homeGuard: string;
  /** Every zone the number may be in; a dial needs all of them open. */
  readonly candidateZones: readonly string[];
  /** only agents who have it are offered the lead; absent or empty: anybody. */
  readonly ownershipCode?: string;
  readonly version: number;
  /** By the filters of its campaigns; campaigns without filters are left out. */
  readonly placements?: readonly CardPlacement[];
}

export interface CardPlacement extends Placement {
  readonly campaignId: string;
  /** Values that scripts make and that follow, by their number; those known by the same revision stay until then. */
  readonly awaited?: readonly number[];
}

/** The keys of a card as the columns keep them; undefined when one is malformed. */
export function cardKeys(
  card: Pick<IndexCard, 'leadId' | 'homeGuard'>,
): { words: [number, number, number, number]; guard: number } | undefined {
  const words = uuidWords(card.leadId);
  const guard = packE164(card.homeGuard);
  return words === undefined || guard === 0 ? undefined : { words, guard };
}
