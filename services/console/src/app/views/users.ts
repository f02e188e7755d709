import type { Role } from '../../domain/permissions.ts';

/** Users and roles as the page shows them. The web app imports these types; nothing here runs. */

export interface UserRow {
  userId: string;
  username: string;
  name: string;
  roles: readonly Role[];
  /** Those of the reader's processes that this user is in. */
  processIds: readonly string[];
  /** False for people who are in other processes too. */
  changeable: boolean;
  /** Empty for people without a desk. */
  agentId: string;
  disabled: boolean;
  /** They have not chosen a password of their own yet. */
  passwordTemporary: boolean;
  createdAt: number;
  version: number;
}

export interface UserPage {
  users: readonly UserRow[];
  nextPageToken: string;
}

/** A password made here; shown once. */
export interface UserSecret {
  user: UserRow;
  password: string;
}

export interface PermissionRow {
  permission: string;
  roles: readonly Role[];
}
