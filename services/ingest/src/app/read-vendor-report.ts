import type { LinkDay } from '../store/link-days.ts';
import type { IngestDeps, Vendor } from './ports.ts';

const DAYS = 31;

export interface LinkReport {
  readonly campaignName: string;
  readonly revoked: boolean;
  /** Newest first. */
  readonly days: readonly LinkDay[];
}

export interface VendorReport {
  readonly vendorName: string;
  readonly links: readonly LinkReport[];
}

/** What came through each link of the vendor behind this token, of the last 31 days with anything. VENDOR_PAGE_NOT_FOUND otherwise. */
export async function readVendorReport(deps: IngestDeps, token: string): Promise<VendorReport> {
  const { vendorName, links } = await deps.leadStore.resolveVendor(token);
  await deps.counter.flush();
  return { vendorName, links: await Promise.all(links.map((link) => readLink(deps, link))) };
}

async function readLink(deps: IngestDeps, link: Vendor['links'][number]): Promise<LinkReport> {
  const page = await deps.linkDays.query({
    index: 'link',
    equals: [link.ingestLinkId],
    order: 'desc',
    pageSize: DAYS,
  });
  return { campaignName: link.campaignName, revoked: link.revoked, days: page.items.map(({ doc }) => doc) };
}
