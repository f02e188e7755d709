import { remembered } from './remembered.ts';
import { isToken } from './lexer.ts';
import { formatParams, parseParams, type Params } from './params.ts';
import { parseHostPort } from './uri.ts';

/** One Via value (RFC 3261 section 20.42); `params` holds branch, received, rport (RFC 3581), maddr, ttl, alias …. */
export interface Via {
  /** Upper case: `UDP`, `TCP`, `TLS`, `WS`, `WSS`, or an extension. */
  readonly transport: string;
  /** sent-by host as received; an IPv6 reference keeps its brackets. */
  readonly host: string;
  readonly port?: number;
  readonly params: Params;
}

/** Prefix of the branch of every element that follows RFC 3261 (section 8.1.1.7). */
export const MAGIC_COOKIE = 'z9hG4bK';

/**
 * Undefined when malformed. White space around `/` and `:` is accepted (section 25.1, SLASH and COLON), and so is another
 * version than 2.0, so that a request of it can be answered 505.
 */
export const parseVia: (text: string) => Via | undefined = remembered(readVia);

function readVia(value: string): Via | undefined {
  const semicolon = value.indexOf(';');
  const head = (semicolon === -1 ? value : value.slice(0, semicolon)).trim();
  const firstSlash = head.indexOf('/');
  const secondSlash = head.indexOf('/', firstSlash + 1);
  if (firstSlash === -1 || secondSlash === -1) return undefined;
  if (head.slice(0, firstSlash).trimEnd().toUpperCase() !== 'SIP') return undefined;
  if (!/^[0-9]+\.[0-9]+$/.test(head.slice(firstSlash + 1, secondSlash).trim())) return undefined;

  const rest = head.slice(secondSlash + 1).trimStart();
  const space = rest.search(/[ \t]/);
  if (space === -1) return undefined;
  const transport = rest.slice(0, space);
  const sentBy = parseHostPort(rest.slice(space).trim());
  const params = parseParams(value, semicolon === -1 ? value.length : semicolon);
  if (!isToken(transport) || sentBy === undefined || params === undefined) return undefined;
  return { transport: transport.toUpperCase(), ...sentBy, params };
}

export function formatVia(via: Via): string {
  const port = via.port === undefined ? '' : `:${via.port}`;
  return `SIP/2.0/${via.transport} ${via.host}${port}${formatParams(via.params)}`;
}
