import type { Params } from './params.ts';
import type { Uri } from './uri.ts';

/** Parameters that count even when only one of two URIs has them (RFC 3261 section 19.1.4). */
const SIGNIFICANT_PARAMS = ['user', 'ttl', 'method', 'maddr', 'transport'] as const;

/** Equality by RFC 3261 section 19.1.4; of tel URIs by RFC 3966 section 4. Not transitive, as the RFC warns. */
export function uriEquals(a: Uri, b: Uri): boolean {
  if (a.scheme !== b.scheme) return false;
  if (a.scheme === 'tel') return telNumber(a) === telNumber(b) && allParamsEqual(a.params, b.params);
  return (
    sameText(a.user, b.user) &&
    sameText(a.password, b.password) &&
    a.host.toLowerCase() === b.host.toLowerCase() &&
    a.port === b.port &&
    SIGNIFICANT_PARAMS.every((name) => sameValue(a.params.get(name), b.params.get(name))) &&
    [...a.params].every(([name, value]) => !b.params.has(name) || sameValue(value, b.params.get(name))) &&
    allParamsEqual(a.headers, b.headers)
  );
}

function allParamsEqual(a: Params, b: Params): boolean {
  return a.size === b.size && [...a].every(([name, value]) => sameValue(value, b.get(name)));
}

/** Parameter and header values compare without regard to case. */
function sameValue(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined
    ? a === b
    : normalizeEscapes(a).toLowerCase() === normalizeEscapes(b).toLowerCase();
}

function sameText(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined ? a === b : normalizeEscapes(a) === normalizeEscapes(b);
}

/** RFC 3966 section 3: visual separators do not count. */
function telNumber(uri: Uri): string {
  return (uri.user ?? '').replace(/[().-]/g, '').toLowerCase();
}

/**
 * Escapes of unreserved characters become the characters, all others upper case hex; so `%61` equals `a`, while `%00` stays
 * what it is and never cuts a comparison short.
 */
export function normalizeEscapes(text: string): string {
  if (!text.includes('%')) return text;
  return text.replace(/%([0-9A-Fa-f]{2})/g, (escape, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return /[A-Za-z0-9\-_.!~*'()]/.test(character) ? character : escape.toUpperCase();
  });
}

/** The text without escapes, read as UTF-8; an escape that is none stays as it is. */
export function decodeEscapes(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return text;
  }
}
