import { mkdir, writeFile } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { AppError, type Clock, type Log, type Timer } from '@firstring/kernel';
import { folderSize } from './folder-size.ts';
import type { MediaLeg } from './media-leg.ts';
import { StereoTimeline } from './stereo-timeline.ts';
import { WavRecorder, type FileFailure } from './wav-recorder.ts';

/** Why a recording ended. The first two are as they should be. */
export type RecordingEnd = 'STOPPED' | 'CALL_ENDED' | FileFailure;

/** A recording, as `query` and `stop recording` tell it and as the JSON file beside the sound says it. */
export interface Recording {
  callId: string;
  file: string;
  /** ms since the epoch. */
  startedAt: number;
  /** Of sound that is in the file. */
  durationMs: number;
  /** Tags of the channels. */
  left: string;
  right: string;
  /** As the one who asked for the recording wrote it. */
  metadata?: string;
  /** Left out while it runs. */
  end?: RecordingEnd;
}

export interface RecordingOrder {
  callId: string;
  /** Every recording lies below; nothing outside is ever written. */
  folder: string;
  /** Of all that lies there, octets, beyond which nothing is begun; left out: as long as the disk has room. */
  folderBytesMax?: number;
  /** Left out: named for the call and the time. */
  file?: string;
  left: string;
  right: string;
  metadata?: string;
}

export interface RecordingDeps {
  clock: Clock;
  log: Log;
}

/** Each time costs two writes; a crash loses as much. */
const FLUSH_EVERY_MS = 2000;
/** A disk that takes longer to finish a file is broken; the call does not wait for it. */
const CLOSE_WAIT_MS = 2000;
const BYTES_PER_MS = 16;

/** Writes down what the sides of one call say, stereo, until `stop` or until the disk fails. */
export class CallRecording {
  readonly #deps: RecordingDeps;
  #order: RecordingOrder & { file: string };
  readonly #startedAt: number;
  readonly #timeline: StereoTimeline;
  readonly #recorder: WavRecorder;
  #end: RecordingEnd | undefined;
  #timer: Timer | undefined;

  private constructor(deps: RecordingDeps, order: RecordingOrder & { file: string }, recorder: WavRecorder) {
    this.#deps = deps;
    this.#order = order;
    this.#recorder = recorder;
    this.#startedAt = deps.clock.now();
    this.#timeline = new StereoTimeline(deps.clock.monotonicMs());
    this.#scheduleFlush();
  }

  /** Creates the files. Throws AppError `INVALID_ARGUMENT` for a path outside of the folder, one that cannot be created, or a full folder. */
  static async start(deps: RecordingDeps, order: RecordingOrder): Promise<CallRecording> {
    const file = resolve(order.folder, order.file ?? defaultName(order.callId, deps.clock.now()));
    const inside = relative(order.folder, file);
    if (inside === '' || inside.startsWith('..') || isAbsolute(inside)) {
      throw refused('the recording would lie outside of the folder for recordings');
    }
    if ((await folderSize(order.folder)) >= (order.folderBytesMax ?? Infinity)) {
      throw refused('the folder for recordings is full');
    }
    let recorder: WavRecorder;
    try {
      await mkdir(join(file, '..'), { recursive: true });
      recorder = await WavRecorder.create(file, deps.log);
    } catch (error) {
      throw refused('the recording cannot be created', error);
    }
    const recording = new CallRecording(deps, { ...order, file }, recorder);
    await recording.#describe();
    return recording;
  }

  /** Other parties than before have the channels. */
  assign(left: string, right: string): void {
    this.#order = { ...this.#order, left, right };
  }

  /** Taps what the two parties say to each other; called again whenever the call has changed. */
  attach(legs: Iterable<MediaLeg>): void {
    const { left, right } = this.#order;
    for (const leg of legs) {
      const channel = leg.tag === left ? 0 : leg.tag === right ? 1 : undefined;
      const isHeard = leg.toTag === (channel === 0 ? right : left);
      leg.tap =
        this.#isRunning && channel !== undefined && isHeard
          ? (sound, nowMs) => this.#timeline.place(channel, sound, nowMs)
          : undefined;
    }
  }

  describe(): Recording {
    const { callId, file, left, right, metadata } = this.#order;
    const end = this.#end ?? this.#recorder.failure;
    return {
      callId,
      file,
      startedAt: this.#startedAt,
      durationMs: Math.floor(this.#recorder.dataBytes / BYTES_PER_MS),
      left,
      right,
      ...(metadata !== undefined && { metadata }),
      ...(end !== undefined && { end }),
    };
  }

  /** Resolves when the file is closed, at the latest after two seconds. Never rejects; safe to repeat. */
  async stop(end: 'STOPPED' | 'CALL_ENDED'): Promise<Recording> {
    if (this.#end === undefined) {
      this.#end = end;
      this.#timer?.cancel();
      this.#recorder.append(this.#timeline.take(this.#deps.clock.monotonicMs(), true));
      const closed = this.#recorder.close().then(() => true);
      const inTime = await Promise.race([closed, this.#deps.clock.sleep(CLOSE_WAIT_MS).then(() => false)]);
      this.#end = this.#recorder.failure ?? (inTime ? end : 'DISK_TOO_SLOW');
      await this.#describe();
    }
    return this.describe();
  }

  get #isRunning(): boolean {
    return this.#end === undefined && this.#recorder.failure === undefined;
  }

  #scheduleFlush(): void {
    this.#timer = this.#deps.clock.setTimer(FLUSH_EVERY_MS, () => {
      this.#recorder.append(this.#timeline.take(this.#deps.clock.monotonicMs()));
      if (this.#recorder.failure === undefined) this.#scheduleFlush();
    });
  }

  /** The JSON file beside the sound: once at the beginning, so that a recording cut off by a crash has one, once at the end. */
  async #describe(): Promise<void> {
    try {
      await writeFile(`${this.#order.file}.json`, `${JSON.stringify(this.describe())}\n`, { mode: 0o640 });
    } catch (error) {
      this.#deps.log.error({ err: error, callId: this.#order.callId }, 'a recording cannot be described');
    }
  }
}

function defaultName(callId: string, nowAt: number): string {
  return `${callId.replaceAll(/[^0-9A-Za-z_-]/g, '_').slice(0, 100)}-${nowAt}.wav`;
}

function refused(message: string, cause?: unknown): AppError {
  return new AppError({ reason: 'INVALID_ARGUMENT', code: 'invalid_argument', message, cause });
}
