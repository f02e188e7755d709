/** What the first layer of a SIP element must make of a torture message. */
export type Expectation =
  | {
      readonly type: 'accepted';
      /** `INVITE sip:bob@example.net` or `200 OK`. */
      readonly startLine?: string;
      /** All values of a header, in order, by canonical name. */
      readonly headers?: Readonly<Record<string, readonly string[]>>;
      readonly bodyBytes?: number;
    }
  | {
      readonly type: 'refused';
      readonly status: number;
      /** Whether the refusal can be sent: a request whose Via, From, To, Call-ID and CSeq could be read. */
      readonly answerable: boolean;
    };

export interface TortureCase {
  /** The RFC's name of the message. */
  readonly name: string;
  readonly section: string;
  /** What is odd about it, in a few words. */
  readonly about: string;
  readonly bytes: Uint8Array;
  readonly expected: Expectation;
}

/**
 * Bytes of a message written as text: lines end in CRLF, the text's first line break is not part of it, `{length}` becomes the
 * body's length, and an empty line ends the headers.
 */
export function message(text: string, body: Uint8Array | string = ''): Uint8Array {
  const bodyBytes = Buffer.from(body);
  const head = text
    .replace(/^\n/, '')
    .replace(/\n$/, '')
    .replaceAll('\n', '\r\n')
    .replace('{length}', String(bodyBytes.length));
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`), bodyBytes]);
}

export const SDP = [
  'v=0',
  'o=mhandley 29739 7272939 IN IP4 192.0.2.3',
  's=-',
  'c=IN IP4 192.0.2.4',
  't=0 0',
  'm=audio 49217 RTP/AVP 0 12',
  'm=video 3227 RTP/AVP 31',
  'a=rtpmap:31 LPC',
  '',
].join('\r\n');

export function refused(status: number, answerable = true): Expectation {
  return { type: 'refused', status, answerable };
}
