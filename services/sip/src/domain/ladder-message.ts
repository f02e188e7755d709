/** What a ladder shows of a message's first line and its headers. */
export interface MessageTitle {
  readonly callId: string;
  /** Of the request it is or answers. */
  readonly method: string;
  /** 0 for a request. */
  readonly status: number;
  readonly reason: string;
}

/** Headers end here; a Call-ID in the body is none. */
const HEADERS_CHARS_MAX = 16_384;

/** Reads a message's title; undefined for what is no SIP message. */
export function readTitle(raw: string): MessageTitle | undefined {
  const end = raw.indexOf('\r\n\r\n');
  const head = raw.slice(0, Math.min(end < 0 ? raw.length : end, HEADERS_CHARS_MAX));
  const callId = /\r\n(?:call-id|i)[ \t]*:[ \t]*(\S+)/i.exec(head)?.[1];
  if (callId === undefined) return undefined;
  const response = /^SIP\/2\.0 (\d{3})[ \t]*([^\r\n]*)/.exec(head);
  if (response === null) {
    const method = /^([A-Z]{1,32}) \S+ SIP\/2\.0/.exec(head)?.[1];
    return method === undefined ? undefined : { callId, method, status: 0, reason: '' };
  }
  const method = /\r\ncseq[ \t]*:[ \t]*\d+[ \t]+([A-Z]{1,32})/i.exec(head)?.[1] ?? '';
  return { callId, method, status: Number(response[1]), reason: response[2] ?? '' };
}
