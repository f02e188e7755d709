/** What an app may ask for over the control connection (docs/control-protocol.md section 2). `id` is the app's own message id. */
export type ControlCommand =
  | {
      readonly type: 'authenticate';
      readonly id: string;
      readonly secret: string;
      readonly tags: readonly string[];
    }
  | { readonly type: 'ping'; readonly id: string }
  | { readonly type: 'route'; readonly id: string; readonly verb: string }
  | { readonly type: 'remove-route'; readonly id: string; readonly verb: string }
  | SipCommand
  | ProxyCommand
  | { readonly type: 'invalid'; readonly id: string; readonly reason: string };

/** A SIP message to send. Empty tokens of the leader are undefined here. */
export interface SipCommand {
  readonly type: 'sip';
  readonly id: string;
  /** Transaction of the request that is answered or cancelled. */
  readonly transactionId: string | undefined;
  readonly dialogId: string | undefined;
  /** Outbound proxy as a SIP URI: the packet goes there, the request-URI stays. */
  readonly nextHop: string | undefined;
  readonly message: Buffer;
}

/** Forward a pending request statefully. */
export interface ProxyCommand {
  readonly type: 'proxy';
  readonly id: string;
  readonly transactionId: string;
  /** Record-Route: later requests of the call pass here too. */
  readonly remainInDialog: boolean;
  /** The app wants the final response of each target. */
  readonly fullResponse: boolean;
  readonly followRedirects: boolean;
  readonly simultaneous: boolean;
  readonly provisionalMs: number | undefined;
  readonly finalMs: number | undefined;
  readonly destinations: readonly string[];
  readonly message: Buffer;
}

const CR = 0x0d;
const STATUS_LINE = Buffer.from('SIP/');
const NOTHING = Buffer.alloc(0);

/** Reads one frame. Never throws: what cannot be read becomes `invalid` with the reason for the app. */
export function parseCommand(frame: Buffer): ControlCommand {
  const end = frame.indexOf(CR);
  const leader = (end === -1 ? frame : frame.subarray(0, end)).toString('utf8');
  const message = end === -1 ? NOTHING : frame.subarray(end + 2);
  const tokens = leader.split('|');
  const id = tokens[0] ?? '';
  if (tokens.length < 2) return { type: 'invalid', id, reason: 'Invalid message format' };
  switch (tokens[1]) {
    case 'authenticate':
      return { type: 'authenticate', id, secret: tokens[2] ?? '', tags: splitTags(tokens[3] ?? '') };
    case 'ping':
      return { type: 'ping', id };
    case 'route':
      return withVerb('route', id, tokens[2]);
    case 'remove_route':
      return withVerb('remove-route', id, tokens[2]);
    case 'sip':
      if (STATUS_LINE.equals(message.subarray(0, STATUS_LINE.length)) && nonEmpty(tokens[2]) === undefined)
        return { type: 'invalid', id, reason: 'transaction id missing' };
      return {
        type: 'sip',
        id,
        transactionId: nonEmpty(tokens[2]),
        dialogId: nonEmpty(tokens[3]),
        nextHop: nonEmpty(tokens[4]),
        message,
      };
    case 'proxy':
      return tokens.length < 4
        ? { type: 'invalid', id, reason: 'Invalid proxy request: not enough information provided' }
        : proxyCommand(tokens, message);
    default:
      return { type: 'invalid', id, reason: 'Unknown message type' };
  }
}

function proxyCommand(tokens: readonly string[], message: Buffer): ProxyCommand {
  return {
    type: 'proxy',
    id: tokens[0] ?? '',
    transactionId: tokens[2] ?? '',
    remainInDialog: tokens[3] === 'remainInDialog',
    fullResponse: tokens[4] === 'fullResponse',
    followRedirects: tokens[5] === 'followRedirects',
    simultaneous: tokens[6] === 'simultaneous',
    provisionalMs: parseWaitMs(tokens[7]),
    finalMs: parseWaitMs(tokens[8]),
    destinations: tokens.slice(9).filter((token) => token !== ''),
    message,
  };
}

/** `2s` or `1500ms`; anything else is no limit. */
export function parseWaitMs(text: string | undefined): number | undefined {
  const [, number, unit] = /^(\d{1,7})(ms|s)$/.exec(text ?? '') ?? [];
  if (number === undefined) return undefined;
  const ms = Number(number) * (unit === 's' ? 1_000 : 1);
  return ms === 0 ? undefined : ms;
}

function withVerb(type: 'route' | 'remove-route', id: string, verb: string | undefined): ControlCommand {
  const word = nonEmpty(verb);
  return word === undefined
    ? { type: 'invalid', id, reason: 'Route request includes unsupported verb' }
    : { type, id, verb: word.toLowerCase() };
}

function splitTags(text: string): string[] {
  return text.split(',').filter((tag) => tag !== '');
}

function nonEmpty(token: string | undefined): string | undefined {
  return token === undefined || token === '' ? undefined : token;
}
