import type { CollectionSpec } from '@firstring/store';

/** One document a number and process; entries are found by their id through the array index. */
export const MISSED_CALLS: CollectionSpec = {
  name: 'missed_calls',
  version: 1,
  indexes: [
    { name: 'sweep', fields: ['sweepAt'] },
    { name: 'process', fields: ['processId'] },
    { name: 'entry', fields: ['entries[].dialbackId'], unique: true },
  ],
};

export function missedCallsId(processId: string, phone: string): string {
  return `${processId}|${phone}`;
}
