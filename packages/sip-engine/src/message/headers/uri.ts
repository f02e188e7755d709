import { remembered } from './remembered.ts';
import { parseDecimal } from './lexer.ts';
import { NO_PARAMS, type Params } from './params.ts';

/** A SIP, SIPS or TEL URI (RFC 3261 section 19.1, RFC 3966). Parts are as on the wire, escapes included. */
export interface Uri {
  readonly scheme: 'sip' | 'sips' | 'tel';
  /** User part; of a tel URI the number. */
  readonly user?: string;
  readonly password?: string;
  /** Host name, IPv4 address or IPv6 reference in brackets, in the case received; empty for a tel URI. */
  readonly host: string;
  readonly port?: number;
  readonly params: Params;
  /** What stands behind `?`; names in lower case. */
  readonly headers: Params;
}

/** Scheme in lower case of any URI, or undefined when there is none: tells an unknown scheme (416) from a broken URI (400). */
export function uriScheme(text: string): string | undefined {
  const colon = text.indexOf(':');
  if (colon < 1) return undefined;
  for (let at = 0; at < colon; at++) {
    const code = text.charCodeAt(at) | 0x20;
    const letter = code >= 0x61 && code <= 0x7a;
    if (!letter && (at === 0 || !/[0-9+.-]/.test(text.charAt(at)))) return undefined;
  }
  return text.slice(0, colon).toLowerCase();
}

/** Undefined for a malformed URI and for a scheme other than sip, sips and tel. */
export const parseUri: (text: string) => Uri | undefined = remembered(readUri);

function readUri(text: string): Uri | undefined {
  const scheme = uriScheme(text);
  if (scheme === undefined || hasForbiddenCharacter(text)) return undefined;
  if (scheme === 'tel') return parseTel(text);
  if (scheme !== 'sip' && scheme !== 'sips') return undefined;
  const start = scheme.length + 1;
  const at = text.indexOf('@', start);
  const userInfo = at === -1 ? {} : splitUserInfo(text.slice(start, at));
  if (userInfo === undefined) return undefined;

  const hostStart = at === -1 ? start : at + 1;
  const headersAt = text.indexOf('?', hostStart);
  const paramsEnd = headersAt === -1 ? text.length : headersAt;
  const semicolon = text.indexOf(';', hostStart);
  const paramsAt = semicolon === -1 || semicolon > paramsEnd ? paramsEnd : semicolon;
  const hostPort = parseHostPort(text.slice(hostStart, paramsAt));
  const params = paramsAt === paramsEnd ? NO_PARAMS : pairs(text.slice(paramsAt + 1, paramsEnd), ';');
  const headers = headersAt === -1 ? NO_PARAMS : pairs(text.slice(headersAt + 1), '&');
  if (hostPort === undefined || params === undefined || headers === undefined) return undefined;
  return { scheme, ...userInfo, ...hostPort, params, headers };
}

/** No white space or control character, no `<`, `>`, `"`, and at most one `@`. */
function hasForbiddenCharacter(text: string): boolean {
  let ats = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code <= 0x20 || code === 0x7f || code === 0x3c || code === 0x3e || code === 0x22) return true;
    if (code === 0x40 && ++ats > 1) return true;
  }
  return false;
}

function splitUserInfo(text: string): { user: string; password?: string } | undefined {
  const colon = text.indexOf(':');
  const user = colon === -1 ? text : text.slice(0, colon);
  if (user === '') return undefined;
  return colon === -1 ? { user } : { user, password: text.slice(colon + 1) };
}

/** `host`, `host:port`, `[v6]`, `[v6]:port`; undefined when malformed. Used for URIs and for Via's sent-by. */
export function parseHostPort(text: string): { host: string; port?: number } | undefined {
  const bracket = text.startsWith('[') ? text.indexOf(']') : -1;
  const colon = text.indexOf(':', bracket === -1 ? 0 : bracket + 1);
  const host = (colon === -1 ? text : text.slice(0, colon)).trimEnd();
  const valid = bracket === -1 ? isHostName(host) : bracket === host.length - 1 && isIpv6(host.slice(1, -1));
  if (!valid) return undefined;
  if (colon === -1) return { host };
  const port = parseDecimal(text.slice(colon + 1).trimStart(), 65_535);
  return port === undefined || port === 0 ? undefined : { host, port };
}

function isHostName(text: string): boolean {
  if (text.length === 0 || text.length > 255) return false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const letter = (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
    const digit = code >= 0x30 && code <= 0x39;
    // The underscore is no host name character, but stands in the names of containers.
    if (!letter && !digit && code !== 0x2e && code !== 0x2d && code !== 0x5f) return false;
  }
  return true;
}

function isIpv6(text: string): boolean {
  return text.length >= 2 && text.length <= 45 && text.includes(':') && /^[0-9A-Fa-f:.]+$/.test(text);
}

function pairs(text: string, separator: ';' | '&'): Params | undefined {
  const params = new Map<string, string>();
  for (const pair of text.split(separator)) {
    const equals = pair.indexOf('=');
    const name = (equals === -1 ? pair : pair.slice(0, equals)).toLowerCase();
    if (name === '') return undefined;
    if (!params.has(name)) params.set(name, equals === -1 ? '' : pair.slice(equals + 1));
  }
  return params;
}

function parseTel(text: string): Uri | undefined {
  const semicolon = text.indexOf(';');
  const user = text.slice(4, semicolon === -1 ? text.length : semicolon);
  if (!/^\+?[0-9A-Fa-f*#().-]+$/.test(user) || !/[0-9A-Fa-f*#]/.test(user)) return undefined;
  const params = semicolon === -1 ? NO_PARAMS : pairs(text.slice(semicolon + 1), ';');
  return params === undefined ? undefined : { scheme: 'tel', user, host: '', params, headers: NO_PARAMS };
}

/** The inverse of `parseUri`. */
export function formatUri(uri: Uri): string {
  const password = uri.password === undefined ? '' : `:${uri.password}`;
  const user = uri.user === undefined ? '' : `${uri.user}${password}`;
  if (uri.scheme === 'tel') return `tel:${user}${formatPairs(uri.params, ';')}`;
  const port = uri.port === undefined ? '' : `:${uri.port}`;
  const headers = formatPairs(uri.headers, '&').replace('&', '?');
  return `${uri.scheme}:${user}${user === '' ? '' : '@'}${uri.host}${port}${formatPairs(uri.params, ';')}${headers}`;
}

function formatPairs(params: Params, separator: ';' | '&'): string {
  let text = '';
  for (const [name, value] of params)
    text += value === '' ? `${separator}${name}` : `${separator}${name}=${value}`;
  return text;
}
