/** Who sends, seen from the side whose description it is in (RFC 8866 section 6.7). */
export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

const DIRECTIONS: readonly string[] = ['sendrecv', 'sendonly', 'recvonly', 'inactive'];

export function isDirection(value: unknown): value is Direction {
  return typeof value === 'string' && DIRECTIONS.includes(value);
}

/** The same stream seen from the other side. */
export function mirrored(direction: Direction): Direction {
  if (direction === 'sendonly') return 'recvonly';
  if (direction === 'recvonly') return 'sendonly';
  return direction;
}

export function sends(direction: Direction): boolean {
  return direction === 'sendrecv' || direction === 'sendonly';
}

export function receives(direction: Direction): boolean {
  return direction === 'sendrecv' || direction === 'recvonly';
}

/** What an answerer may say: no more than the offer allows and no more than it wants itself (RFC 3264 section 6.1). */
export function answerDirection(offered: Direction, wanted: Direction): Direction {
  const allowed = mirrored(offered);
  const send = sends(allowed) && sends(wanted);
  const receive = receives(allowed) && receives(wanted);
  if (send) return receive ? 'sendrecv' : 'sendonly';
  return receive ? 'recvonly' : 'inactive';
}
