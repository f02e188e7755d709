import type { LinkDay } from '../store/link-days.ts';
import type { IngestDeps } from './ports.ts';

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
  const days = await readLinkDays(
    deps,
    links.map(({ ingestLinkId }) => ingestLinkId),
  );
  return {
    vendorName,
    links: links.map(({ campaignName, revoked }, at) => ({ campaignName, revoked, days: days[at] ?? [] })),
  };
}

/** The last 31 days with anything of each of these links, in their order, newest first. */
export async function readLinkDays(
  deps: Pick<IngestDeps, 'counter' | 'linkDays'>,
  ingestLinkIds: readonly string[],
): Promise<readonly (readonly LinkDay[])[]> {
  await deps.counter.flush();
  return Promise.all(
    ingestLinkIds.map(async (ingestLinkId) => {
      const wanted = { index: 'link', equals: [ingestLinkId], order: 'desc', pageSize: DAYS } as const;
      return (await deps.linkDays.query(wanted)).items.map(({ doc }) => doc);
    }),
  );
}
