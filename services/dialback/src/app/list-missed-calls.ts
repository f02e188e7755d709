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

type Deps = Pick<DialbackDeps, 'callLog'>;
type Logged = Stored<LoggedCall>;

/** Rows read for one page, at most: a filter that hardly anything passes answers with a short page. */
const READ_MAX = 2000;
/** Rows of one question to the store. */
const CHUNK = 200;

/** Missed calls, newest first: the narrowest index finds them, what else is asked is looked at in each. */
export async function listMissedCalls(
  deps: Deps,
  filter: MissedCallFilter,
  page: { readonly pageSize: number; readonly pageToken: string | undefined },
): Promise<MissedCallPage> {
  if (filter.toHandle && filter.campaignIds.length > 0) return listToReturn(deps, filter, page.pageSize);
  const found: Logged[] = [];
  const select = selection(filter);
  let { pageToken } = page;
  // Where every row passes, the first question is the only one.
  for (let read = 0, size = page.pageSize; found.length < page.pageSize && read < READ_MAX; size = CHUNK) {
    const chunk = await deps.callLog.query({ ...select, pageSize: size, pageToken });
    read += size;
    const passing = chunk.items.filter(({ doc }) => passes(filter, doc));
    const last = passing[page.pageSize - found.length - 1];
    found.push(...passing.slice(0, page.pageSize - found.length));
    if (last !== undefined && last !== chunk.items.at(-1)) {
      // The page is full in the middle of the chunk: the next one begins behind its last row.
      const pageSize = chunk.items.indexOf(last) + 1;
      pageToken = (await deps.callLog.query({ ...select, pageSize, pageToken })).nextPageToken;
      break;
    }
    pageToken = chunk.nextPageToken;
    if (pageToken === undefined) break;
  }
  return { dialbacks: found.map(decoded), nextPageToken: pageToken };
}

/** The newest of what is to be called back by hand for these campaigns: the others come once these are done, so there is one page. */
async function listToReturn(
  { callLog }: Deps,
  filter: MissedCallFilter,
  pageSize: number,
): Promise<MissedCallPage> {
  const found: Logged[] = [];
  for (const campaignId of new Set(filter.campaignIds)) {
    const equals = [filter.processId, campaignId];
    const { items } = await callLog.query({ index: 'to_return', equals, ...newestOf(filter), pageSize });
    found.push(...items.filter(({ doc }) => passes(filter, doc)));
  }
  found.sort((a, b) => b.doc.missedAt - a.doc.missedAt || (a.id < b.id ? 1 : -1));
  return { dialbacks: found.slice(0, pageSize).map(decoded), nextPageToken: undefined };
}

function decoded({ doc }: Logged): Dialback {
  return Dialback.fromJSON(doc.dialback);
}

function newestOf({ fromAt, toAt }: MissedCallFilter): Pick<Query, 'range' | 'order'> {
  const range = {
    ...(fromAt === undefined ? {} : { from: fromAt }),
    ...(toAt === undefined ? {} : { to: toAt }),
  };
  return { range, order: 'desc' };
}

function selection(filter: MissedCallFilter): Omit<Query, 'pageSize'> {
  const { processId, phone, leadId, incomingNumberId } = filter;
  const within = newestOf(filter);
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
    isOneOf(filter.campaignIds, call.campaignId)
  );
}
