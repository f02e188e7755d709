import { localDay } from '@firstring/domain';
import type { VendorLink } from '../domain/reports/vendors-table.ts';
import type { Campaigns } from './campaign-ports.ts';
import type { IngestLinks } from './ports.ts';
import type { IngestLinkView } from './views/settings.ts';

export interface VendorLinksDeps {
  readonly campaigns: Campaigns;
  readonly links: Pick<IngestLinks, 'list'>;
}

const PAGE = 100;
const LINKS_MAX = 2000;

/** The ingest links of a process, as people tell them apart: at most 2,000. */
export async function vendorLinks(deps: VendorLinksDeps, processId: string): Promise<readonly VendorLink[]> {
  const [links, campaigns] = await Promise.all([linksOf(deps, processId), deps.campaigns.list(processId)]);
  const campaignNames = new Map(campaigns.map(({ campaignId, settings }) => [campaignId, settings.name]));
  return links.map((link) => named(link, campaignNames.get(link.campaignId) ?? ''));
}

/** Two links of one vendor and campaign are told apart by the day they were made. */
function named(link: IngestLinkView, campaignName: string): VendorLink {
  const { ingestLinkId, vendorId, vendorName, campaignId, createdAt, revoked } = link;
  const since = createdAt === undefined ? '' : `, of ${localDay('UTC', createdAt)}`;
  const name = `${vendorName}, ${campaignName}${since}${revoked ? ' (revoked)' : ''}`;
  return { ingestLinkId, vendorId, vendorName, campaignId, name };
}

async function linksOf(
  { links }: Pick<VendorLinksDeps, 'links'>,
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
