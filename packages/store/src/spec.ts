import { requestInvalid } from './errors.ts';
import { compileIndex, type CompiledIndex } from './index-key.ts';
import type { CollectionSpec } from './port.ts';

/** Checks a spec and takes its indexes apart; throws STORE_REQUEST_INVALID. */
export function compileSpec(spec: CollectionSpec): readonly CompiledIndex[] {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(spec.name)) throw requestInvalid(`bad collection name: ${spec.name}`);
  const names = new Set(spec.indexes.map((index) => index.name));
  if (names.size !== spec.indexes.length)
    throw requestInvalid(`collection ${spec.name} names an index twice`);
  return spec.indexes.map(compileIndex);
}

/** Says why this code may not open what is stored, if so. */
export function specOutdated(spec: CollectionSpec, storedVersion: number | undefined): string | undefined {
  if (storedVersion === undefined || storedVersion <= spec.version) return undefined;
  return `collection ${spec.name} is stored at version ${storedVersion}, this code knows ${spec.version}`;
}
