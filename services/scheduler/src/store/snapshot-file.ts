import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { AppError } from '@firstring/kernel';

/** A part of a snapshot: what it is, and its bytes. */
export interface Frame {
  /** Below 255. */
  readonly kind: number;
  readonly bytes: Uint8Array;
}

/** Kind, length and checksum of what follows. */
const HEADER_BYTES = 9;
const END_KIND = 255;
const FRAME_BYTES_MAX = 64 * 1024 * 1024;

/**
 * Writes frames to a file that is there only once it is whole and on disk. A frame is asked for when the one before is written, so
 * that nothing piles up. The number of bytes.
 */
export async function writeFrames(
  file: string,
  frames: Iterable<Frame>,
  signal: AbortSignal,
): Promise<number> {
  const unfinished = `${file}.writing`;
  let bytes = 0;
  try {
    await using handle = await open(unfinished, 'w', 0o600);
    for (const frame of frames) {
      signal.throwIfAborted();
      bytes += await writeFrame(handle, frame);
    }
    bytes += await writeFrame(handle, { kind: END_KIND, bytes: new Uint8Array() });
    await handle.sync();
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  await rename(unfinished, file);
  await using folder = await open(dirname(file), 'r');
  await folder.sync();
  return bytes;
}

/** Reads the frames one after the other. Throws SNAPSHOT_BROKEN where a file is not exactly what was written. */
export async function readFrames(file: string, take: (frame: Frame) => void): Promise<void> {
  await using handle = await open(file, 'r');
  let position = 0;
  for (;;) {
    const header = await readExactly(handle, position, HEADER_BYTES);
    const [kind, length, checksum] = [header.readUInt8(0), header.readUInt32LE(1), header.readUInt32LE(5)];
    if (length > FRAME_BYTES_MAX) throw broken(file, 'a length is damaged');
    const bytes = await readExactly(handle, position + HEADER_BYTES, length);
    if (crc32(bytes, kind) !== checksum) throw broken(file, 'a checksum does not fit');
    position += HEADER_BYTES + length;
    if (kind === END_KIND) break;
    take({ kind, bytes });
  }
  const { size } = await handle.stat();
  if (size !== position) throw broken(file, 'there is more than was written');

  async function readExactly(from: FileHandle, at: number, length: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafeSlow(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await from.read(buffer, filled, length - filled, at + filled);
      if (bytesRead === 0) throw broken(file, 'it is cut off');
      filled += bytesRead;
    }
    return buffer;
  }
}

async function writeFrame(handle: FileHandle, { kind, bytes }: Frame): Promise<number> {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(kind);
  header.writeUInt32LE(bytes.byteLength, 1);
  header.writeUInt32LE(crc32(bytes, kind), 5);
  const whole = HEADER_BYTES + bytes.byteLength;
  const { bytesWritten } = await handle.writev([header, bytes]);
  if (bytesWritten !== whole) {
    throw new AppError({
      reason: 'INTERNAL',
      code: 'internal',
      message: 'the disk took a part of a snapshot only',
    });
  }
  return whole;
}

function broken(file: string, why: string): AppError {
  return new AppError({ reason: 'SNAPSHOT_BROKEN', code: 'internal', message: `${file}: ${why}` });
}
