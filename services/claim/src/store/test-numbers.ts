import type { CollectionSpec } from '@firstring/store';

/** A telephone of the house that trunks may be tried with; its id is the process and its number. */
export interface TestNumberDoc {
  readonly processId: string;
  readonly phone: string;
  /** Whose telephone it is; may be empty. */
  readonly name: string;
  /** The only trunk that may call it; empty: every trunk. */
  readonly trunkId: string;
  readonly createdBy: string;
  readonly createdAt: number;
}

export const TEST_NUMBERS: CollectionSpec = {
  name: 'test_numbers',
  version: 1,
  indexes: [{ name: 'process', fields: ['processId', 'createdAt'] }],
};

export function testNumberId(processId: string, phone: string): string {
  return `${processId}|${phone}`;
}

/** Whether this trunk may call the number. */
export function serves(doc: TestNumberDoc | undefined, trunkId: string): boolean {
  return doc !== undefined && (doc.trunkId === '' || doc.trunkId === trunkId);
}
