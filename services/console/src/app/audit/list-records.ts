import type { Collection, Query } from '@firstring/store';
import type { AuditRecordDoc } from '../../store/audit.ts';
import type { AuditChains } from './audit-chains.ts';

export interface AuditFilter {
  /** Empty for everybody. */
  readonly userId: string;
  readonly action: string;
  readonly resourceId: string;
  /** From is included, to is not; undefined for no bound. */
  readonly fromAt: number | undefined;
  readonly toAt: number | undefined;
}

export interface AuditQuery {
  readonly chainId: string;
  readonly filter: AuditFilter;
  /** Records that the reader may not see are left out. */
  readonly isSeen: (record: AuditRecordDoc) => Promise<boolean>;
  readonly pageSize: number;
  readonly pageToken: string | undefined;
}

export interface ListRecordsDeps {
  readonly chains: AuditChains;
  readonly records: Collection<AuditRecordDoc>;
}

/** Store pages read for one page of records: a filter that fits little comes back early and goes on with the token. */
const SCANNED_PAGES_MAX = 10;

/** Records of a chain, newest first. A page may hold fewer than asked for; only a missing token means the end. */
export async function listRecords(
  deps: ListRecordsDeps,
  query: AuditQuery,
): Promise<{ records: readonly AuditRecordDoc[]; nextPageToken: string | undefined }> {
  if (query.pageToken === undefined) await deps.chains.settle(query.chainId);
  const selection = select(query.chainId, query.filter);
  const records: AuditRecordDoc[] = [];
  let pageToken = query.pageToken;
  for (let scanned = 0; scanned < SCANNED_PAGES_MAX; scanned += 1) {
    const pageSize = query.pageSize - records.length;
    const page = await deps.records.query({ ...selection, order: 'desc', pageSize, pageToken });
    for (const { doc } of page.items)
      if (fits(doc, query.filter) && (await query.isSeen(doc))) records.push(doc);
    pageToken = page.nextPageToken;
    if (pageToken === undefined || records.length >= query.pageSize) break;
  }
  return { records, nextPageToken: pageToken };
}

/** The index that fits the filter best; what it does not decide, `fits` does. */
function select(chainId: string, filter: AuditFilter): Pick<Query, 'index' | 'equals' | 'range'> {
  const range = {
    ...(filter.fromAt === undefined ? {} : { from: filter.fromAt }),
    ...(filter.toAt === undefined ? {} : { to: filter.toAt }),
  };
  if (filter.resourceId !== '') return { index: 'by_resource', equals: [chainId, filter.resourceId], range };
  if (filter.userId !== '') return { index: 'by_user', equals: [chainId, filter.userId], range };
  if (filter.action !== '') return { index: 'by_action', equals: [chainId, filter.action], range };
  return { index: 'by_time', equals: [chainId], range };
}

function fits(record: AuditRecordDoc, filter: AuditFilter): boolean {
  return (
    (filter.userId === '' || record.who.userId === filter.userId) &&
    (filter.action === '' || record.action === filter.action) &&
    (filter.resourceId === '' || record.resourceId === filter.resourceId)
  );
}
