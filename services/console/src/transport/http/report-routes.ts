import { z } from 'zod';
import { listLabels, readReport, type ReportAsk, type ReportDeps } from '../../app/reports/read-report.ts';
import type { ReportFilters } from '../../app/views/reports.ts';
import { RATES_BY } from '../../domain/reports/rates.ts';
import { SPEED_BY } from '../../domain/reports/time-tables.ts';
import { VENDORS_BY } from '../../domain/reports/vendors-table.ts';
import { processIn } from './call-params.ts';
import { STREAMING, type ApiCall, type Endpoint } from './endpoint.ts';
import { id, readInput } from './input.ts';
import { reportCsv } from './report-csv.ts';

export type ReportRoutesDeps = ReportDeps;

/** A period that is a year and a day long, both ends included. */
const DAYS_MAX = 366;
const DAY_MS = 86_400_000;

const day = z.union([z.iso.date(), z.literal('')]).default('');

const period = z.object({
  from: day,
  to: day,
  campaignId: id.or(z.literal('')).default(''),
  /** `none`: leads in no list. */
  listId: id.or(z.literal('')).default(''),
});

const reportAsk = z
  .discriminatedUnion('report', [
    period.extend({ report: z.enum(['monitoring', 'penetration', 'waits', 'callers', 'trunks']) }),
    period.extend({ report: z.literal('rates'), by: z.enum(RATES_BY).default('day') }),
    period.extend({ report: z.literal('speed'), by: z.enum(SPEED_BY).default('day') }),
    period.extend({
      report: z.literal('vendors'),
      by: z.enum(VENDORS_BY).default('vendor'),
      vendorId: id.or(z.literal('')).default(''),
    }),
  ])
  .refine(({ from, to }) => (from === '') === (to === ''), { path: ['to'], message: 'both days, or neither' })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'not before the first day' })
  .refine(({ from, to }) => from === '' || Date.parse(to) - Date.parse(from) < DAYS_MAX * DAY_MS, {
    path: ['to'],
    message: 'at most a year',
  });

/** Figures of a process. */
export function reportEndpoints(deps: ReportRoutesDeps): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/report-filters',
      needs: ['report:read'],
      async handle(call): Promise<ReportFilters> {
        const processId = processIn(call);
        const [lists, vendors] = await Promise.all([
          listLabels(deps, processId),
          deps.vendors.list(processId),
        ]);
        return {
          vendors: vendors.map(({ vendorId, name }) => ({ vendorId, name })),
          lists: lists.map(({ listId, name }) => ({ listId: listId === '' ? NO_LIST : listId, name })),
        };
      },
    },
    {
      method: 'get',
      path: '/reports/:report',
      needs: ['report:read'],
      handle: (call) => readReport(deps, processIn(call), askOf(call)),
    },
    {
      method: 'get',
      path: '/reports/:report/export',
      file: 'export',
      needs: ['report:read'],
      audit: { action: 'report.export' },
      async handle(call) {
        const ask = askOf(call);
        const report = await readReport(deps, processIn(call), ask);
        call.note({ after: ask });
        call.response.attachment(`${ask.report}.csv`).type('text/csv; charset=utf-8').send(reportCsv(report));
        return STREAMING;
      },
    },
  ];
}

const NO_LIST = 'none';

function askOf({ request }: ApiCall): ReportAsk {
  const { listId, ...ask } = readInput(reportAsk, { ...request.query, report: request.params['report'] });
  if (listId === '') return { ...ask, listId: undefined };
  return { ...ask, listId: listId === NO_LIST ? '' : listId };
}
