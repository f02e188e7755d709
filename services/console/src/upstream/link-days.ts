import {
  LinkReportServiceDefinition,
  type LinkDay,
  type NamedCount as WireCount,
} from '@firstring/contracts/ingest/link_report_service';
import type { GrpcClients } from '@firstring/service-kit';
import type { LinkCounts } from '../domain/reports/vendors-table.ts';
import type { IngestLinks } from '../app/ports.ts';
import type { LinkDayView, NamedCount } from '../app/views/links.ts';
import type { IngestLinkView } from '../app/views/settings.ts';

/** Ingest's counts of these links, the newest day first; within a day in the order of the links. */
export function createLinkDays(
  clients: GrpcClients,
  address: string,
): (links: readonly IngestLinkView[]) => Promise<readonly LinkDayView[]> {
  const reports = clients.client(LinkReportServiceDefinition, address);
  return async (links) => {
    if (links.length === 0) return [];
    const byId = new Map(links.map((link) => [link.ingestLinkId, link]));
    const { days } = await reports.listLinkDays({ ingestLinkIds: [...byId.keys()] });
    return days
      .map((day) => toView(day, byId.get(day.ingestLinkId)))
      .toSorted((left, right) => (left.day < right.day ? 1 : left.day > right.day ? -1 : 0));
  };
}

/** As many links as ingest tells of at a time. */
const LINKS_AT_ONCE = 10;

/** Ingest's counts of a period. */
export function createLinkCounts(clients: GrpcClients, address: string): IngestLinks['countsOf'] {
  const reports = clients.client(LinkReportServiceDefinition, address);
  return async (linkIds, { from, to }) => {
    const found: LinkCounts[] = [];
    for (let at = 0; at < linkIds.length; at += LINKS_AT_ONCE) {
      const ingestLinkIds = linkIds.slice(at, at + LINKS_AT_ONCE);
      const { days } = await reports.listLinkDays({ ingestLinkIds, fromDay: from, toDay: to });
      found.push(...days.map((day) => toView(day, undefined)));
    }
    return found;
  };
}

function toView(day: LinkDay, link: IngestLinkView | undefined): LinkDayView {
  return {
    ingestLinkId: day.ingestLinkId,
    vendorName: link?.vendorName ?? '',
    revoked: link?.revoked ?? false,
    day: day.day,
    accepted: Number(day.accepted),
    updated: Number(day.updated),
    refused: day.refused.map(toCount),
    ignored: day.ignored.map(toCount),
  };
}

function toCount({ name, count }: WireCount): NamedCount {
  return { name, count: Number(count) };
}
