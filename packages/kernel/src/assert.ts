/** A programmer's error: an invariant did not hold. Never caught on purpose. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

/** States an invariant; use on both sides of a boundary. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}

/** Ends an exhaustive switch: the compiler refuses a call with a reachable value. */
export function unreachable(value: never): never {
  throw new AssertionError(`unreachable: ${JSON.stringify(value)}`);
}
