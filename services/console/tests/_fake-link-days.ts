import type {
  LinkDay,
  LinkReportServiceImplementation,
} from '@firstring/contracts/ingest/link_report_service';

/** Ingest's counts, as a test puts them. */
export class FakeLinkDays {
  readonly days: LinkDay[] = [];

  readonly service: LinkReportServiceImplementation = {
    listLinkDays: async ({ ingestLinkIds, fromDay, toDay }) => ({
      days: ingestLinkIds
        .flatMap((asked) => this.days.filter(({ ingestLinkId }) => ingestLinkId === asked))
        .filter(({ day }) => fromDay === '' || (day >= fromDay && day <= toDay)),
    }),
  };
}
