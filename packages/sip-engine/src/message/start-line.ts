import { isToken, parseDecimal } from './headers/lexer.ts';
import { parseUri, uriScheme } from './headers/uri.ts';
import { fault, type Fault } from './parse-error.ts';

/** Longest Request-URI; more is answered 414. */
export const REQUEST_URI_BYTES_MAX = 4_096;

export type StartLine =
  | { readonly type: 'request'; readonly method: string; readonly uri: string; readonly fault?: Fault }
  | { readonly type: 'response'; readonly status: number; readonly reason: string }
  | { readonly type: 'unreadable'; readonly fault: Fault };

/** RFC 3261 sections 7.1 and 7.2. A request line with a readable method keeps it beside its fault, so that it can be answered. */
export function parseStartLine(line: string): StartLine {
  const firstSpace = line.indexOf(' ');
  if (firstSpace === -1 || /[\r\n\0]/.test(line)) return { type: 'unreadable', fault: fault('start-line') };
  const first = line.slice(0, firstSpace);
  return first.slice(0, 4).toUpperCase() === 'SIP/'
    ? parseStatusLine(line, first)
    : parseRequestLine(line, first);
}

function parseStatusLine(line: string, version: string): StartLine {
  if (version.toUpperCase() !== 'SIP/2.0')
    return { type: 'unreadable', fault: fault('version', undefined, 505) };
  const codeAt = version.length + 1;
  const status = parseDecimal(line.slice(codeAt, codeAt + 3), 699);
  const after = line.charAt(codeAt + 3);
  if (status === undefined || status < 100 || (after !== ' ' && after !== '')) {
    return { type: 'unreadable', fault: fault('start-line') };
  }
  return { type: 'response', status, reason: line.slice(codeAt + 4) };
}

function parseRequestLine(line: string, method: string): StartLine {
  if (!isToken(method)) return { type: 'unreadable', fault: fault('start-line') };
  const lastSpace = line.lastIndexOf(' ');
  const uri = line.slice(method.length + 1, Math.max(lastSpace, method.length + 1));
  const version = line.slice(lastSpace + 1);
  const problem = requestLineFault(uri, version);
  return problem === undefined
    ? { type: 'request', method, uri }
    : { type: 'request', method, uri, fault: problem };
}

function requestLineFault(uri: string, version: string): Fault | undefined {
  if (version.toUpperCase() !== 'SIP/2.0') {
    return /^SIP\/[0-9]+\.[0-9]+$/i.test(version) ? fault('version', undefined, 505) : fault('start-line');
  }
  if (uri.length > REQUEST_URI_BYTES_MAX) return fault('uri-too-long', undefined, 414);
  const scheme = uriScheme(uri);
  if (scheme === undefined || /[\s<>"]/.test(uri)) return fault('uri');
  if (scheme !== 'sip' && scheme !== 'sips' && scheme !== 'tel') return undefined;
  // Headers have no place in a Request-URI (RFC 3261 section 19.1.1, table 1).
  const parsed = parseUri(uri);
  return parsed === undefined || parsed.headers.size > 0 ? fault('uri') : undefined;
}
