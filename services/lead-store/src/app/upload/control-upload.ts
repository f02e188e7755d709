import { reasonError } from '@firstring/contracts';
import type { Stored } from '@firstring/store';
import type { UploadDoc, UploadState } from '../../store/uploads.ts';
import type { LeadStoreDeps } from '../ports.ts';
import { dropChunks } from './upload-text.ts';
import { changeUpload, readUpload, type UploadRef } from './uploads.ts';

export type UploadCommand = 'pause' | 'resume' | 'cancel';

/** From which states a command leads where; being there already is fine. */
const STEPS: Readonly<
  Record<UploadCommand, { readonly from: readonly UploadState[]; readonly to: UploadState }>
> = {
  pause: { from: ['running'], to: 'paused' },
  resume: { from: ['paused'], to: 'running' },
  cancel: { from: ['received', 'running', 'paused'], to: 'cancelled' },
};

/** Pauses after the batch that is being stored, resumes where it was, or ends the import: rows that are stored stay. */
export async function controlUpload(
  deps: LeadStoreDeps,
  ref: UploadRef,
  command: UploadCommand,
): Promise<Stored<UploadDoc>> {
  await readUpload(deps, ref);
  const { from, to } = STEPS[command];
  const changed = await changeUpload(deps, ref.uploadId, (before) => {
    if (before.state === to) return undefined;
    if (!from.includes(before.state)) throw reasonError('UPLOAD_STATE');
    return { ...before, state: to, ...(to === 'cancelled' ? { endedAt: deps.clock.now() } : {}) };
  });
  if (to === 'cancelled') await dropChunks(deps, ref.uploadId);
  return changed;
}
