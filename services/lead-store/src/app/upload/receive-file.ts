import { createHash } from 'node:crypto';
import { reasonError } from '@firstring/contracts';
import { updateDocument } from '@firstring/service-kit';
import type { Stored } from '@firstring/store';
import { EncodingDetector, foreignKind } from '../../domain/csv/detect-encoding.ts';
import { CHUNK_BYTES, chunkId, type UploadDoc } from '../../store/uploads.ts';
import { createOnce } from '../create-once.ts';
import { readList } from '../lists.ts';
import type { LeadStoreDeps } from '../ports.ts';
import { readProcess } from '../processes.ts';
import { deleteChunks } from './upload-text.ts';

export interface ReceiveFile {
  readonly requestId: string;
  readonly processId: string;
  /** Empty: the prospect table. */
  readonly listId: string;
  readonly fileName: string;
  readonly createdBy: string;
}

/**
 * keeps a file in pieces until it is imported. What is no text is refused by its first bytes; a stream that breaks, or a
 * file that is too large, leaves nothing behind. The same request gets the file that it brought before.
 */
export async function receiveFile(
  deps: LeadStoreDeps,
  command: ReceiveFile,
  pieces: AsyncIterable<Uint8Array>,
): Promise<Stored<UploadDoc>> {
  await requireTarget(deps, command);
  // A sender whose line broke may be back before what it sent is gone.
  return deps.turns.take([`upload|${command.requestId}`], () => receive(deps, command, pieces));
}

async function receive(
  deps: LeadStoreDeps,
  command: ReceiveFile,
  pieces: AsyncIterable<Uint8Array>,
): Promise<Stored<UploadDoc>> {
  const doc: UploadDoc = {
    ...command,
    createdAt: deps.clock.now(),
    state: 'receiving',
    bytes: 0,
    chunks: 0,
    sha256: '',
    encoding: 'utf-8',
  };
  const begun = await createOnce<UploadDoc>(deps.uploads, undefined, { doc, newId: deps.random.uuid() });
  if (begun.doc.state !== 'receiving') return begun;
  try {
    return await keep(deps, begun, pieces);
  } catch (error) {
    await forget(deps, begun.id);
    throw error;
  }
}

async function requireTarget(deps: LeadStoreDeps, command: ReceiveFile): Promise<void> {
  if (command.listId === '') {
    await readProcess(deps, command.processId);
    return;
  }
  const list = await readList(deps, command);
  if (list.doc.state !== 'live') throw reasonError('LIST_BUSY');
}

async function keep(
  deps: LeadStoreDeps,
  begun: Stored<UploadDoc>,
  pieces: AsyncIterable<Uint8Array>,
): Promise<Stored<UploadDoc>> {
  const hash = createHash('sha256');
  const encoding = new EncodingDetector();
  let bytes = 0;
  let chunks = 0;
  for await (const chunk of inChunks(pieces)) {
    if (chunks === 0) refuseForeign(chunk);
    bytes += chunk.length;
    if (bytes > deps.uploadBytesMax) throw tooLarge(deps.uploadBytesMax);
    hash.update(chunk);
    encoding.add(chunk);
    const data = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('base64');
    await updateDocument<{ data: string }, void>(deps.uploadChunks, chunkId(begun.id, chunks), () => ({
      answer: undefined,
      doc: { data },
    }));
    chunks += 1;
  }
  if (bytes === 0) throw reasonError('UPLOAD_INVALID', { message: 'the file is empty' });
  const doc: UploadDoc = {
    ...begun.doc,
    state: 'received',
    bytes,
    chunks,
    sha256: hash.digest('hex'),
    encoding: encoding.result(),
  };
  const put = await deps.uploads.put({ id: begun.id, doc, expectedVersion: begun.version });
  if (put.type !== 'stored') throw reasonError('VERSION_CONFLICT');
  return { id: begun.id, version: put.version, doc };
}

/** Drops what was begun and will not be finished. */
export async function forget(deps: LeadStoreDeps, uploadId: string): Promise<void> {
  const stored = await deps.uploads.get(uploadId);
  await deleteChunks(deps, uploadId);
  if (stored !== undefined) await deps.uploads.delete({ id: uploadId, expectedVersion: stored.version });
}

/** Pieces of any size as chunks of the size that is kept. */
async function* inChunks(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let chunk = new Uint8Array(CHUNK_BYTES);
  let filled = 0;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length;) {
      const part = piece.subarray(at, at + CHUNK_BYTES - filled);
      chunk.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < CHUNK_BYTES) continue;
      yield chunk;
      chunk = new Uint8Array(CHUNK_BYTES);
      filled = 0;
    }
  }
  if (filled > 0) yield chunk.subarray(0, filled);
}

function refuseForeign(firstBytes: Uint8Array): void {
  const kind = foreignKind(firstBytes);
  if (kind === undefined) return;
  throw reasonError('MEDIA_TYPE_UNSUPPORTED', { message: `this is ${kind}: save it as CSV and send that` });
}

function tooLarge(bytesMax: number): Error {
  const message = `a file has at most ${Math.floor(bytesMax / 1_048_576)} MB: split it`;
  return reasonError('BODY_TOO_LARGE', { message });
}
