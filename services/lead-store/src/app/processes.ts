import { reasonError } from '@firstring/contracts';
import type { Stored } from '@firstring/store';
import type { ProcessDoc } from '../store/configuration.ts';
import { createOnce } from './create-once.ts';
import type { LeadStoreDeps } from './ports.ts';

const LIST_MAX = 1000;

export interface CreateProcess {
  readonly requestId: string;
  readonly processId: string | undefined;
  readonly name: string;
  readonly timeZone: string;
}

/** makes a wall. */
export function createProcess(deps: LeadStoreDeps, command: CreateProcess): Promise<Stored<ProcessDoc>> {
  const { requestId, name, timeZone } = command;
  const doc: ProcessDoc = { name, timeZone, list: 'all', requestId };
  return createOnce(deps.processes, command.processId, { doc, newId: deps.random.uuid() });
}

export async function listProcesses(deps: LeadStoreDeps): Promise<readonly Stored<ProcessDoc>[]> {
  const page = await deps.processes.query({ index: 'list', equals: ['all'], pageSize: LIST_MAX });
  return page.items;
}

export async function readProcess(deps: LeadStoreDeps, processId: string): Promise<Stored<ProcessDoc>> {
  const process = await deps.processes.get(processId);
  if (process === undefined) throw reasonError('PROCESS_NOT_FOUND');
  return process;
}
