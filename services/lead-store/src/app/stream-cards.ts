import type { LeadCard } from '@firstring/contracts/leads/lead';
import { isLive } from './change-lead.ts';
import { leadCard } from './lead-card.ts';
import type { LeadStoreDeps } from './ports.ts';

/** Small enough that reading and encoding a chunk stays below 10 ms. */
const CHUNK = 200;

/**
 * Every live card of a process, oldest first, for a scheduler's rebuild. A lead that changes meanwhile comes in its state of then or
 * now: its events and its version settle that.
 */
export async function* streamCards(
  deps: LeadStoreDeps,
  processId: string,
  signal: AbortSignal,
): AsyncGenerator<LeadCard[]> {
  let pageToken: string | undefined;
  do {
    signal.throwIfAborted();
    const page = await deps.leads.query({
      index: 'process',
      equals: [processId],
      pageSize: CHUNK,
      pageToken,
    });
    const cards = page.items
      .filter(isLive)
      .map(({ id, version, doc }) => leadCard(deps, { leadId: id, version, lead: doc }, true));
    if (cards.length > 0) yield cards;
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
}
