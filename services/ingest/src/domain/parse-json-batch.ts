import { malformed, parseJsonFields, readJson, type RawFields } from './parse-json-object.ts';

/** One lead of a batch as it was sent, or why it cannot be read. */
export type BatchItem =
  | { readonly type: 'fields'; readonly fields: RawFields }
  | { readonly type: 'refused'; readonly error: Error };

/** Reads a JSON array of leads. What is wrong with one of them is told of that one; BODY_MALFORMED for anything but an array. */
export function parseJsonBatch(body: Uint8Array): readonly BatchItem[] {
  const { value, objects } = readJson(body);
  if (!Array.isArray(value)) throw malformed('send one JSON array of leads');
  const items: readonly unknown[] = value;
  let at = 0;
  return items.map((item) => {
    const isObject = typeof item === 'object' && item !== null && !Array.isArray(item);
    const keys = isObject ? objects[at++] : undefined;
    try {
      return { type: 'fields', fields: parseJsonFields(item, keys ?? 0) };
    } catch (error) {
      if (error instanceof Error) return { type: 'refused', error };
      throw error;
    }
  });
}
