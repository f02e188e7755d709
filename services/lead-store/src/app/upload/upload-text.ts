import type { Stored } from '@firstring/store';
import { CHUNK_BYTES, chunkId, type UploadDoc } from '../../store/uploads.ts';
import type { LeadStoreDeps } from '../ports.ts';

/** Chunks dropped at a stretch. */
const DROPPED_AT_ONCE = 64;

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

/** The file itself goes once it is imported; what became of its rows stays. */
export async function dropChunks(deps: LeadStoreDeps, uploadId: string): Promise<void> {
  for (let from = 0; ; from += DROPPED_AT_ONCE) {
    const ids = Array.from({ length: DROPPED_AT_ONCE }, (_, at) => chunkId(uploadId, from + at));
    const found = await deps.uploadChunks.getMany(ids);
    await Promise.all(
      found.map(({ id, version }) => deps.uploadChunks.delete({ id, expectedVersion: version })),
    );
    if (found.length === 0) return;
  }
}
