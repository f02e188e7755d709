import { stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What sip knows of the folder of sounds; `missing` are names of those that were asked for. */
export type FoundSounds =
  | { readonly folder: 'not_set' | 'seen'; readonly missing: readonly string[] }
  | { readonly folder: 'not_seen' };

/** Looks for `NAME.wav` in the folder. The media relay may see a folder that is not here: then nothing is known. */
export async function findSounds(folder: string, names: readonly string[]): Promise<FoundSounds> {
  if (folder === '') return { folder: 'not_set', missing: names };
  if (!(await isThere(folder, 'folder'))) return { folder: 'not_seen' };
  const missing: string[] = [];
  for (const name of names) if (!(await isThere(join(folder, `${name}.wav`), 'file'))) missing.push(name);
  return { folder: 'seen', missing };
}

async function isThere(path: string, kind: 'file' | 'folder'): Promise<boolean> {
  try {
    const found = await stat(path);
    return kind === 'file' ? found.isFile() : found.isDirectory();
  } catch {
    // Not there, or not for us to see: the same to whoever asks.
    return false;
  }
}
