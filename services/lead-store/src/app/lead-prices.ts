import { reasonError } from '@firstring/contracts';
import { updateDocument } from '@firstring/service-kit';
import type { LeadPriceDoc } from '../store/configuration.ts';
import type { LeadStoreDeps } from './ports.ts';

const CHANGES_MAX = 500;
const PAGE = 500;

/** One price as it is said: from this day on, of the vendor or of one link of it. */
export interface SetLeadPrice extends Omit<LeadPriceDoc, 'prices'> {
  readonly price: LeadPriceDoc['prices'][number];
}

/** Says what a lead costs from a day on. VENDOR_NOT_FOUND or LINK_NOT_FOUND for what is not of this process. */
export async function setLeadPrice(deps: LeadStoreDeps, { price, ...of }: SetLeadPrice): Promise<void> {
  await requireKnown(deps, of);
  const id = of.ingestLinkId || of.vendorId;
  await updateDocument<LeadPriceDoc, void>(deps.leadPrices, id, (before) => {
    const others = (before?.prices ?? []).filter(({ fromDay }) => fromDay !== price.fromDay);
    if (others.length >= CHANGES_MAX)
      throw reasonError('INVALID_ARGUMENT', { message: `at most ${CHANGES_MAX} prices` });
    const prices = [...others, price].toSorted((a, b) => (a.fromDay < b.fromDay ? -1 : 1));
    return { answer: undefined, doc: { ...of, prices } };
  });
}

/** Vendors of a process come from links, too: not each of them was entered by hand. */
async function requireKnown(
  deps: LeadStoreDeps,
  { processId, vendorId, ingestLinkId }: Omit<LeadPriceDoc, 'prices'>,
): Promise<void> {
  if (ingestLinkId !== '') {
    const link = await deps.links.get(ingestLinkId);
    if (link?.doc.processId !== processId || link.doc.vendorId !== vendorId)
      throw reasonError('LINK_NOT_FOUND');
    return;
  }
  const vendor = await deps.vendors.get(vendorId);
  if (vendor?.doc.processId === processId) return;
  const ofLinks = { index: 'vendor', equals: [processId, vendorId], limit: 1 };
  if ((await deps.links.count(ofLinks)) === 0) throw reasonError('VENDOR_NOT_FOUND');
}

/** All prices that were ever said in a process. */
export async function listLeadPrices(
  deps: LeadStoreDeps,
  processId: string,
): Promise<readonly LeadPriceDoc[]> {
  const found: LeadPriceDoc[] = [];
  let pageToken: string | undefined;
  do {
    const page = await deps.leadPrices.query({
      index: 'process',
      equals: [processId],
      pageSize: PAGE,
      pageToken,
    });
    found.push(...page.items.map(({ doc }) => doc));
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
  return found;
}
