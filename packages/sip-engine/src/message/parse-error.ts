import type { SipRequest } from './message.ts';

/** What is wrong with a message that could not be read; a closed list, fit for a metric's label. */
export type ParseErrorReason =
  | 'empty'
  | 'too-large'
  | 'no-end-of-headers'
  | 'start-line'
  | 'version'
  | 'uri'
  | 'uri-too-long'
  | 'header-line'
  | 'header-too-long'
  | 'too-many-headers'
  | 'header-missing'
  | 'header-duplicate'
  | 'header-value'
  | 'cseq-method'
  | 'content-length'
  | 'body-truncated';

/** One fault and the status a request with it is answered with. */
export interface Fault {
  readonly reason: ParseErrorReason;
  /** 400, 414, 505 or 513. */
  readonly status: number;
  /** Canonical name of the header at fault. */
  readonly header?: string;
}

export interface ParseError extends Fault {
  /**
   * The request as far as it could be read, without body. Present only when an answer can be built from it: a request other
   * than ACK with Via, From, To, Call-ID and CSeq. Without it the message is dropped.
   */
  readonly partial?: SipRequest;
}

export function fault(reason: ParseErrorReason, header?: string, status = 400): Fault {
  return header === undefined ? { reason, status } : { reason, status, header };
}
