/** A signed-in browser. Kept under the hash of its cookie; the cookie's value itself is nowhere at rest. */
export interface Session {
  readonly userId: string;
  readonly createdAt: number;
  /** Last use, exact to TOUCH_MS. */
  readonly usedAt: number;
  /** Networks on which the password was given, newest last. */
  readonly networks: readonly string[];
  /** Failed sign-ins before this one, shown once. */
  readonly failedSignIns: number;
}

export interface SessionLimits {
  readonly idleMs: number;
  readonly absoluteMs: number;
  /** `network`: from another network the password is asked again. */
  readonly binding: 'network' | 'off';
}

export type SessionVerdict = 'live' | 'expired' | 'other_network';

/** `usedAt` is written at most this often: one write a minute a browser. */
export const TOUCH_MS = 60_000;
const NETWORKS_MAX = 4;

export function sessionVerdict(
  session: Session,
  limits: SessionLimits,
  use: { now: number; network: string },
): SessionVerdict {
  if (use.now >= expiresAt(session, limits) || use.now - session.usedAt >= limits.idleMs) return 'expired';
  if (limits.binding === 'network' && !session.networks.includes(use.network)) return 'other_network';
  return 'live';
}

export function expiresAt(session: Session, limits: SessionLimits): number {
  return session.createdAt + limits.absoluteMs;
}

export function needsTouch(session: Session, now: number): boolean {
  return now - session.usedAt >= TOUCH_MS;
}

/** Networks of the session that follows: those of the one it replaces, if it was the same user's, and the present one. */
export function confirmedNetworks(previous: readonly string[], network: string): string[] {
  return [...previous.filter((known) => known !== network), network].slice(-NETWORKS_MAX);
}
