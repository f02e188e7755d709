/** A lead's data as vendors send them; an absent field says nothing. */
export interface LeadData {
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly email?: string | undefined;
  /** Label of the user or team that owns the lead; absent: anybody's. */
  readonly ownershipCode?: string | undefined;
  /** Values of declared custom parameters by name. */
  readonly custom: Readonly<Record<string, string>>;
}

/**
 * given fields overwrite, absent ones stay, and an empty string clears a field only where the link says so
 * (otherwise it says nothing). Names that are no longer declared must have been left out of both.
 */
export function mergeSubmission(stored: LeadData, given: LeadData, emptyClears: boolean): LeadData {
  const pick = (before: string | undefined, after: string | undefined): string | undefined => {
    if (after === undefined) return before;
    if (after !== '') return after;
    return emptyClears ? undefined : before;
  };
  const custom = new Map(Object.entries(stored.custom));
  for (const [name, value] of Object.entries(given.custom)) {
    const merged = pick(custom.get(name), value);
    if (merged === undefined) custom.delete(name);
    else custom.set(name, merged);
  }
  return {
    firstName: pick(stored.firstName, given.firstName),
    lastName: pick(stored.lastName, given.lastName),
    email: pick(stored.email, given.email),
    ownershipCode: pick(stored.ownershipCode, given.ownershipCode),
    custom: Object.fromEntries(custom),
  };
}
