/** Why a control connection sent something that cannot be a frame. The connection is closed: there is no way to find the next frame. */
export class FramingError extends Error {
  override readonly name = 'FramingError';
}

const HASH = 0x23;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;

/**
 * Cuts a control stream into frames: decimal length in bytes, `#`, then exactly that many bytes
 * (docs/control-protocol.md section 1). Holds at most one unfinished frame, so memory is bounded by `frameBytesMax`.
 */
export class ControlFramer {
  readonly #frameBytesMax: number;
  #chunks: Buffer[] = [];
  #size = 0;
  #needed = 1;

  constructor(frameBytesMax: number) {
    this.#frameBytesMax = frameBytesMax;
  }

  /** Complete frames after this chunk, in order. Throws FramingError on anything that is not a length or is too long. */
  push(chunk: Buffer): Buffer[] {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size < this.#needed) return [];
    let buffer = Buffer.concat(this.#chunks, this.#size);
    const frames: Buffer[] = [];
    for (;;) {
      const prefix = this.#readPrefix(buffer);
      if (prefix === undefined) {
        this.#needed = buffer.length + 1;
        break;
      }
      const end = prefix.start + prefix.length;
      if (buffer.length < end) {
        this.#needed = end;
        break;
      }
      frames.push(buffer.subarray(prefix.start, end));
      buffer = buffer.subarray(end);
    }
    this.#chunks = buffer.length === 0 ? [] : [buffer];
    this.#size = buffer.length;
    return frames;
  }

  #readPrefix(buffer: Buffer): { start: number; length: number } | undefined {
    const digitsMax = String(this.#frameBytesMax).length;
    let length = 0;
    for (let index = 0; index < buffer.length; index += 1) {
      const byte = buffer[index] ?? 0;
      if (byte === HASH && index > 0) {
        if (length === 0 || length > this.#frameBytesMax) throw new FramingError(`frame of ${length} bytes`);
        return { start: index + 1, length };
      }
      if (byte < DIGIT_0 || byte > DIGIT_9) throw new FramingError('length is not a number');
      if (index >= digitsMax) throw new FramingError('length has too many digits');
      length = length * 10 + (byte - DIGIT_0);
    }
    return undefined;
  }
}

/** One frame around a leader line and, after CRLF, a SIP message. */
export function encodeFrame(leader: string, message?: Uint8Array): Buffer {
  const head = message === undefined ? leader : `${leader}\r\n`;
  const length = Buffer.byteLength(head) + (message?.length ?? 0);
  const prefix = `${length}#`;
  const frame = Buffer.allocUnsafe(prefix.length + length);
  const messageAt = frame.write(prefix + head, 0);
  if (message !== undefined) frame.set(message, messageAt);
  return frame;
}
