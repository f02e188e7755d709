import { dayText } from '@firstring/domain';
import type { VendorLink, VendorFacts } from '../../domain/reports/vendors-table.ts';
import type { Campaigns, LeadPrices } from '../campaign-ports.ts';
import type { IngestLinks } from '../ports.ts';
import type { IngestLinkView } from '../views/settings.ts';

export interface VendorReportDeps {
  readonly campaigns: Campaigns;
  readonly links: Pick<IngestLinks, 'list' | 'countsOf'>;
  readonly leadPrices: LeadPrices;
}

const PAGE = 100;
const LINKS_MAX = 2000;
const DAY_MS = 86_400_000;

/** What other services know of a process's vendors and their links. */
export async function readVendorFacts(
  deps: VendorReportDeps,
  processId: string,
  days: { readonly from: number; readonly to: number },
): Promise<VendorFacts> {
  const [links, campaigns, prices] = await Promise.all([
    linksOf(deps, processId),
    deps.campaigns.list(processId),
    deps.leadPrices.list(processId),
  ]);
  const period = { from: dayText(days.from), to: dayText(days.to) };
  const counts = await deps.links.countsOf(
    links.map(({ ingestLinkId }) => ingestLinkId),
    period,
  );
  const campaignNames = new Map(campaigns.map(({ campaignId, settings }) => [campaignId, settings.name]));
  return {
    links: links.map((link) => named(link, campaignNames.get(link.campaignId) ?? '')),
    counts,
    prices,
  };
}

/** Two links of one vendor and campaign are told apart by the day they were made. */
function named(link: IngestLinkView, campaignName: string): VendorLink {
  const { ingestLinkId, vendorId, vendorName, campaignId, createdAt, revoked } = link;
  const since = createdAt === undefined ? '' : `, of ${dayText(Math.floor(createdAt / DAY_MS))}`;
  const name = `${vendorName}, ${campaignName}${since}${revoked ? ' (revoked)' : ''}`;
  return { ingestLinkId, vendorId, vendorName, campaignId, name };
}

async function linksOf(
  { links }: Pick<VendorReportDeps, 'links'>,
  processId: string,
): Promise<readonly IngestLinkView[]> {
  const found: IngestLinkView[] = [];
  let pageToken = '';
  do {
    const page = await links.list(processId, '', { pageSize: PAGE, pageToken });
    found.push(...page.links);
    pageToken = page.nextPageToken;
  } while (pageToken !== '' && found.length < LINKS_MAX);
  return found;
}
