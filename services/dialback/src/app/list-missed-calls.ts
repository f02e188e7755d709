import { Dialback } from '@firstring/contracts/dialback/dialback_service';
import type { Query, Stored } from '@firstring/store';
import type { LoggedCall } from '../store/call-log.ts';
import type { DialbackDeps } from './ports.ts';

export interface MissedCallFilter {
  readonly processId: string;
  /** Empty fields do not filter. */
  readonly phone: string;
  readonly leadId: string;
  readonly incomingNumberId: string;
  readonly missedCauses: readonly string[];
  readonly states: readonly string[];
  readonly fromAt: number | undefined;
  readonly toAt: number | undefined;
  readonly toHandle: boolean;
  readonly campaignIds: readonly string[];
}

export interface MissedCallPage {
  readonly dialbacks: readonly Dialback[];
  readonly nextPageToken: string | undefined;
}

/** Rows read for one page, at most: a filter that hardly anything passes answers with a short page. */
const READ_MAX = 1000;

/** Missed calls, newest first: the narrowest index finds them, what else is asked is looked at in each. */
export async function listMissedCalls(
  { callLog }: Pick<DialbackDeps, 'callLog'>,
  filter: MissedCallFilter,
  page: { readonly pageSize: number; readonly pageToken: string | undefined },
): Promise<MissedCallPage> {
  const found: Stored<LoggedCall>[] = [];
  const selection = select(filter);
  let { pageToken } = page;
  let read = 0;
  do {
    const pageSize = page.pageSize - found.length;
    const part = await callLog.query({
      ...selection,
      pageSize,
      ...(pageToken === undefined ? {} : { pageToken }),
    });
    found.push(...part.items.filter(({ doc }) => passes(filter, doc)));
    pageToken = part.nextPageToken;
    read += pageSize;
  } while (pageToken !== undefined && found.length < page.pageSize && read < READ_MAX);
  return { dialbacks: found.map(({ doc }) => Dialback.fromJSON(doc.dialback)), nextPageToken: pageToken };
}

function select(filter: MissedCallFilter): Omit<Query, 'pageSize'> {
  const { processId, phone, leadId, incomingNumberId, fromAt, toAt } = filter;
  const range = {
    ...(fromAt === undefined ? {} : { from: fromAt }),
    ...(toAt === undefined ? {} : { to: toAt }),
  };
  const within = { range, order: 'desc' } as const;
  if (filter.toHandle) return { index: 'to_handle', equals: [processId], ...within };
  if (phone !== '') return { index: 'phone', equals: [processId, phone], ...within };
  if (leadId !== '') return { index: 'lead', equals: [processId, leadId], ...within };
  if (incomingNumberId !== '') return { index: 'called', equals: [processId, incomingNumberId], ...within };
  return { index: 'time', equals: [processId], ...within };
}

function passes(filter: MissedCallFilter, call: LoggedCall): boolean {
  const isOneOf = (wanted: readonly string[], value: string): boolean =>
    wanted.length === 0 || wanted.includes(value);
  return (
    (filter.phone === '' || filter.phone === call.phone) &&
    (filter.leadId === '' || filter.leadId === call.leadId) &&
    (filter.incomingNumberId === '' || filter.incomingNumberId === call.incomingNumberId) &&
    isOneOf(filter.missedCauses, call.missedCause) &&
    isOneOf(filter.states, call.state) &&
    (filter.campaignIds.length === 0 ||
      filter.campaignIds.includes(Dialback.fromJSON(call.dialback).campaignId))
  );
}
