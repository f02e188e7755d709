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

/** Both included, `2026-11-22`. */
export interface DayPeriod {
  readonly from: string;
  readonly to: string;
}

/** The days with anything of each of these links, in their order, newest first: those of the period, or else the last 31. */
export async function readLinkDays(
  deps: Pick<IngestDeps, 'counter' | 'linkDays'>,
  ingestLinkIds: readonly string[],
  period?: DayPeriod,
): Promise<readonly (readonly LinkDay[])[]> {
  await deps.counter.flush();
  // No text that a day begins with lies between it and it with this behind.
  const range = period && { from: period.from, to: `${period.to}~` };
  return Promise.all(
    ingestLinkIds.map(async (ingestLinkId) => {
      const days: LinkDay[] = [];
      let pageToken: string | undefined;
      do {
        const page = await deps.linkDays.query({
          index: 'link',
          equals: [ingestLinkId],
          ...(range && { range }),
          order: 'desc',
          pageSize: DAYS,
          pageToken,
        });
        days.push(...page.items.map(({ doc }) => doc));
        pageToken = period && page.nextPageToken;
      } while (pageToken !== undefined);
      return days;
    }),
  );
}
