import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, relative, resolve } from 'node:path';
import { reasonError } from '@firstring/contracts';
import type { Response } from 'express';

/** The real file behind a recording's name. Throws NOT_FOUND for what is not there, or would lie outside of the folder. */
export async function recordingFile(folder: string, name: string): Promise<string> {
  if (folder === '') throw gone('recordings cannot be heard here: CONSOLE_RECORDINGS_FOLDER is not set');
  try {
    const root = await realpath(folder);
    // What a link leads to counts, not where it lies.
    const file = await realpath(resolve(root, name));
    const inside = relative(root, file);
    if (inside !== '' && !inside.startsWith('..') && !isAbsolute(inside)) return file;
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  throw gone('this recording is no longer there');
}

/** Answers with the file, whole or the range that was asked for (RFC 9110 section 14); resolves when it is sent or nobody reads on. */
export async function sendRecording(response: Response, file: string): Promise<void> {
  const sent = Promise.withResolvers<void>();
  const options = { root: dirname(file), cacheControl: false, dotfiles: 'deny' } as const;
  response.type('audio/wav').sendFile(basename(file), options, (error?: Error) => {
    // A player that seeks breaks off what it was sent before.
    if (error === undefined || response.headersSent) sent.resolve();
    else if ('status' in error && error.status === 416) {
      response.status(416).type('text/plain').send('beyond the end of the recording');
      sent.resolve();
    } else sent.reject(isMissing(error) ? gone('this recording is no longer there') : error);
  });
  await sent.promise;
}

/** No such file, or a folder where a file should be. */
const MISSING: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && MISSING.has(error.code);
}

function gone(message: string): Error {
  return reasonError('NOT_FOUND', { message });
}
