import { repeat } from '@firstring/service-kit';
import type { UploadState } from '../../store/uploads.ts';
import type { LeadStoreDeps } from '../ports.ts';
import { forget } from './receive-file.ts';
import { dropChunks } from './upload-text.ts';

const INTERVAL_MS = 60_000;
const PAGE = 100;
const HOUR_MS = 3_600_000;
/** A file that stopped coming for so long is dropped. */
const RECEIVING_MS_MAX = HOUR_MS;
/** A file whose columns nobody confirmed is dropped. */
const RECEIVED_MS_MAX = 7 * 24 * HOUR_MS;

/** Drops files that nobody will read any more, at start and every minute: those given up, and those whose drop was cut off. */
export function startFileSweep(deps: LeadStoreDeps): AsyncDisposable {
  const { clock, log } = deps;
  return repeat({ clock, log, intervalMs: INTERVAL_MS, name: 'uploaded files' }, async () => {
    await forgetStale(deps, 'receiving', RECEIVING_MS_MAX);
    await forgetStale(deps, 'received', RECEIVED_MS_MAX);
    for (const state of ['done', 'failed', 'cancelled'] as const) await dropLeft(deps, state);
    return 'done';
  });
}

async function forgetStale(deps: LeadStoreDeps, state: UploadState, agoMs: number): Promise<void> {
  const range = { to: deps.clock.now() - agoMs };
  const { items } = await deps.uploads.query({ index: 'state', equals: [state], range, pageSize: PAGE });
  for (const { id } of items) await forget(deps, id);
}

/** An upload that has ended and still has chunks: the process died between its end and their drop. */
async function dropLeft(deps: LeadStoreDeps, state: UploadState): Promise<void> {
  const { items } = await deps.uploads.query({
    index: 'kept',
    equals: [state],
    range: { from: 1 },
    pageSize: PAGE,
  });
  for (const { id } of items) await dropChunks(deps, id);
}
