/** Calls of a stream that may be under way at once, on either side; what is beyond waits. */
export const UNDER_WAY_MAX = 1024;

/** Of one request or response. */
export const CALL_BYTES_MAX = 1024 * 1024;

/** A message is closed when it holds so much: with one call more it is still below gRPC's limit of 4 MiB. */
const MESSAGE_BYTES = 2 * 1024 * 1024;

/** The same items in as many messages as their size asks for. */
export function* inMessages<T>(items: readonly T[], bytesOf: (item: T) => number): Generator<readonly T[]> {
  let from = 0;
  let bytes = 0;
  for (const [at, item] of items.entries()) {
    bytes += bytesOf(item);
    if (bytes < MESSAGE_BYTES) continue;
    yield items.slice(from, at + 1);
    from = at + 1;
    bytes = 0;
  }
  if (from < items.length) yield items.slice(from);
}
