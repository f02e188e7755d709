import { refusal } from './refusal.ts';

/** A lead is flat; anything nested this deep is nobody's lead. */
const DEPTH_MAX = 16;

/** A field's value as it was sent; checked field by field later. */
export type RawFields = ReadonlyMap<string, unknown>;

/** Reads a JSON object's fields: UTF-8, with or without BOM. BODY_MALFORMED for anything else, a key given twice included. */
export function parseJsonObject(body: Uint8Array): RawFields {
  const { value, objects } = readJson(body);
  return parseJsonFields(value, objects[0] ?? 0);
}

/** Fields of one object of which the text names so many keys. */
export function parseJsonFields(value: unknown, keys: number): RawFields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw malformed('send one JSON object');
  }
  const entries = Object.entries(value);
  if (entries.length !== keys) throw malformed('a field is given twice');
  return new Map(entries);
}

/** The value of a JSON text, and how many keys each outermost object names: the text itself, or the items of an array. */
export function readJson(body: Uint8Array): { readonly value: unknown; readonly objects: readonly number[] } {
  const text = decodeUtf8(body);
  const shape = measure(text);
  if (shape.depth > DEPTH_MAX) throw malformed('the JSON is nested too deep');
  return { value: parse(text), objects: shape.objects };
}

export function malformed(message: string): Error {
  return refusal('BODY_MALFORMED', message);
}

function decodeUtf8(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw malformed('the body is not UTF-8');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the body: it goes nowhere.
    throw malformed('the body is not JSON');
  }
}

/** Depth of the nesting, and keys of the outermost objects in order. Right for valid JSON; bounded for anything. */
function measure(text: string): { readonly depth: number; readonly objects: readonly number[] } {
  const outermost = text.trimStart().startsWith('[') ? 2 : 1;
  const objects: number[] = [];
  let level = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text[at]) {
      case '"':
        at = endOfString(text, at);
        break;
      case '{':
        level += 1;
        if (level === outermost) objects.push(0);
        break;
      case '[':
        level += 1;
        break;
      case '}':
      case ']':
        level -= 1;
        break;
      case ':':
        if (level === outermost && objects.length > 0)
          objects[objects.length - 1] = (objects.at(-1) ?? 0) + 1;
        break;
      default:
    }
    if (level > depth) depth = level;
  }
  return { depth, objects };
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}
