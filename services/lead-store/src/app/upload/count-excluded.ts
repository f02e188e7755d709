import { repeat } from '@firstring/service-kit';
import type { Stored } from '@firstring/store';
import { rowLeadId } from '../../domain/row-lead-id.ts';
import type { UploadDoc } from '../../store/uploads.ts';
import { isLive } from '../change-lead.ts';
import type { LeadStoreDeps } from '../ports.ts';
import { changeUpload } from './uploads.ts';
import { othersBetween } from './verdict-file.ts';

const INTERVAL_MS = 2000;
const UPLOADS_MAX = 1000;
/** Rows asked of claim in one call, and noted as counted. */
const ROWS_AT_ONCE = 5000;
/** Leads read at a stretch, so that no slice of the loop takes 10 ms. */
const READ_AT_ONCE = 250;

/**
 * csv/37: counts the rows of a file whose number is on the do-not-call list. After the import has ended, so that the list slows nobody
 * down; it does not matter to the leads, because the gate asks at each dial.
 */
export function startExclusionCounts(deps: LeadStoreDeps): AsyncDisposable {
  const { clock, log } = deps;
  return repeat({ clock, log, intervalMs: INTERVAL_MS, name: 'do-not-call counts of uploads' }, async () => {
    const { items } = await deps.uploads.query({ index: 'counting', equals: [true], pageSize: UPLOADS_MAX });
    const upload = items.find(({ doc }) => doc.endedAt !== undefined);
    if (upload === undefined) return 'done';
    await countSome(deps, upload);
    return 'more';
  });
}

async function countSome(deps: LeadStoreDeps, upload: Stored<UploadDoc>): Promise<void> {
  const { processId, checkpoint, excluded = { rows: 0, count: 0 } } = upload.doc;
  const end = checkpoint?.rows ?? 0;
  const to = Math.min(end, excluded.rows + ROWS_AT_ONCE);
  const phones = await phonesOf(deps, upload, { from: excluded.rows + 1, to });
  const more = phones.length === 0 ? 0 : await deps.exclusions.count(processId, phones);
  await changeUpload(deps, upload.id, (before) => ({
    ...before,
    counting: to < end,
    excluded: { rows: to, count: excluded.count + more },
  }));
}

interface Rows {
  readonly from: number;
  readonly to: number;
}

/** The Caller ID of each row that became, or met, a lead or a prospect. */
async function phonesOf(
  deps: LeadStoreDeps,
  { id: uploadId, doc }: Stored<UploadDoc>,
  { from, to }: Rows,
): Promise<readonly string[]> {
  const others = await othersBetween(deps, uploadId, { from, to });
  const phones: string[] = [];
  for (let first = from; first <= to; first += READ_AT_ONCE) {
    const rows = Array.from({ length: Math.min(READ_AT_ONCE, to - first + 1) }, (_, at) => first + at);
    const ids = rows
      .map((row) => others.get(row)?.leadId ?? rowLeadId({ uploadId, createdAt: doc.createdAt }, row))
      .filter((leadId) => leadId !== '');
    const known = await callerIds(deps, [...new Set(ids)]);
    phones.push(...ids.flatMap((leadId) => known.get(leadId) ?? []));
  }
  return phones;
}

async function callerIds(deps: LeadStoreDeps, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const leads = (await deps.leads.getMany(ids)).filter(isLive);
  const found = new Map(leads.map(({ id, doc }) => [id, doc.callerId]));
  const missing = ids.filter((id) => !found.has(id));
  if (missing.length === 0) return found;
  for (const { id, doc } of await deps.prospects.getMany(missing)) found.set(id, doc.contact.callerId);
  return found;
}
