import type { RawFields } from './parse-json-object.ts';

export interface MappedFields {
  readonly fields: RawFields;
  /** Fields of our own name that stood in the way of a mapped one: its value counts. */
  readonly shadowed: readonly string[];
}

/** Gives the vendor's fields our names. Names are literal: `Lead.Phone` is one name, not a path. */
export function mapFields(sent: RawFields, fieldMap: ReadonlyMap<string, string>): MappedFields {
  if (fieldMap.size === 0) return { fields: sent, shadowed: [] };
  const fields = new Map<string, unknown>();
  for (const [name, value] of sent) {
    const ours = fieldMap.get(name);
    if (ours !== undefined) fields.set(ours, value);
  }
  const shadowed: string[] = [];
  for (const [name, value] of sent) {
    if (fieldMap.has(name)) continue;
    if (fields.has(name)) shadowed.push(name);
    else fields.set(name, value);
  }
  return { fields, shadowed };
}
