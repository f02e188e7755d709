import type { LeadCard } from '@firstring/contracts/leads/lead';
import type { Store } from '@firstring/store';
import { isLive } from './app/change-lead.ts';
import { CriteriaBook } from './app/criteria/criteria-book.ts';
import { leadCard } from './app/lead-card.ts';
import { LEADS, type LeadDoc } from './store/leads.ts';

const PAGE_SIZE = 500;

/** Every live lead's card straight from a store that no service has open, without placements in filtered campaigns. Reads only. */
export async function* storedCards(store: Store): AsyncGenerator<LeadCard> {
  const leads = store.collection<LeadDoc>(LEADS);
  await store.ready();
  // Placements are decided by what campaigns filter now; nobody keeps that up to date here.
  const criteria = new CriteriaBook();
  let pageToken: string | undefined;
  do {
    const page = await leads.query({ index: 'id', pageSize: PAGE_SIZE, pageToken });
    for (const { id, version, doc } of page.items.filter(isLive)) {
      yield leadCard({ criteria }, { leadId: id, version, lead: doc });
    }
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
}
