import type { CollectionSpec } from '@firstring/store';

/** One document a guard; `sweepAt` finds what has run out. */
export const GUARDS: CollectionSpec = {
  name: 'guards',
  version: 1,
  indexes: [{ name: 'sweep', fields: ['sweepAt'] }],
};

export function guardId(processId: string, phone: string): string {
  return `${processId}|${phone}`;
}
