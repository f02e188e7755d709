import { parseWaitMs } from '../control/commands.ts';

/** What shall become of a request. */
export type RoutingDecision =
  | { readonly type: 'reject'; readonly status: number; readonly reason: string | undefined }
  | { readonly type: 'redirect'; readonly contacts: readonly string[] }
  | {
      readonly type: 'proxy';
      readonly targets: readonly string[];
      readonly recordsRoute: boolean;
      readonly followsRedirects: boolean;
      readonly isParallel: boolean;
      readonly provisionalMs: number | undefined;
      readonly finalMs: number | undefined;
    }
  /** To an app that listens. */
  | { readonly type: 'connect'; readonly host: string; readonly port: number; readonly isTls: boolean }
  /** To an app that is connected and gave this tag. */
  | { readonly type: 'tag'; readonly tag: string };

const TARGETS_MAX = 32;

/** Reads the JSON of the one that was asked; undefined for whatever makes no sense (docs/control-protocol.md section 12). */
export function parseRoutingAnswer(text: string): RoutingDecision | undefined {
  const answer = jsonObject(text);
  const data = asObject(answer?.['data']);
  if (answer === undefined || data === undefined) return undefined;
  switch (answer['action']) {
    case 'reject':
      return rejection(data);
    case 'redirect': {
      const contacts = texts(data['contact']);
      return contacts === undefined || contacts.length === 0 ? undefined : { type: 'redirect', contacts };
    }
    case 'proxy':
      return proxying(data);
    case 'route':
      return routing(data);
    default:
      return undefined;
  }
}

/** `host:port`, with `;transport=tls` for an app that wants that. */
export function parseAppAddress(text: string): RoutingDecision | undefined {
  const [, bracketed, plain, port, rest = ''] =
    /^(?:\[([0-9a-f:.]+)\]|([^\s:;/[\]]+)):(\d{1,5})((?:;[\w-]+=[\w-]*)*)$/i.exec(text.trim()) ?? [];
  const host = bracketed ?? plain;
  const number = Number(port);
  if (host === undefined || number < 1 || number > 65_535) return undefined;
  return { type: 'connect', host, port: number, isTls: /;transport=tls(;|$)/i.test(rest) };
}

function rejection(data: Record<string, unknown>): RoutingDecision | undefined {
  const { status, reason } = data;
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 300 || status > 699)
    return undefined;
  return { type: 'reject', status, reason: typeof reason === 'string' ? oneLine(reason) : undefined };
}

function proxying(data: Record<string, unknown>): RoutingDecision | undefined {
  const targets = texts(data['destination']);
  if (targets === undefined || targets.length === 0) return undefined;
  const flag = (name: string, otherwise: boolean): boolean => {
    const value = data[name];
    return typeof value === 'boolean' ? value : otherwise;
  };
  const wait = (name: string, otherwise: string): number | undefined => {
    const value = data[name];
    return parseWaitMs(typeof value === 'string' ? value : otherwise);
  };
  return {
    type: 'proxy',
    targets: targets.map((uri) => (/^(sips?|tel):/i.test(uri) ? uri : `sip:${uri}`)),
    recordsRoute: flag('recordRoute', false),
    followsRedirects: flag('followRedirects', true),
    isParallel: flag('simultaneous', false),
    provisionalMs: wait('provisionalTimeout', '5s'),
    finalMs: wait('finalTimeout', '60s'),
  };
}

function routing(data: Record<string, unknown>): RoutingDecision | undefined {
  const { uri, tag } = data;
  if (typeof uri === 'string') return parseAppAddress(uri);
  return typeof tag === 'string' && tag !== '' ? { type: 'tag', tag } : undefined;
}

/** One text or a list of them; undefined when anything else is among them. */
function texts(value: unknown): string[] | undefined {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length > TARGETS_MAX) return undefined;
  const found = list.flatMap((entry) => (typeof entry === 'string' ? [oneLine(entry)] : []));
  return found.length === list.length ? found : undefined;
}

/** What goes into a SIP message holds no line end. */
function oneLine(text: string): string {
  return text.replace(/[\r\n\0]+/g, ' ').trim();
}

function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    return asObject(JSON.parse(text) as unknown);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  // Any property of an object that is no array may be read; what it holds is checked where it is used.
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
