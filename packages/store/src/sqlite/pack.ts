/**
 * Many small messages as one: between threads and in a table a pack costs about as much as one message does. The payloads lie end to end,
 * so that a pack is also the shortest form of them.
 */
export interface Pack {
  /** What is said of each payload: JSON of an array whose last element is the payload's length. */
  readonly heads: readonly string[];
  readonly lengths: readonly number[];
  readonly payloads: Uint8Array;
}

export interface PackedMessage<Head extends readonly unknown[]> {
  readonly head: Head;
  readonly payload: Uint8Array;
}

/** Copies the payloads: buffers may be used again. */
export function pack(messages: readonly PackedMessage<readonly unknown[]>[]): Pack {
  const lengths = messages.map(({ payload }) => payload.byteLength);
  const payloads = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  const heads = messages.map(({ head, payload }) => {
    payloads.set(payload, at);
    at += payload.byteLength;
    return JSON.stringify([...head, payload.byteLength]);
  });
  return { heads, lengths, payloads };
}

/** Those messages of a pack that are wanted, in their order. */
export function sift(whole: Pack, wanted: (at: number) => boolean): Pack {
  if (whole.heads.every((_, at) => wanted(at))) return whole;
  const parts: Uint8Array[] = [];
  let from = 0;
  for (const [at, length] of whole.lengths.entries()) {
    if (wanted(at)) parts.push(whole.payloads.subarray(from, from + length));
    from += length;
  }
  return {
    heads: whole.heads.filter((_, at) => wanted(at)),
    lengths: whole.lengths.filter((_, at) => wanted(at)),
    payloads: Buffer.concat(parts),
  };
}

/** Packs of at most so many messages, and of at most so many bytes beyond their first. */
export function* split(whole: Pack, messagesMax: number, bytesMax: number): Generator<Pack> {
  let [from, fromByte, byte] = [0, 0, 0];
  for (const [at, length] of whole.lengths.entries()) {
    if (at > from && (at - from === messagesMax || byte + length - fromByte > bytesMax)) {
      yield cut(whole, { from, to: at, fromByte, toByte: byte });
      [from, fromByte] = [at, byte];
    }
    byte += length;
  }
  const to = whole.heads.length;
  if (to > from) yield cut(whole, { from, to, fromByte, toByte: byte });
}

function cut(whole: Pack, part: { from: number; to: number; fromByte: number; toByte: number }): Pack {
  const { from, to, fromByte, toByte } = part;
  if (from === 0 && to === whole.heads.length) return whole;
  return {
    heads: whole.heads.slice(from, to),
    lengths: whole.lengths.slice(from, to),
    payloads: whole.payloads.subarray(fromByte, toByte),
  };
}

/** The heads as they are stored beside the payloads. */
export function headsText({ heads }: Pack): string {
  return `[${heads.join(',')}]`;
}

/** The messages of a stored pack; Head is what the caller has packed, without the length. The payloads are views of one buffer. */
export function unpack<Head extends readonly unknown[]>(
  text: string,
  payloads: Uint8Array,
): PackedMessage<Head>[] {
  let at = 0;
  // Written by `pack`.
  return (JSON.parse(text) as unknown[][]).map((head) => {
    const length = Number(head.pop());
    const payload = payloads.subarray(at, at + length);
    at += length;
    return { head: head as readonly unknown[] as Head, payload };
  });
}
