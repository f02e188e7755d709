/** An address a datagram came from or goes to. */
export interface Endpoint {
  address: string;
  port: number;
}

/**
 * Which source a relay port listens to (symmetric RTP). A phone behind a translator sends from another address than its
 * description says, so the first source that sends is learned; but whoever sprays packets at the port must neither hear nor
 * be heard (RTP bleed). So: within the learning window a better matching source replaces a worse one, afterwards only the
 * learned source is let in. A new description with another address starts over.
 */
export interface Latch {
  /** What the phone's description says; nothing is accepted before there is one. */
  readonly expected?: Endpoint;
  readonly learned?: Endpoint;
  /** On the monotonic clock. */
  readonly windowEndsMs?: number;
}

/** As long as rtpengine waits before it commits to a source. */
export const LEARNING_WINDOW_MS = 3000;

/** Takes a description's address; the same address again changes nothing. */
export function expectEndpoint(latch: Latch, expected: Endpoint): Latch {
  return latch.expected !== undefined && sameEndpoint(latch.expected, expected) ? latch : { expected };
}

/** Decides on one datagram. */
export function admit(latch: Latch, source: Endpoint, nowMs: number): { latch: Latch; accepted: boolean } {
  if (latch.expected === undefined) return { latch, accepted: false };
  if (latch.learned === undefined) {
    return { latch: { ...latch, learned: source, windowEndsMs: nowMs + LEARNING_WINDOW_MS }, accepted: true };
  }
  if (sameEndpoint(latch.learned, source)) return { latch, accepted: true };
  const better = mismatch(latch.expected, source) < mismatch(latch.expected, latch.learned);
  if (!better || nowMs >= (latch.windowEndsMs ?? 0)) return { latch, accepted: false };
  return { latch: { ...latch, learned: source }, accepted: true };
}

/** Where to send: the learned source, before it is known what the description says. */
export function targetOf(latch: Latch): Endpoint | undefined {
  return latch.learned ?? latch.expected;
}

/** 0 the very endpoint, 1 another port, 2 another address with that port, 3 both differ. */
function mismatch(expected: Endpoint, source: Endpoint): number {
  return (expected.address === source.address ? 0 : 2) + (expected.port === source.port ? 0 : 1);
}

function sameEndpoint(a: Endpoint, b: Endpoint): boolean {
  return a.port === b.port && a.address === b.address;
}
