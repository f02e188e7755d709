import { readFile, stat } from 'node:fs/promises';
import { AppError } from '@firstring/kernel';
import { readWav, resampleTo8k } from '@firstring/rtp/audio';
import type { Bencode } from './bencode.ts';

/** Four minutes of 8 kHz PCM16; decoding more at once would hold up the packets of other calls. */
const FILE_BYTES_MAX = 4 * 1024 * 1024;

/** The sound of a `play media` request: the WAV file in the request, or the one at a path on this machine. */
export async function loadSamples(blob: Bencode | undefined, path: Bencode | undefined): Promise<Int16Array> {
  const bytes = blob === undefined ? await readPath(path) : asBytes(blob);
  const samples = resampleTo8k(readWav(bytes));
  if (samples.length === 0) throw failed('the sound is empty');
  return samples;
}

async function readPath(path: Bencode | undefined): Promise<Uint8Array> {
  if (typeof path !== 'string') throw failed('neither blob nor file in message');
  try {
    const { size } = await stat(path);
    if (size > FILE_BYTES_MAX) throw failed('the sound file is too large');
    return await readFile(path);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw failed('the sound file cannot be read', error);
  }
}

function asBytes(blob: Bencode): Uint8Array {
  if (blob instanceof Uint8Array) return blob;
  if (typeof blob === 'string') return new TextEncoder().encode(blob);
  throw failed('blob is not a string');
}

function failed(message: string, cause?: unknown): AppError {
  return new AppError({ reason: 'INVALID_ARGUMENT', code: 'invalid_argument', message, cause });
}
