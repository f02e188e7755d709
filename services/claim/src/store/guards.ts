import type { CollectionSpec } from '@firstring/store';

/** One document a guard; `sweepAt` finds what has run out, `permits` those with an attempt allowed or on its way. */
export const GUARDS: CollectionSpec = {
  name: 'guards',
  version: 1,
  indexes: [
    { name: 'sweep', fields: ['sweepAt'] },
    { name: 'permits', fields: ['processId', 'permit.state'] },
  ],
};

export function guardId(processId: string, phone: string): string {
  return `${processId}|${phone}`;
}
