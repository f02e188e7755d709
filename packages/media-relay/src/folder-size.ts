import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Octets of all files below a folder; 0 where there is none. A file that goes away meanwhile counts nothing. */
export async function folderSize(folder: string): Promise<number> {
  let bytes = 0;
  try {
    for await (const entry of await opendir(folder, { recursive: true })) {
      if (entry.isFile()) bytes += await fileSize(join(entry.parentPath, entry.name));
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  return bytes;
}

async function fileSize(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
