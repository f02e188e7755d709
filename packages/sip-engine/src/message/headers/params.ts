import { isToken, quotedStringEnd } from './lexer.ts';

/**
 * Parameters behind `;`. Names are lower case, values as on the wire (a quoted-string keeps its quotes); a parameter without
 * a value has the empty string. Of two with one name the first counts.
 */
export type Params = ReadonlyMap<string, string>;

export const NO_PARAMS: Params = new Map();

/** Reads `;name=value;name…` from `from` to the end of the text; undefined when it is malformed. */
export function parseParams(text: string, from: number): Params | undefined {
  const params = new Map<string, string>();
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 0x20 || code === 0x09) {
      at++;
      continue;
    }
    if (code !== 0x3b) return undefined;
    const end = paramEnd(text, at + 1);
    if (end === -1 || !addParam(params, text.slice(at + 1, end))) return undefined;
    at = end;
  }
  return params;
}

/** Index of the next `;` outside quotes, the end of the text, or -1 for a quote that never closes. */
function paramEnd(text: string, from: number): number {
  const semicolon = text.indexOf(';', from);
  const end = semicolon === -1 ? text.length : semicolon;
  const quoteAt = text.indexOf('"', from);
  if (quoteAt === -1 || quoteAt > end) return end;
  const quoteEnd = quotedStringEnd(text, quoteAt);
  return quoteEnd === -1 ? -1 : paramEnd(text, quoteEnd);
}

function addParam(params: Map<string, string>, text: string): boolean {
  const equals = text.indexOf('=');
  const name = (equals === -1 ? text : text.slice(0, equals)).trim().toLowerCase();
  if (!isToken(name)) return false;
  const value = equals === -1 ? '' : text.slice(equals + 1).trim();
  if (!isParamValue(value)) return false;
  if (!params.has(name)) params.set(name, value);
  return true;
}

function isParamValue(value: string): boolean {
  if (value.startsWith('"')) return quotedStringEnd(value, 0) === value.length;
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    // Space, `"`, `,`, `<`, `>` end a value in every header; all else is left to whoever reads the parameter.
    if (code <= 0x20 || code === 0x22 || code === 0x2c || code === 0x3c || code === 0x3e || code === 0x7f)
      return false;
  }
  return true;
}

/** `;name=value;name…`, the inverse of `parseParams`. */
export function formatParams(params: Params): string {
  let text = '';
  for (const [name, value] of params) text += value === '' ? `;${name}` : `;${name}=${value}`;
  return text;
}

/** A copy with one parameter set (`value` empty: without a value). */
export function withParam(params: Params, name: string, value = ''): Params {
  return new Map(params).set(name, value);
}

/** A copy without one parameter. */
export function withoutParam(params: Params, name: string): Params {
  const copy = new Map(params);
  copy.delete(name);
  return copy;
}
