import { remembered } from './remembered.ts';
import { quote, quotedStringEnd, skipSpace, unquote } from './lexer.ts';
import { formatParams, NO_PARAMS, parseParams, type Params } from './params.ts';
import { uriScheme } from './uri.ts';

/** Value of From, To, Contact, Route, Record-Route, Refer-To, P-Asserted-Identity … (RFC 3261 section 20.10). */
export interface NameAddr {
  /** Without quotes and escapes. */
  readonly displayName?: string;
  /** As on the wire; `parseUri` reads it. */
  readonly uri: string;
  readonly params: Params;
}

/** Undefined when malformed: an open quote, an empty or spaced URI, no scheme, a `?` or `,` in a URI without brackets. */
export const parseNameAddr: (text: string) => NameAddr | undefined = remembered(readNameAddr);

function readNameAddr(value: string): NameAddr | undefined {
  const text = value.trim();
  if (text.startsWith('"')) {
    const end = quotedStringEnd(text, 0);
    if (end === -1) return undefined;
    const bracket = skipSpace(text, end);
    if (text.charAt(bracket) !== '<') return undefined;
    return inBrackets(text, bracket, unquote(text.slice(0, end)));
  }
  const bracket = text.indexOf('<');
  const semicolon = text.indexOf(';');
  const bare = semicolon === -1 ? text : text.slice(0, semicolon);
  const bracketIsParam = semicolon !== -1 && semicolon < bracket && bare.includes(':');
  if (bracket === -1 || bracketIsParam) return addrSpec(bare.trimEnd(), text, semicolon);
  return inBrackets(text, bracket, text.slice(0, bracket).trim());
}

function inBrackets(text: string, bracket: number, displayName: string): NameAddr | undefined {
  const close = text.indexOf('>', bracket);
  if (close === -1) return undefined;
  const uri = text.slice(bracket + 1, close);
  const params = close + 1 === text.length ? NO_PARAMS : parseParams(text, close + 1);
  if (params === undefined || !isPlausibleUri(uri)) return undefined;
  return displayName === '' ? { uri, params } : { displayName, uri, params };
}

/** RFC 3261 section 20.10: without brackets, parameters belong to the header, and the URI holds no comma or question mark. */
function addrSpec(uri: string, text: string, semicolon: number): NameAddr | undefined {
  if (uri.includes('?') || uri.includes(',') || !isPlausibleUri(uri)) return undefined;
  const params = semicolon === -1 ? NO_PARAMS : parseParams(text, semicolon);
  return params === undefined ? undefined : { uri, params };
}

function isPlausibleUri(uri: string): boolean {
  return uriScheme(uri) !== undefined && !/[\s<>]/.test(uri);
}

/** Always with brackets; a display name is always quoted. */
export function formatNameAddr(address: NameAddr): string {
  const name = address.displayName === undefined ? '' : `${quote(address.displayName)} `;
  return `${name}<${address.uri}>${formatParams(address.params)}`;
}
