import type { ScriptHealthView, TriedLeadView } from './views/scripts.ts';

/** lead-store's scripts of fetch orders. */
export interface Scripts {
  try(processId: string, script: string): Promise<readonly TriedLeadView[]>;
  health(processId: string, filterGroupId: string): Promise<readonly ScriptHealthView[]>;
}
