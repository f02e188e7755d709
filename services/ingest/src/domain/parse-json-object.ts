import { refusal } from './refusal.ts';

/** A lead is flat; anything nested this deep is nobody's lead. */
const DEPTH_MAX = 16;

/** A field's value as it was sent; checked field by field later. */
export type RawFields = ReadonlyMap<string, unknown>;

/** Reads a JSON object's fields: UTF-8, with or without BOM. BODY_MALFORMED for anything else, a key given twice included. */
export function parseJsonObject(body: Uint8Array): RawFields {
  const text = decodeUtf8(body);
  const shape = measure(text);
  if (shape.depth > DEPTH_MAX) throw malformed('the JSON is nested too deep');
  const value = parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw malformed('send one JSON object');
  }
  const entries = Object.entries(value);
  if (entries.length !== shape.keys) throw malformed('a field is given twice');
  return new Map(entries);
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

/** Depth of the nesting, and how many fields the outermost object names. Right for valid JSON; bounded for anything. */
function measure(text: string): { readonly depth: number; readonly keys: number } {
  let level = 0;
  let depth = 0;
  let keys = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text[at]) {
      case '"':
        at = endOfString(text, at);
        break;
      case '{':
      case '[':
        level += 1;
        depth = Math.max(depth, level);
        break;
      case '}':
      case ']':
        level -= 1;
        break;
      case ':':
        if (level === 1) keys += 1;
        break;
      default:
    }
  }
  return { depth, keys };
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}
