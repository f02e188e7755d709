import { type AppResponse, appHeader } from '../control/app-message.ts';
import { parseNameAddr, formatNameAddr } from '../message/headers/name-addr.ts';
import { withParam } from '../message/headers/params.ts';
import { header, headerValues, type Header, type SipRequest, type SipResponse } from '../message/message.ts';
import { isSipsUri, ownContact, ownUri } from './compose-request.ts';
import { contentHeaders } from './content.ts';

/** What the engine brings to a response an app wants sent. */
export interface ResponseParts {
  readonly transport: string;
  readonly host: string;
  readonly port: number;
  /** To tag, unless the request came with one. */
  readonly toTag: string;
}

/** Taken from the request (RFC 3261 section 8.2.6.2), or the engine's business. */
const ENGINE_HEADERS: ReadonlySet<string> = new Set(
  'Via From To Call-ID CSeq Record-Route Route Contact Content-Length Content-Type Max-Forwards RSeq'.split(
    ' ',
  ),
);
const FORMS_DIALOG: ReadonlySet<string> = new Set(['INVITE', 'SUBSCRIBE', 'REFER', 'UPDATE', 'NOTIFY']);

/** The response as it goes on the wire, or the reason why it cannot (docs/control-protocol.md section 5). */
export function composeResponse(
  app: AppResponse,
  request: SipRequest,
  parts: ResponseParts,
): SipResponse | { readonly refusal: string } {
  const content = contentHeaders(app);
  if (content === undefined) return { refusal: 'missing content-type' };
  const headers: Header[] = [
    ...headerValues(request, 'Via').map((value) => ({ name: 'Via', value })),
    { name: 'From', value: header(request, 'From') ?? '' },
    {
      name: 'To',
      value: app.status === 100 ? (header(request, 'To') ?? '') : withToTag(request, parts.toTag),
    },
    { name: 'Call-ID', value: header(request, 'Call-ID') ?? '' },
    { name: 'CSeq', value: header(request, 'CSeq') ?? '' },
    ...dialogHeaders(app, request, parts),
    ...app.headers.filter((entry) => !ENGINE_HEADERS.has(entry.name)),
    ...content,
  ];
  return { type: 'response', status: app.status, reason: app.reason, headers, body: app.body };
}

/** To tag the app asks for, by putting one on its To header. */
export function toTagOf(app: AppResponse): string | undefined {
  return parseNameAddr(appHeader(app, 'To') ?? '')?.params.get('tag');
}

function withToTag(request: SipRequest, tag: string): string {
  const value = header(request, 'To') ?? '';
  const to = parseNameAddr(value);
  if (to === undefined || to.params.has('tag')) return value;
  return formatNameAddr({ ...to, params: withParam(to.params, 'tag', tag) });
}

/** Record-Route and Contact of responses that make or refresh a dialog; a 3xx or REGISTER Contact is the app's own. */
function dialogHeaders(app: AppResponse, request: SipRequest, parts: ResponseParts): Header[] {
  const given = app.headers
    .filter((entry) => entry.name === 'Contact')
    .map((entry) => ({ name: 'Contact', value: ownContact(entry.value, parts) }));
  if (!FORMS_DIALOG.has(request.method) || app.status <= 100 || app.status >= 300) return given;
  const routes = headerValues(request, 'Record-Route').map((value) => ({ name: 'Record-Route', value }));
  return [
    ...routes,
    ...(given.length > 0
      ? given
      : [{ name: 'Contact', value: `<${ownUri(parts, isSipsUri(request.uri))}>` }]),
  ];
}
