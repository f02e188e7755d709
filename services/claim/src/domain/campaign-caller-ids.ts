import { nearestNumbers } from '@firstring/domain/phone';

/** What a campaign shows to those it calls, E.164. */
export interface CampaignNumbers {
  /** Empty when it has none of its own. */
  readonly callerId: string;
  readonly callerIds: readonly string[];
  readonly localPresence: boolean;
}

/**
 * A campaign's caller ids for one call, best first: as they are written, its own before the others; with local presence the nearest to
 * the called number before those of other countries. Nobody is called from his own number.
 */
export function callerIdsFor(campaign: CampaignNumbers, phone: string): readonly string[] {
  const { callerId, callerIds, localPresence } = campaign;
  const own = [callerId, ...callerIds].filter((number) => number !== '' && number !== phone);
  const near = localPresence ? nearestNumbers(own, { phone, preferred: callerId }) : [];
  return [...new Set([...near, ...own])];
}
