import { reasonError } from '@firstring/contracts';
import { type Clock, failpoint } from '@firstring/kernel';
import { updateDocument } from '@firstring/service-kit';
import type { Stored } from '@firstring/store';
import { parseTarget } from '../../domain/csv/columns.ts';
import {
  verdictId,
  type Checkpoint,
  type UploadCounts,
  type UploadDoc,
  type VerdictDoc,
} from '../../store/uploads.ts';
import { duplicateScope } from '../duplicate-scope.ts';
import { leadsImported } from '../lead-card.ts';
import { readList } from '../lists.ts';
import type { LeadStoreDeps } from '../ports.ts';
import { storeProspects } from '../prospects/store-prospects.ts';
import { readTable } from '../table-definition.ts';
import type { RowBatch, RowWorkerData } from './row-messages.ts';
import { RowReader } from './row-reader.ts';
import { storeBatch, type ImportTarget, type RowVerdict, type StoredBatch } from './store-batch.ts';
import { chunksOf, dropChunks } from './upload-text.ts';
import { changeUpload } from './uploads.ts';

/** Batches that are begun and not closed. Many small ones rather than a few large: what waits for the store is carried by every collection. */
const UNDER_WAY_MAX = 4;

/**
 * Imports a file from its checkpoint on, batch by batch: leads, then verdicts, then the checkpoint with the events. Whatever is done and not
 * yet in the checkpoint is found again by its ids, so the next batches begin before it: some are under way, so that the store always has work
 * while leads are made. Ends when the file does, or when somebody has paused or cancelled.
 */
export async function runImport(
  deps: LeadStoreDeps,
  upload: Stored<UploadDoc>,
  signal: AbortSignal,
): Promise<void> {
  await using reader = new RowReader(await workerData(deps, upload), chunksOf(deps, upload));
  const worked = lapsOf(deps.clock);
  const closings: Promise<UploadDoc['state']>[] = [];
  let closed: Promise<UploadDoc['state']> = Promise.resolve('running');
  try {
    for (let batch = await reader.next(); batch !== undefined; batch = await reader.next()) {
      signal.throwIfAborted();
      const store = await storing(deps, upload);
      closed = closeInTurn(deps, upload, { batch, stored: store(batch), before: closed, worked });
      // Awaited when others have begun; one that fails before must not count as unhandled.
      closed.catch((failure: unknown) => failure);
      closings.push(closed);
      // Stopped meanwhile: what has begun still counts, and nothing is begun after it.
      if (closings.length === UNDER_WAY_MAX && (await closings.shift()) !== 'running') break;
    }
    if ((await closed) === 'running') await finish(deps, upload);
  } finally {
    // Settled: whoever tries again from the checkpoint must not meet one that is still on its way.
    await Promise.allSettled([closed]);
  }
}

/** Time since the last call, ms. */
function lapsOf(clock: Clock): () => number {
  let since = clock.monotonicMs();
  return () => {
    const before = since;
    since = clock.monotonicMs();
    return since - before;
  };
}

interface BatchUnderWay {
  readonly batch: RowBatch;
  readonly stored: Promise<StoredBatch>;
  /** The batch before it. */
  readonly before: Promise<UploadDoc['state']>;
  worked(): number;
}

/** Settles after the batch before it, and no checkpoint passes over one that failed. */
async function closeInTurn(
  deps: LeadStoreDeps,
  upload: Stored<UploadDoc>,
  { batch, stored, before, worked }: BatchUnderWay,
): Promise<UploadDoc['state']> {
  await Promise.allSettled([stored, before]);
  await before;
  return closeBatch(deps, upload, { batch, stored: await stored, workedMs: worked() });
}

/** Verdicts, then the checkpoint. */
async function closeBatch(
  deps: LeadStoreDeps,
  upload: Stored<UploadDoc>,
  done: BatchDone,
): Promise<UploadDoc['state']> {
  await failpoint('lead-store.u2.before');
  await writeVerdicts(deps, upload.id, done);
  await failpoint('lead-store.u2.after');
  const state = await writeCheckpoint(deps, upload, done);
  await failpoint('lead-store.u3.after');
  return state;
}

async function workerData(deps: LeadStoreDeps, { doc }: Stored<UploadDoc>): Promise<RowWorkerData> {
  const { settings, checkpoint } = doc;
  if (settings === undefined || checkpoint === undefined) throw reasonError('UPLOAD_STATE');
  const { encoding, delimiter, defaultCountry, dateOrder } = settings;
  const rules = {
    ...(await readTable(deps, doc.processId)),
    targets: settings.targets.map(parseTarget),
    defaultCountry,
    dateOrder,
  };
  return { encoding, delimiter, rules, offset: checkpoint.offset, rows: checkpoint.rows };
}

/** How the next batch is stored. Whoever is called first stores first where two batches have a row of the same key. */
async function storing(
  deps: LeadStoreDeps,
  upload: Stored<UploadDoc>,
): Promise<(batch: RowBatch) => Promise<StoredBatch>> {
  const { processId, listId, createdAt } = upload.doc;
  const prospects = { uploadId: upload.id, createdAt, processId };
  if (listId === '') return (batch) => storeProspects(deps, prospects, batch);
  const target = await targetOf(deps, upload);
  return (batch) => storeBatch(deps, target, batch);
}

/** Read before each batch: a list that is deleted ends its uploads, and campaigns may change what counts as known. */
async function targetOf(deps: LeadStoreDeps, upload: Stored<UploadDoc>): Promise<ImportTarget> {
  const { processId, listId, createdAt, settings } = upload.doc;
  const list = await readList(deps, { processId, listId });
  if (list.doc.state !== 'live') throw reasonError('LIST_BUSY');
  return {
    uploadId: upload.id,
    createdAt,
    place: { processId, listId, timeZone: list.doc.timeZone },
    boxes: settings?.boxes ?? { update: false, migrate: false },
    scope: await duplicateScope(deps, { processId, listId }),
  };
}

async function writeVerdicts(
  deps: LeadStoreDeps,
  uploadId: string,
  { batch, stored }: BatchDone,
): Promise<void> {
  const others = stored.verdicts.filter(({ verdict, reason }) => verdict !== 'added' || reason !== '');
  if (others.length === 0) return;
  const doc: VerdictDoc = { firstRow: batch.firstRow, rows: batch.rows.length, others };
  await updateDocument<VerdictDoc, void>(deps.uploadVerdicts, verdictId(uploadId, batch.firstRow), () => ({
    answer: undefined,
    doc,
  }));
}

interface BatchDone {
  readonly batch: RowBatch;
  readonly stored: StoredBatch;
  readonly workedMs: number;
}

/** The batch counts as done, and its leads are told of, in one write. */
async function writeCheckpoint(
  deps: LeadStoreDeps,
  upload: Stored<UploadDoc>,
  { batch, stored, workedMs }: BatchDone,
): Promise<UploadDoc['state']> {
  const { processId } = upload.doc;
  const events = leadsImported(deps, { processId, uploadId: upload.id, changed: stored.changed });
  return updateDocument<UploadDoc, UploadDoc['state']>(deps.uploads, upload.id, (before) => {
    if (before?.checkpoint === undefined) throw reasonError('UPLOAD_NOT_FOUND');
    const checkpoint: Checkpoint = {
      rows: batch.firstRow - 1 + batch.rows.length,
      offset: batch.offset,
      counts: addCounts(before.checkpoint.counts, stored.verdicts),
      workedMs: before.checkpoint.workedMs + workedMs,
    };
    return { answer: before.state, doc: { ...before, checkpoint }, events };
  });
}

function addCounts(before: UploadCounts, verdicts: readonly RowVerdict[]): UploadCounts {
  const counts = { ...before };
  for (const { verdict } of verdicts) counts[verdict] += 1;
  return counts;
}

async function finish(deps: LeadStoreDeps, upload: Stored<UploadDoc>): Promise<void> {
  const ended = await changeUpload(deps, upload.id, (before) => {
    if (before.state !== 'running') return undefined;
    const { rows = 0, counts } = before.checkpoint ?? {};
    const endedAt = deps.clock.now();
    if (rows === 0 || counts?.invalid !== rows) return { ...before, state: 'done', endedAt };
    const { reason, message } = reasonError('UPLOAD_ALL_INVALID');
    return { ...before, state: 'failed', endedAt, failure: { reason, message } };
  });
  await dropChunks(deps, upload.id);
  const { state, processId, checkpoint } = ended.doc;
  deps.events.uploadEnded({ processId, uploadId: upload.id, state, rows: checkpoint?.rows ?? 0 });
}
