import { reasonError, toOptionalTime, toTime } from '@firstring/contracts';
import { UploadState as WireState, type Upload } from '@firstring/contracts/leads/upload_service';
import type { Page, Stored } from '@firstring/store';
import { NO_COUNTS, type UploadDoc, type UploadState } from '../../store/uploads.ts';
import { updateDocument } from '@firstring/service-kit';
import type { LeadStoreDeps } from '../ports.ts';

export interface UploadRef {
  readonly processId: string;
  readonly uploadId: string;
}

/** The upload of a process; one that is still coming is nobody's business (csv/28). */
export async function readUpload(deps: LeadStoreDeps, ref: UploadRef): Promise<Stored<UploadDoc>> {
  const stored = await deps.uploads.get(ref.uploadId);
  if (stored === undefined || stored.doc.processId !== ref.processId || stored.doc.state === 'receiving')
    throw reasonError('UPLOAD_NOT_FOUND');
  return stored;
}

export interface ListUploads {
  readonly processId: string;
  readonly listId: string | undefined;
  readonly pageSize: number;
  readonly pageToken: string | undefined;
}

/** Uploads of a process, or of one of its lists, newest first. */
export async function listUploads(deps: LeadStoreDeps, query: ListUploads): Promise<Page<UploadDoc>> {
  const { processId, listId, pageSize, pageToken } = query;
  const of =
    listId === undefined ? { index: 'process', equals: [processId] } : { index: 'list', equals: [listId] };
  const page = await deps.uploads.query({ ...of, order: 'desc', pageSize, pageToken });
  const items = page.items.filter(({ doc }) => doc.processId === processId && doc.state !== 'receiving');
  return { ...page, items };
}

/** Changes an upload by a pure step; a step without an answer leaves it as it is. */
export function changeUpload(
  deps: LeadStoreDeps,
  uploadId: string,
  step: (before: UploadDoc) => UploadDoc | undefined,
): Promise<Stored<UploadDoc>> {
  return updateDocument<UploadDoc, Stored<UploadDoc>>(deps.uploads, uploadId, (before, version) => {
    if (before === undefined) throw reasonError('UPLOAD_NOT_FOUND');
    const doc = step(before);
    if (doc === undefined) return { answer: { id: uploadId, version: version - 1, doc: before } };
    return { answer: { id: uploadId, version, doc }, doc };
  });
}

const STATES: Readonly<Record<UploadState, WireState>> = {
  receiving: WireState.UPLOAD_STATE_UNSPECIFIED,
  received: WireState.UPLOAD_STATE_RECEIVED,
  running: WireState.UPLOAD_STATE_RUNNING,
  paused: WireState.UPLOAD_STATE_PAUSED,
  done: WireState.UPLOAD_STATE_DONE,
  failed: WireState.UPLOAD_STATE_FAILED,
  cancelled: WireState.UPLOAD_STATE_CANCELLED,
};

/** Uploads as people see them, with the names their lists have now. */
export async function showUploads(
  deps: LeadStoreDeps,
  uploads: readonly Stored<UploadDoc>[],
): Promise<Upload[]> {
  const lists = await deps.lists.getMany(
    [...new Set(uploads.map(({ doc }) => doc.listId))].filter((listId) => listId !== ''),
  );
  const names = new Map(lists.map(({ id, doc }) => [id, doc.state === 'deleted' ? '' : doc.name]));
  return uploads.map((upload) => ({ ...toUpload(upload), listName: names.get(upload.doc.listId) ?? '' }));
}

function toUpload({ id, doc }: Stored<UploadDoc>): Omit<Upload, 'listName'> {
  const counts = doc.checkpoint?.counts ?? NO_COUNTS;
  return {
    uploadId: id,
    processId: doc.processId,
    listId: doc.listId,
    fileName: doc.fileName,
    bytes: BigInt(doc.bytes),
    state: STATES[doc.state],
    counts: {
      added: BigInt(counts.added),
      updated: BigInt(counts.updated),
      moved: BigInt(counts.moved),
      repeated: BigInt(counts.repeated),
      duplicate: BigInt(counts.duplicate),
      invalid: BigInt(counts.invalid),
    },
    rows: BigInt(doc.checkpoint?.rows ?? 0),
    done: doneOf(doc),
    createTime: toTime(doc.createdAt),
    startTime: toOptionalTime(doc.startedAt),
    endTime: toOptionalTime(doc.endedAt),
    createdBy: doc.createdBy,
    failure: doc.failure?.reason ?? '',
    failureMessage: doc.failure?.message ?? '',
    workedMs: BigInt(Math.round(doc.checkpoint?.workedMs ?? 0)),
    excluded: doc.excluded === undefined || doc.counting === true ? undefined : BigInt(doc.excluded.count),
  };
}

/** Characters done against bytes: a little less than it is where characters take several bytes. */
function doneOf(doc: UploadDoc): number {
  if (doc.state === 'done') return 1;
  const bytesEach = doc.encoding.startsWith('utf-16') ? 2 : 1;
  return Math.min(0.999, ((doc.checkpoint?.offset ?? 0) * bytesEach) / Math.max(1, doc.bytes));
}
