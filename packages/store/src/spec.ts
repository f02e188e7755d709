import { AppError } from '@firstring/kernel';
import { requestInvalid } from './errors.ts';
import type { CollectionSpec } from './port.ts';

/** Checks names, and that this code may open what is stored. `openedVersion` is undefined for a new collection. */
export function checkSpec(
  spec: CollectionSpec,
  storedVersion: number | undefined,
  openedDifferently: boolean,
): void {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(spec.name)) throw requestInvalid(`bad collection name: ${spec.name}`);
  if (openedDifferently) throw requestInvalid(`collection ${spec.name} is open with another spec`);
  const names = new Set(spec.indexes.map((index) => index.name));
  if (names.size !== spec.indexes.length)
    throw requestInvalid(`collection ${spec.name} names an index twice`);
  if (storedVersion !== undefined && storedVersion > spec.version) {
    throw new AppError({
      reason: 'STORE_SPEC_OUTDATED',
      code: 'failed_precondition',
      message: `collection ${spec.name} is at version ${storedVersion}, this code knows ${spec.version}`,
    });
  }
}
