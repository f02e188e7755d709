import type {
  LinkDay,
  LinkReportServiceImplementation,
} from '@firstring/contracts/ingest/link_report_service';

/** Ingest's counts, as a test puts them. */
export class FakeLinkDays {
  readonly days: LinkDay[] = [];

  readonly service: LinkReportServiceImplementation = {
    listLinkDays: async ({ ingestLinkIds }) => ({
      days: ingestLinkIds.flatMap((asked) => this.days.filter(({ ingestLinkId }) => ingestLinkId === asked)),
    }),
  };
}
