import { contactUri } from '../dialog/dialog.ts';
import { header, type Header, type SipRequest } from '../message/message.ts';
import { unknownRequirements } from '../message/option-tags.ts';
import { parseMessage } from '../message/parse.ts';
import { toTag } from '../message/tags.ts';

/** Methods an app can be asked to answer outside a dialog. */
const ROUTED: ReadonlySet<string> = new Set([
  'INVITE',
  'REGISTER',
  'MESSAGE',
  'OPTIONS',
  'INFO',
  'NOTIFY',
  'SUBSCRIBE',
  'PUBLISH',
  'REFER',
]);
/** Methods that make sense only within a dialog. */
const DIALOG_ONLY: ReadonlySet<string> = new Set(['BYE', 'UPDATE', 'PRACK']);
const ALLOW =
  'INVITE, ACK, BYE, CANCEL, OPTIONS, REGISTER, MESSAGE, INFO, NOTIFY, SUBSCRIBE, PUBLISH, REFER, UPDATE, PRACK';

export interface Refusal {
  readonly status: number;
  readonly headers?: readonly Header[];
}

/** Why a request that can be read is refused before anybody is asked about it (RFC 3261 section 8.2); undefined: it is not. */
export function refusalOf(request: SipRequest): Refusal | undefined {
  const allow = [{ name: 'Allow', value: ALLOW }];
  const { method } = request;
  const isKnown = ROUTED.has(method) || DIALOG_ONLY.has(method);
  if (method === 'ACK') return undefined;
  if (!isKnown) return { status: 501, headers: allow };
  if (!/^(sips?|tel):/i.test(request.uri)) return { status: 416 };
  if (Number(header(request, 'Max-Forwards') ?? '70') === 0) return { status: 483 };
  const unknown = unknownRequirements(request);
  if (unknown.length > 0) {
    return { status: 420, headers: unknown.map((value) => ({ name: 'Unsupported', value })) };
  }
  if (toTag(request) !== undefined) return undefined;
  if (DIALOG_ONLY.has(method)) return { status: 481 };
  const opensDialog = method === 'INVITE' || method === 'SUBSCRIBE';
  if (opensDialog && contactUri(request) === undefined) return { status: 400 };
  return undefined;
}

/**
 * The same of a request as it came over the wire, for an application behind a server that lets more through than this engine
 * does. What cannot be read is refused with the status of its fault.
 */
export function refusalOfText(raw: string): Refusal | undefined {
  const result = parseMessage(Buffer.from(raw));
  if (!result.ok) return { status: result.error.status };
  return result.message.type === 'request' ? refusalOf(result.message) : { status: 400 };
}
