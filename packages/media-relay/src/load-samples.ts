import { readFile, stat } from 'node:fs/promises';
import { AppError } from '@firstring/kernel';
import { readWav, resampleTo8k } from '@firstring/rtp/audio';
import type { Bencode } from './bencode.ts';

/** Four minutes of 8 kHz PCM16; decoding more at once would hold up the packets of other calls. */
const FILE_BYTES_MAX = 4 * 1024 * 1024;

/** Decoded files that are kept: a call centre has one music and a few announcements, and hundreds of calls hear them. */
const KEPT_MAX = 8;

interface KeptFile {
  size: number;
  mtimeMs: number;
  samples: Int16Array;
}

/** Gets the sound of a `play media` request: the WAV file in the request, or the one at a path on this machine. */
export class SampleLoader {
  /** By path, the one used last at the end. */
  readonly #kept = new Map<string, KeptFile>();

  /** PCM16 at 8 kHz, not empty. Throws AppError `INVALID_ARGUMENT`. */
  async load(blob: Bencode | undefined, path: Bencode | undefined): Promise<Int16Array> {
    if (blob !== undefined) return decoded(asBytes(blob));
    if (typeof path !== 'string') throw failed('neither blob nor file in message');
    try {
      return await this.#file(path);
    } catch (error) {
      if (error instanceof AppError) throw error;
      throw failed('the sound file cannot be read', error);
    }
  }

  async #file(path: string): Promise<Int16Array> {
    const { size, mtimeMs } = await stat(path);
    if (size > FILE_BYTES_MAX) throw failed('the sound file is too large');
    const kept = this.#kept.get(path);
    const isSame = kept !== undefined && kept.size === size && kept.mtimeMs === mtimeMs;
    const file = isSame ? kept : { size, mtimeMs, samples: decoded(await readFile(path)) };
    this.#kept.delete(path);
    this.#kept.set(path, file);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT_MAX && oldest !== undefined) this.#kept.delete(oldest);
    return file.samples;
  }
}

function decoded(bytes: Uint8Array): Int16Array {
  const samples = resampleTo8k(readWav(bytes));
  if (samples.length === 0) throw failed('the sound is empty');
  return samples;
}

function asBytes(blob: Bencode): Uint8Array {
  if (blob instanceof Uint8Array) return blob;
  if (typeof blob === 'string') return new TextEncoder().encode(blob);
  throw failed('blob is not a string');
}

function failed(message: string, cause?: unknown): AppError {
  return new AppError({ reason: 'INVALID_ARGUMENT', code: 'invalid_argument', message, cause });
}
