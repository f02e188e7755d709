import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readFrames, writeFrames, type Frame } from './snapshot-file.ts';

const KEPT = 2;
/** By the epoch of the start that wrote it, then by number: the name's order is that of time, whatever the clock says. */
const NAME = /^order-\d{10}-\d{6}\.snapshot$/;

/** The folder of the order's snapshots; the two newest are kept. */
export interface SnapshotFolder {
  /** Names, newest first. */
  list(): Promise<readonly string[]>;
  read(name: string, take: (frame: Frame) => void): Promise<void>;
  /** Adds one and drops those that are older than the two newest; the name, and the number of bytes. */
  write(
    of: WrittenBy,
    frames: Iterable<Frame>,
    signal: AbortSignal,
  ): Promise<{ name: string; bytes: number }>;
}

export interface WrittenBy {
  readonly epoch: number;
  /** Counts up within the epoch. */
  readonly number: number;
}

/** Makes the folder when it is missing; what a killed process left half-written goes. */
export async function openSnapshotFolder(folder: string): Promise<SnapshotFolder> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const drop = (name: string): Promise<void> => rm(join(folder, name), { force: true });
  const list = async (): Promise<string[]> => {
    const names = await readdir(folder);
    return names.filter((name) => NAME.test(name)).toSorted((a, b) => (a < b ? 1 : -1));
  };
  for (const name of await readdir(folder)) if (name.endsWith('.writing')) await drop(name);
  return {
    list,
    read: (name, take) => readFrames(join(folder, name), take),
    async write({ epoch, number }, frames, signal) {
      const name = `order-${pad(epoch, 10)}-${pad(number, 6)}.snapshot`;
      const bytes = await writeFrames(join(folder, name), frames, signal);
      for (const old of (await list()).slice(KEPT)) await drop(old);
      return { name, bytes };
    },
  };
}

function pad(number: number, digits: number): string {
  return String(number).padStart(digits, '0');
}
