import { reasonError } from '@firstring/contracts';
import type {
  LinkDay as WireDay,
  LinkReportServiceDefinition,
} from '@firstring/contracts/ingest/link_report_service';
import type { ServiceImplementation } from '@firstring/service-kit';
import type { IngestDeps } from '../../app/ports.ts';
import { readLinkDays } from '../../app/read-vendor-report.ts';
import type { Counts, LinkDay } from '../../store/link-days.ts';

const LINKS_MAX = 100;

/** The method table of LinkReportService. */
export function linkReportServer(
  deps: Pick<IngestDeps, 'counter' | 'linkDays'>,
): ServiceImplementation<typeof LinkReportServiceDefinition> {
  return {
    async listLinkDays({ ingestLinkIds }) {
      if (ingestLinkIds.length > LINKS_MAX || ingestLinkIds.includes('')) {
        throw reasonError('INVALID_ARGUMENT', {
          message: `ingest_link_ids must be at most ${LINKS_MAX}, none of them empty`,
          details: { field: 'ingest_link_ids' },
        });
      }
      return { days: (await readLinkDays(deps, ingestLinkIds)).flat().map(toWire) };
    },
  };
}

function toWire({ ingestLinkId, day, accepted, updated, refused, ignored }: LinkDay): WireDay {
  return {
    ingestLinkId,
    day,
    accepted: BigInt(accepted),
    updated: BigInt(updated),
    refused: toCounts(refused),
    ignored: toCounts(ignored),
  };
}

function toCounts(counts: Counts): WireDay['refused'] {
  return counts.map(([name, count]) => ({ name, count: BigInt(count) }));
}
