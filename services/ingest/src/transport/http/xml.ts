/** What an answer is made of. */
export type XmlValue =
  | string
  | number
  | boolean
  | readonly XmlValue[]
  | { readonly [name: string]: XmlValue | undefined };

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text that means nothing to XML or HTML; characters that XML cannot carry become `?`. */
export function escapeMarkup(text: string): string {
  return text
    .replace(/[[\p{Cc}\p{Cs}\uFFFE\uFFFF]--[\t\n\r]]/gv, '?')
    .replace(/[&<>"]/g, (character) => ESCAPES[character] ?? '');
}

/** A small XML document; items of a list are `<item>`. Names are ours, never a vendor's. */
export function toXml(name: string, value: XmlValue): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(name, value)}\n`;
}

function element(name: string, value: XmlValue): string {
  return `<${name}>${inner(value)}</${name}>`;
}

function inner(value: XmlValue): string {
  if (typeof value !== 'object') return escapeMarkup(String(value));
  if (isList(value)) return value.map((item) => element('item', item)).join('');
  return Object.entries(value)
    .map(([name, part]) => (part === undefined ? '' : element(name, part)))
    .join('');
}

function isList(value: XmlValue): value is readonly XmlValue[] {
  return Array.isArray(value);
}
