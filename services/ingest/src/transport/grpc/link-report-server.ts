import { reasonError } from '@firstring/contracts';
import type {
  LinkDay as WireDay,
  LinkReportServiceDefinition,
} from '@firstring/contracts/ingest/link_report_service';
import { dayNumberOf } from '@firstring/domain';
import type { ServiceImplementation } from '@firstring/service-kit';
import type { IngestDeps } from '../../app/ports.ts';
import { readLinkDays, type DayPeriod } from '../../app/read-vendor-report.ts';
import type { Counts, LinkDay } from '../../store/link-days.ts';

const LINKS_MAX = 100;
/** Of a period: a year of each fits into an answer. */
const LINKS_OF_PERIOD_MAX = 10;
const DAYS_MAX = 366;

/** The method table of LinkReportService. */
export function linkReportServer(
  deps: Pick<IngestDeps, 'counter' | 'linkDays'>,
): ServiceImplementation<typeof LinkReportServiceDefinition> {
  return {
    async listLinkDays({ ingestLinkIds, fromDay, toDay }) {
      const period = readPeriod(fromDay, toDay);
      const most = period === undefined ? LINKS_MAX : LINKS_OF_PERIOD_MAX;
      if (ingestLinkIds.length > most || ingestLinkIds.includes('')) {
        throw invalid('ingest_link_ids', `must be at most ${most}, none of them empty`);
      }
      return { days: (await readLinkDays(deps, ingestLinkIds, period)).flat().map(toWire) };
    },
  };
}

function readPeriod(from: string, to: string): DayPeriod | undefined {
  if (from === '' && to === '') return undefined;
  const [first, last] = [dayNumberOf(from), dayNumberOf(to)];
  if (first === undefined || last === undefined || last < first || last - first >= DAYS_MAX) {
    throw invalid('to_day', `must be a day, 2026-11-22, from from_day on, at most ${DAYS_MAX} days in all`);
  }
  return { from, to };
}

function invalid(field: string, message: string): Error {
  return reasonError('INVALID_ARGUMENT', { message: `${field} ${message}`, details: { field } });
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
