import { AppError } from '@firstring/kernel';
import { repeat } from '@firstring/service-kit';
import type { Stored } from '@firstring/store';
import type { UploadDoc } from '../../store/uploads.ts';
import type { LeadStoreDeps } from '../ports.ts';
import { runImport } from './run-import.ts';
import { dropChunks } from './upload-text.ts';
import { changeUpload } from './uploads.ts';

const LOOK_MS = 200;
const RETRY_MS = 2000;
const PAGE = 100;

/** What ends an import for good; everything else is tried again from the checkpoint. */
const FINAL_REASONS = new Set(['LIST_NOT_FOUND', 'LIST_BUSY', 'UPLOAD_STATE', 'PROCESS_NOT_FOUND']);

/** Runs the imports that the store says are running, some at once, and goes on with them after a restart or a failure. */
export function startImports(deps: LeadStoreDeps): AsyncDisposable {
  const { clock, log } = deps;
  const stopping = new AbortController();
  const running = new Map<string, Promise<void>>();
  const passes = repeat({ clock, log, intervalMs: LOOK_MS, name: 'imports' }, async () => {
    const waiting = await deps.uploads.query({ index: 'state', equals: ['running'], pageSize: PAGE });
    for (const upload of waiting.items) {
      if (running.size >= deps.uploadsAtOnce) break;
      if (running.has(upload.id)) continue;
      const run = importOne(deps, upload, stopping.signal).finally(() => running.delete(upload.id));
      running.set(upload.id, run);
    }
    return 'done';
  });
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await passes[Symbol.asyncDispose]();
      await Promise.all(running.values());
    },
  };
}

/** Never rejects: an import that fails is failed in the store, or tried again. */
async function importOne(deps: LeadStoreDeps, upload: Stored<UploadDoc>, signal: AbortSignal): Promise<void> {
  try {
    await runImport(deps, upload, signal);
  } catch (error) {
    if (signal.aborted) return;
    const { reason, message } = AppError.from(error);
    if (FINAL_REASONS.has(reason) && (await fail(deps, upload, { reason, message }))) return;
    deps.events.uploadDelayed({ uploadId: upload.id, err: error });
    // Stopped while it waits: then nothing is tried again.
    await deps.clock.sleep(RETRY_MS, signal).catch((stopped: unknown) => stopped);
  }
}

async function fail(
  deps: LeadStoreDeps,
  upload: Stored<UploadDoc>,
  failure: { readonly reason: string; readonly message: string },
): Promise<boolean> {
  try {
    await changeUpload(deps, upload.id, (before) =>
      before.state === 'running'
        ? { ...before, state: 'failed', endedAt: deps.clock.now(), failure }
        : undefined,
    );
    await dropChunks(deps, upload.id);
    return true;
  } catch (error) {
    deps.events.uploadDelayed({ uploadId: upload.id, err: error });
    return false;
  }
}
