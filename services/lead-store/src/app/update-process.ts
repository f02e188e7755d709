import type { Stored } from '@firstring/store';
import type { ProcessDoc } from '../store/configuration.ts';
import type { LeadStoreDeps } from './ports.ts';
import { readProcess } from './processes.ts';
import { replaceOnce } from './replace-once.ts';

export interface UpdateProcess {
  readonly requestId: string;
  readonly processId: string;
  /** The version that was read. */
  readonly version: number;
  readonly name: string;
  readonly timeZone: string;
}

/** Name and zone of a process. What took its zone before keeps the one it has. */
export async function updateProcess(
  deps: LeadStoreDeps,
  { processId, version: expectedVersion, ...change }: UpdateProcess,
): Promise<Stored<ProcessDoc>> {
  const before = await readProcess(deps, processId);
  return replaceOnce(deps.processes, { before, doc: { ...before.doc, ...change }, expectedVersion });
}
