import type { ParameterKind } from '../domain/csv/custom-value.ts';
import { readDeclaredNames } from './custom-parameters.ts';
import type { LeadStoreDeps } from './ports.ts';

/** What leads of a process hold: declared custom parameters with their kinds, and the field that tells two contacts apart. */
export interface Table {
  readonly kinds: ReadonlyMap<string, ParameterKind>;
  /** `phone1`, `email` or `custom:<name>`. */
  readonly primaryField: string;
}

export async function readTable(deps: LeadStoreDeps, processId: string): Promise<Table> {
  const declared = await readDeclaredNames(deps, processId);
  const kinds = new Map(
    declared.map((name): [string, ParameterKind] => [name, { type: 'text', choices: [] }]),
  );
  return { kinds, primaryField: 'phone1' };
}
