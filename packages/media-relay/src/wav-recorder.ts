import { open, type FileHandle } from 'node:fs/promises';
import type { Log } from '@firstring/kernel';
import { WAV_HEADER_BYTES, wavHeader } from '@firstring/rtp/audio';

/** Why a file takes no more. */
export type FileFailure = 'DISK_FULL' | 'DISK_TOO_SLOW' | 'FILE_FAILED';

/** Half a minute of stereo µ-law: a disk that is behind by more will not catch up. */
const QUEUED_BYTES_MAX = 480_000;

/** Where bytes go; a file, or a test's idea of one. */
export type WavSink = Pick<FileHandle, 'write' | 'close'>;

/**
 * A stereo µ-law WAV file that grows while it is recorded. Writing happens outside of this thread (libuv's pool), at most
 * `QUEUED_BYTES_MAX` wait for it, and the header follows the data, so the file is whole whenever the process ends.
 */
export class WavRecorder {
  readonly #sink: WavSink;
  readonly #log: Log;
  readonly #queue: Uint8Array[] = [];
  #queuedBytes = 0;
  #dataBytes = 0;
  #pump: Promise<void> | undefined;
  #failure: FileFailure | undefined;

  constructor(sink: WavSink, log: Log) {
    this.#sink = sink;
    this.#log = log;
  }

  /** Creates the file; rejects when it exists or cannot be made. */
  static async create(path: string, log: Log): Promise<WavRecorder> {
    const recorder = new WavRecorder(await open(path, 'wx', 0o640), log);
    recorder.append(new Uint8Array(0));
    return recorder;
  }

  get failure(): FileFailure | undefined {
    return this.#failure;
  }

  /** Bytes that are in the file, header not counted. */
  get dataBytes(): number {
    return this.#dataBytes;
  }

  /** Hands samples over; returns at once. After a failure they are dropped. */
  append(samples: Uint8Array): void {
    if (this.#failure !== undefined) return;
    if (this.#queuedBytes + samples.length > QUEUED_BYTES_MAX) {
      this.#fail('DISK_TOO_SLOW', 'the disk does not keep up');
      return;
    }
    this.#queue.push(samples);
    this.#queuedBytes += samples.length;
    this.#pump ??= this.#drain();
  }

  /** Resolves when all is written (or failed) and the file is closed. Never rejects. */
  async close(): Promise<void> {
    await this.#pump;
    try {
      await this.#sink.close();
    } catch (error) {
      this.#fail('FILE_FAILED', error);
    }
  }

  async #drain(): Promise<void> {
    try {
      while (this.#queue.length > 0) {
        const batch = Buffer.concat(this.#queue.splice(0));
        await this.#writeAll(batch, WAV_HEADER_BYTES + this.#dataBytes);
        this.#dataBytes += batch.length;
        this.#queuedBytes -= batch.length;
        const format = { encoding: 'PCMU', sampleRateHz: 8000, channels: 2 } as const;
        await this.#writeAll(wavHeader({ ...format, dataBytes: this.#dataBytes }), 0);
      }
    } catch (error) {
      this.#fail(isDiskFull(error) ? 'DISK_FULL' : 'FILE_FAILED', error);
    } finally {
      // In the same step as the last look at the queue: what is appended after it needs a new pump.
      this.#pump = undefined;
    }
  }

  async #writeAll(bytes: Uint8Array, position: number): Promise<void> {
    let written = 0;
    while (written < bytes.length) {
      const left = bytes.length - written;
      const { bytesWritten } = await this.#sink.write(bytes, written, left, position + written);
      written += bytesWritten;
    }
  }

  #fail(failure: FileFailure, error: unknown): void {
    this.#failure ??= failure;
    this.#queue.length = 0;
    this.#log.error({ failure, err: error }, 'a recording cannot be written');
  }
}

function isDiskFull(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
}
