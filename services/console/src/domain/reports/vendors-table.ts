import { dayNumberOf, dayText } from '@firstring/domain';
import { priceOn, type LeadPrice } from './lead-prices.ts';
import { share, type Cells, type ReportColumn, type ReportTable } from './report-table.ts';
import { Tally, type Figures } from './tally.ts';

export const VENDORS_BY = ['vendor', 'link', 'day'] as const;
export type VendorsBy = (typeof VENDORS_BY)[number];

/** An ingest link as the report names it. */
export interface VendorLink {
  readonly ingestLinkId: string;
  readonly vendorId: string;
  readonly vendorName: string;
  readonly campaignId: string;
  /** Of the link itself. */
  readonly name: string;
}

/** What ingest answered to one link on one day (UTC). */
export interface LinkCounts {
  readonly ingestLinkId: string;
  /** `2026-11-22` */
  readonly day: string;
  readonly accepted: number;
  readonly updated: number;
  readonly refused: readonly { readonly name: string; readonly count: number }[];
}

export interface VendorsAsk {
  readonly by: VendorsBy;
  /** Empty: all. */
  readonly vendorId: string;
  readonly campaignId: string;
}

/** Where the figures come from: ingest's counts, what lead-store knows of links and prices. */
export interface VendorFacts {
  readonly links: readonly VendorLink[];
  readonly counts: readonly LinkCounts[];
  readonly prices: readonly LeadPrice[];
}

const ALL = '';
const MICROS = 1_000_000;

const HEADINGS: Readonly<Record<VendorsBy, string>> = { vendor: 'Vendor', link: 'Link', day: 'Day (UTC)' };

const COLUMNS: readonly ReportColumn[] = [
  { id: 'accepted', label: 'Accepted', kind: 'count' },
  { id: 'updated', label: 'Duplicate', kind: 'count' },
  { id: 'refused', label: 'Refused', kind: 'count' },
  { id: 'leads', label: 'Leads', kind: 'count' },
  { id: 'contacted', label: 'Contacted', kind: 'count' },
  { id: 'contactedShare', label: 'Share contacted', kind: 'share' },
  { id: 'converted', label: 'Converted', kind: 'count' },
  { id: 'convertedShare', label: 'Share converted', kind: 'share' },
  { id: 'cost', label: 'Cost', kind: 'money' },
  { id: 'costPerContact', label: 'Cost a contact', kind: 'money' },
  { id: 'costPerConversion', label: 'Cost a conversion', kind: 'money' },
  { id: 'unpriced', label: 'Without a price', kind: 'count' },
  { id: 'reasons', label: 'Why refused', kind: 'text' },
];

/**
 * Vendors' leads by the UTC day of their opt-in: how many were accepted, duplicate and refused as ingest answered, how many of those
 * that are still there were contacted and have converted by now, and what they cost.
 */
export async function vendorsTable(
  figures: Figures,
  { by, vendorId, campaignId }: VendorsAsk,
  { links, counts, prices }: VendorFacts,
): Promise<ReportTable> {
  const wanted = links.filter(
    (link) =>
      (vendorId === '' || link.vendorId === vendorId) &&
      (campaignId === '' || link.campaignId === campaignId),
  );
  const byId = new Map(wanted.map((link) => [link.ingestLinkId, link]));
  const groupsOf = (link: VendorLink, day: number) => [groupOf(by, link, day), ALL];
  const tally = await Tally.of(figures, (sums, { sheet, words, amount }) => {
    const [, linkId = '', fact = ''] = words;
    const link = byId.get(linkId);
    if (link === undefined) return;
    for (const group of groupsOf(link, sheet.day)) sums.add(group, fact, amount);
  });
  for (const count of counts) {
    const link = byId.get(count.ingestLinkId);
    if (link === undefined) continue;
    const day = dayNumberOf(count.day) ?? 0;
    const micros = priceOn(prices, link, day);
    for (const group of groupsOf(link, day)) addCounts(tally, group, count, micros);
  }
  const nameOf = namesOf(by, wanted);
  return {
    columns: [{ id: 'group', label: HEADINGS[by], kind: 'text' }, ...COLUMNS],
    rows: tally
      .groups()
      .filter((group) => group !== ALL)
      .map((id) => ({ id, cells: { group: nameOf(id), ...cellsOf(tally, id) } }))
      .toSorted((a, b) => (a.cells.group < b.cells.group ? -1 : 1)),
    total: { group: 'All', ...cellsOf(tally, ALL) },
  };
}

function groupOf(by: VendorsBy, { vendorId, ingestLinkId }: VendorLink, day: number): string {
  switch (by) {
    case 'vendor':
      return `vendor:${vendorId}`;
    case 'link':
      return `link:${ingestLinkId}`;
    case 'day':
      return String(day);
  }
}

function namesOf(by: VendorsBy, links: readonly VendorLink[]): (group: string) => string {
  if (by === 'day') return (group) => dayText(Number(group));
  const names = new Map(
    links.flatMap(({ vendorId, vendorName, ingestLinkId, name }) => [
      [`vendor:${vendorId}`, vendorName],
      [`link:${ingestLinkId}`, name],
    ]),
  );
  return (group) => names.get(group) ?? group;
}

function addCounts(tally: Tally, group: string, count: LinkCounts, micros: number | undefined): void {
  tally.add(group, 'accepted', count.accepted);
  tally.add(group, 'updated', count.updated);
  for (const reason of count.refused) {
    tally.add(group, 'refused', reason.count);
    tally.add(group, `refused|${reason.name}`, reason.count);
  }
  if (micros === undefined) tally.add(group, 'unpriced', count.accepted);
  else {
    tally.add(group, 'priced', count.accepted);
    tally.add(group, 'micros', micros * count.accepted);
  }
}

function cellsOf(tally: Tally, group: string): Cells {
  const of = (measure: string) => tally.get(group, measure);
  const cost = of('priced') === 0 ? null : of('micros') / MICROS;
  const [leads, contacted, converted] = [of('leads'), of('contacted'), of('converted')];
  return {
    accepted: of('accepted'),
    updated: of('updated'),
    refused: of('refused'),
    reasons: reasonsOf(tally, group),
    leads,
    contacted,
    contactedShare: share(contacted, leads),
    converted,
    convertedShare: share(converted, leads),
    cost,
    unpriced: of('unpriced'),
    costPerContact: cost === null ? null : share(cost, contacted),
    costPerConversion: cost === null ? null : share(cost, converted),
  };
}

/** `CALLER_ID_INVALID (4), CONSENT_REQUIRED (1)`, the most frequent first. */
function reasonsOf(tally: Tally, group: string): string | null {
  const reasons = tally
    .parts(group, 'refused')
    .toSorted(([a, left], [b, right]) => right - left || (a < b ? -1 : 1));
  return reasons.length === 0 ? null : reasons.map(([name, count]) => `${name} (${count})`).join(', ');
}
