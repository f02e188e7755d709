/** The values of a header that drachtio-srf has joined with commas; a comma within quotes or angle brackets is part of its value. */
export function splitList(text: string): string[] {
  const values: string[] = [];
  const pattern = /(?:"(?:[^"\\]|\\.)*"|<[^>]*>|[^",<]|["<])+/g;
  for (const [value] of text.matchAll(pattern)) if (value.trim() !== '') values.push(value.trim());
  return values;
}
