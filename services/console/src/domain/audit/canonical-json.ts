/**
 * The one spelling of a value that is hashed: JSON with the keys in code-unit order, without white space, undefined left out
 * (RFC 8785 for what JSON.stringify writes).
 */
export function canonicalJson(value: unknown): string {
  return (
    JSON.stringify(value, (_key, part: unknown) => (isRecord(part) ? sortedByKey(part) : part)) ?? 'null'
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sortedByKey(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  // Without a prototype a key such as `__proto__` is a key like any other.
  const sorted: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const key of Object.keys(record).toSorted()) sorted[key] = record[key];
  return sorted;
}
