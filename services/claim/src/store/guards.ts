import type { CollectionSpec } from '@firstring/store';

/**
 * One document a guard; `sweepAt` finds what has run out, `permits` those with an attempt allowed or on its way. The last three
 * find claims: of a process, of an agent, and an agent's callbacks. A guard without a claim is in none of these.
 */
export const GUARDS: CollectionSpec = {
  name: 'guards',
  version: 1,
  indexes: [
    { name: 'sweep', fields: ['sweepAt'] },
    { name: 'permits', fields: ['processId', 'permit.state'] },
    { name: 'claims', fields: ['processId', 'claimed.at'] },
    { name: 'owners', fields: ['claimed.agentIds[]', 'processId', 'claimed.at'] },
    { name: 'callbacks', fields: ['claimed.agentIds[]', 'processId', 'claimed.dueAt'] },
  ],
};

export function guardId(processId: string, phone: string): string {
  return `${processId}|${phone}`;
}
