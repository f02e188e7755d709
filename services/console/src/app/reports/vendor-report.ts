import { dayText } from '@firstring/domain';
import type { VendorFacts } from '../../domain/reports/vendors-table.ts';
import type { LeadPrices } from '../campaign-ports.ts';
import type { IngestLinks } from '../ports.ts';
import { vendorLinks, type VendorLinksDeps } from '../vendor-links.ts';

export interface VendorReportDeps extends VendorLinksDeps {
  readonly links: Pick<IngestLinks, 'list' | 'countsOf'>;
  readonly leadPrices: LeadPrices;
}

/** What other services know of a process's vendors and their links. */
export async function readVendorFacts(
  deps: VendorReportDeps,
  processId: string,
  days: { readonly from: number; readonly to: number },
): Promise<VendorFacts> {
  const [links, prices] = await Promise.all([vendorLinks(deps, processId), deps.leadPrices.list(processId)]);
  const period = { from: dayText(days.from), to: dayText(days.to) };
  const counts = await deps.links.countsOf(
    links.map(({ ingestLinkId }) => ingestLinkId),
    period,
  );
  return { links, counts, prices };
}
