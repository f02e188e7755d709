import { isToken, quote, quotedStringEnd, skipSpace, unquote } from './lexer.ts';

/** Value of WWW-Authenticate, Proxy-Authenticate, Authorization or Proxy-Authorization (RFC 3261 section 20.7, RFC 7616). */
export interface AuthHeader {
  /** As received, `Digest` mostly; compare without regard to case. */
  readonly scheme: string;
  /** Names in lower case, values without quotes and escapes. */
  readonly params: ReadonlyMap<string, string>;
}

/** Undefined when malformed; a parameter that comes twice is malformed too, as two readers could take different ones. */
export function parseAuthHeader(value: string): AuthHeader | undefined {
  const text = value.trim();
  const space = text.search(/[ \t]/);
  const scheme = space === -1 ? text : text.slice(0, space);
  if (!isToken(scheme)) return undefined;
  const params = new Map<string, string>();
  let at = space === -1 ? text.length : skipSpace(text, space);
  while (at < text.length) {
    const end = elementEnd(text, at);
    if (end === -1 || !addParam(params, text.slice(at, end))) return undefined;
    at = skipSpace(text, end + 1);
  }
  return { scheme, params };
}

/** Index of the next comma outside quotes, the end of the text, or -1 for a quote that never closes. */
function elementEnd(text: string, from: number): number {
  const comma = text.indexOf(',', from);
  const end = comma === -1 ? text.length : comma;
  const quoteAt = text.indexOf('"', from);
  if (quoteAt === -1 || quoteAt > end) return end;
  const quoteEnd = quotedStringEnd(text, quoteAt);
  return quoteEnd === -1 ? -1 : elementEnd(text, quoteEnd);
}

function addParam(params: Map<string, string>, text: string): boolean {
  const equals = text.indexOf('=');
  if (equals === -1) return false;
  const name = text.slice(0, equals).trim().toLowerCase();
  const value = text.slice(equals + 1).trim();
  const wellQuoted = !value.startsWith('"') || quotedStringEnd(value, 0) === value.length;
  if (!isToken(name) || params.has(name) || !wellQuoted) return false;
  params.set(name, unquote(value));
  return true;
}

/** Parameters whose value stands without quotes (RFC 7616 sections 3.3 and 3.4, RFC 8760 section 2.7). */
const BARE = new Set(['algorithm', 'stale', 'nc', 'userhash']);

/** `qop` is quoted in a challenge and bare in credentials, so the caller says which. */
export function formatAuthHeader(header: AuthHeader, bareQop: boolean): string {
  const pairs = Array.from(header.params, ([name, value]) => {
    const bare = BARE.has(name) || (name === 'qop' && bareQop);
    return `${name}=${bare ? value : quote(value)}`;
  });
  return `${header.scheme} ${pairs.join(', ')}`;
}
