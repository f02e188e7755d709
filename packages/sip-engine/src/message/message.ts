/** One header field as it stood on the wire; `name` is in canonical long form (`Via`, `Call-ID`), `value` unfolded and trimmed. */
export interface Header {
  readonly name: string;
  readonly value: string;
}

interface SipMessageBase {
  /** In wire order; a comma list on one line is split into one Header a value for the list headers of RFC 3261 section 7.3.1. */
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
}

/** RFC 3261 section 7.1. */
export interface SipRequest extends SipMessageBase {
  readonly type: 'request';
  readonly method: string;
  /** Request-URI exactly as received. */
  readonly uri: string;
}

/** RFC 3261 section 7.2. */
export interface SipResponse extends SipMessageBase {
  readonly type: 'response';
  readonly status: number;
  readonly reason: string;
}

export type SipMessage = SipRequest | SipResponse;

/** First value of a header by canonical name, or undefined. */
export function header(message: SipMessage, name: string): string | undefined {
  for (const entry of message.headers) if (entry.name === name) return entry.value;
  return undefined;
}

/** All values of a header by canonical name, in order. */
export function headerValues(message: SipMessage, name: string): string[] {
  return message.headers.filter((entry) => entry.name === name).map((entry) => entry.value);
}
