import { failpoint } from '@firstring/kernel';
import type { Stored } from '@firstring/store';
import { CHUNK_BYTES, chunkId, type UploadDoc } from '../../store/uploads.ts';
import type { LeadStoreDeps } from '../ports.ts';
import { changeUpload } from './uploads.ts';

/** Chunks dropped at a stretch; each is half a megabyte that is read first. */
const DROPPED_AT_ONCE = 2;

/** The bytes of a file from one of its chunks on. */
export async function* chunksOf(
  deps: LeadStoreDeps,
  upload: Stored<UploadDoc>,
  from = 0,
): AsyncGenerator<Uint8Array, undefined> {
  for (let chunk = from; chunk < upload.doc.chunks; chunk += 1) {
    const stored = await deps.uploadChunks.get(chunkId(upload.id, chunk));
    if (stored === undefined) throw new Error(`chunk ${chunk} of upload ${upload.id} is not there`);
    yield Buffer.from(stored.doc.data, 'base64');
  }
}

/** The first characters of a file, about 400,000 of them. */
export async function firstText(
  deps: LeadStoreDeps,
  upload: Stored<UploadDoc>,
  encoding: string,
): Promise<string> {
  for await (const bytes of chunksOf(deps, upload)) {
    const isAll = bytes.length < CHUNK_BYTES;
    const text = new TextDecoder(encoding).decode(bytes, { stream: !isAll });
    // A last line without its end would count as cut off.
    return isAll ? `${text}\n` : text;
  }
  return '';
}

/**
 * The file itself goes once it is imported; what became of its rows stays. The upload says last that it has no chunks any more: one
 * that still has some after its end is found by the sweep.
 */
export async function dropChunks(deps: LeadStoreDeps, uploadId: string): Promise<void> {
  await failpoint('lead-store.u4.before');
  await deleteChunks(deps, uploadId);
  await failpoint('lead-store.u4.after');
  await changeUpload(deps, uploadId, (before) =>
    before.chunks === 0 ? undefined : { ...before, chunks: 0 },
  );
}

/** Deletes whatever chunks there are: also what a drop that was cut off has left in the middle of a file. */
export async function deleteChunks(deps: LeadStoreDeps, uploadId: string): Promise<void> {
  const range = { from: chunkId(uploadId, 0), to: `${uploadId};` };
  for (;;) {
    const { items } = await deps.uploadChunks.query({ index: 'id', range, pageSize: DROPPED_AT_ONCE });
    if (items.length === 0) return;
    await Promise.all(
      items.map(({ id, version }) => deps.uploadChunks.delete({ id, expectedVersion: version })),
    );
    await failpoint('lead-store.u4.dropping');
  }
}
