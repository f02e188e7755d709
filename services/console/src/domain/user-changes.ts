import type { Role } from './permissions.ts';

/** The rights of a user, as one administrator gives them. */
export interface UserRights {
  readonly roles: readonly Role[];
  readonly processIds: readonly string[];
  readonly disabled: boolean;
}

/** Who changes rights: they reach no further than their own processes. */
export interface RightsGiver {
  readonly userId: string;
  readonly processIds: readonly string[];
}

export type RightsStep =
  | { readonly type: 'given'; readonly rights: UserRights; readonly changed: boolean }
  /** Nobody changes their own rights (docs/bad-inputs.md, console/34), nor gives a process that is not theirs. */
  | { readonly type: 'refused'; readonly reason: 'own_rights' | 'foreign_process' };

export function changeRights(
  giver: RightsGiver,
  user: { readonly userId: string } & UserRights,
  wanted: UserRights,
): RightsStep {
  if (!wanted.processIds.every((processId) => giver.processIds.includes(processId)))
    return { type: 'refused', reason: 'foreign_process' };
  const rights: UserRights = {
    roles: [...new Set(wanted.roles)],
    processIds: [...new Set(wanted.processIds)],
    disabled: wanted.disabled,
  };
  const changed =
    !sameMembers(rights.roles, user.roles) ||
    !sameMembers(rights.processIds, user.processIds) ||
    rights.disabled !== user.disabled;
  if (changed && giver.userId === user.userId) return { type: 'refused', reason: 'own_rights' };
  return { type: 'given', rights, changed };
}

/** Whoever is in one of the giver's processes, or in none, is seen. */
export function isSeenBy(giver: RightsGiver, processIds: readonly string[]): boolean {
  return processIds.length === 0 || processIds.some((processId) => giver.processIds.includes(processId));
}

/**
 * Roles and passwords count in all of a user's processes: whoever is in another one as well is changed only by somebody who is
 * in all of them. Otherwise a new password for a colleague would be a door in the wall.
 */
export function isChangedBy(giver: RightsGiver, processIds: readonly string[]): boolean {
  return processIds.every((processId) => giver.processIds.includes(processId));
}

function sameMembers(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((member) => right.includes(member));
}
