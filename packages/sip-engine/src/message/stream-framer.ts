import type { SipMessage } from './message.ts';
import { fault, type ParseError } from './parse-error.ts';
import { fail, indexOfEmptyLine, MESSAGE_BYTES_MAX, parseHead, type HeadResult } from './parse.ts';

export type StreamEvent =
  | { readonly type: 'message'; readonly message: SipMessage }
  /** CRLFCRLF between messages; the answer is one CRLF (RFC 5626 section 4.4.1). */
  | { readonly type: 'keepalive-ping' }
  /** `fatal`: the stream can no longer be cut into messages and is closed after the answer, if there is one to send. */
  | { readonly type: 'error'; readonly error: ParseError; readonly fatal: boolean };

const CR = 0x0d;
const LF = 0x0a;

const BUFFER_BYTES = 2_048;
/** A buffer that grew beyond this for one large message is given back when it is empty. */
const BUFFER_BYTES_KEPT = 16_384;

/**
 * Cuts a TCP or TLS stream into messages (RFC 3261 section 18.3). What is held is bounded by one message of
 * `MESSAGE_BYTES_MAX`; after a fatal error everything is ignored.
 */
export class StreamFramer {
  #buffer = Buffer.alloc(BUFFER_BYTES);
  #start = 0;
  #end = 0;
  /** Where to look on for the empty line, so that a stream in single bytes is not searched again and again. */
  #searchFrom = 0;
  #head: { result: HeadResult; bodyAt: number; contentLength: number } | undefined;
  #broken = false;

  push(chunk: Uint8Array): StreamEvent[] {
    const events: StreamEvent[] = [];
    if (this.#broken) return events;
    this.#append(chunk);
    for (let event = this.#next(); event !== undefined; event = this.#next()) {
      events.push(event);
      if (event.type === 'error' && event.fatal) {
        this.#broken = true;
        this.#buffer = Buffer.alloc(0);
        break;
      }
    }
    return events;
  }

  /** Bytes of a message that has begun and not ended: an idle timer may close the connection while it is above 0. */
  get pendingBytes(): number {
    // Line ends between messages are kept until it shows whether they are a ping.
    const isBetween = this.#head === undefined && this.#buffer[this.#start] === CR;
    return this.#broken || isBetween ? 0 : this.#end - this.#start;
  }

  #append(chunk: Uint8Array): void {
    const needed = this.#end + chunk.length;
    if (needed > this.#buffer.length) {
      const pending = this.#end - this.#start;
      const target =
        pending + chunk.length > this.#buffer.length
          ? Buffer.alloc((pending + chunk.length) * 2)
          : this.#buffer;
      this.#buffer.copy(target, 0, this.#start, this.#end);
      this.#buffer = target;
      this.#searchFrom -= this.#start;
      if (this.#head !== undefined) this.#head.bodyAt -= this.#start;
      this.#start = 0;
      this.#end = pending;
    }
    this.#buffer.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  #next(): StreamEvent | undefined {
    if (this.#head === undefined) {
      const between = this.#skipLineEnds();
      if (between !== 'message') return between;
      const failure = this.#readHead();
      if (failure !== undefined) return failure;
    }
    return this.#readBody();
  }

  /** Before a start line: CRLFCRLF is a ping, a lone CRLF is a pong or nothing, the rest is a message. */
  #skipLineEnds(): StreamEvent | 'message' | undefined {
    for (;;) {
      const [first, second, third, fourth] = this.#buffer.subarray(this.#start, this.#end);
      if (first === undefined || (first === CR && second === undefined)) return undefined;
      if (first !== CR || second !== LF) return 'message';
      if (third === undefined || (third === CR && fourth === undefined)) return undefined;
      const ping = third === CR && fourth === LF;
      this.#consume(this.#start + (ping ? 4 : 2));
      if (ping) return { type: 'keepalive-ping' };
    }
  }

  /** Sets `#head` once the empty line is there. */
  #readHead(): StreamEvent | undefined {
    const window = this.#buffer.subarray(0, this.#end);
    const endOfHead = indexOfEmptyLine(window, Math.max(this.#searchFrom, this.#start));
    const headBytes = (endOfHead === -1 ? this.#end : endOfHead) - this.#start;
    if (headBytes > MESSAGE_BYTES_MAX) return fatal(fault('too-large', undefined, 513));
    if (endOfHead === -1) {
      this.#searchFrom = this.#end - 3;
      return undefined;
    }
    const result = parseHead(Uint8Array.prototype.slice.call(this.#buffer, this.#start, endOfHead));
    const { contentLength } = result;
    // Whoever speaks another protocol is not listened to any longer.
    if (!result.ok && result.error.reason === 'start-line') return fatal(result.error);
    if (contentLength === undefined) {
      return fatal(
        result.ok ? fail(fault('content-length', 'Content-Length'), result.message).error : result.error,
      );
    }
    if (headBytes + 4 + contentLength > MESSAGE_BYTES_MAX) {
      const tooLarge = fault('too-large', undefined, 513);
      return fatal(result.ok ? fail(tooLarge, result.message).error : tooLarge);
    }
    this.#head = { result, bodyAt: endOfHead + 4, contentLength };
    return undefined;
  }

  #readBody(): StreamEvent | undefined {
    const head = this.#head;
    if (head === undefined || this.#end - head.bodyAt < head.contentLength) return undefined;
    const bodyEnd = head.bodyAt + head.contentLength;
    const body = Uint8Array.prototype.slice.call(this.#buffer, head.bodyAt, bodyEnd);
    this.#head = undefined;
    this.#consume(bodyEnd);
    if (!head.result.ok) return { type: 'error', error: head.result.error, fatal: false };
    return { type: 'message', message: { ...head.result.message, body } };
  }

  #consume(to: number): void {
    this.#start = to;
    this.#searchFrom = to;
    if (this.#start === this.#end) {
      this.#start = 0;
      this.#end = 0;
      this.#searchFrom = 0;
      if (this.#buffer.length > BUFFER_BYTES_KEPT) this.#buffer = Buffer.alloc(BUFFER_BYTES);
    }
  }
}

function fatal(error: ParseError): StreamEvent {
  return { type: 'error', error, fatal: true };
}
