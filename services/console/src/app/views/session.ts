import type { Role } from '../../domain/permissions.ts';

/** What the browser gets about who is signed in. The web app imports these types; nothing here runs. */

export interface SessionView {
  userId: string;
  username: string;
  name: string;
  roles: readonly Role[];
  /** What the page may offer; the server checks again on every call. */
  permissions: readonly string[];
  processIds: readonly string[];
  /** The session serves only to choose another password. */
  passwordTemporary: boolean;
  /** Sent back as X-CSRF-Token with everything that changes something. */
  csrfToken: string;
  /** Failed sign-ins with this user name since the last good one, told once. */
  failedSignIns: number;
  /** When the password was given. */
  signedInAt: number;
  /** The session ends then, whatever happens. ms since the epoch, server's clock. */
  expiresAt: number;
  serverAt: number;
}
