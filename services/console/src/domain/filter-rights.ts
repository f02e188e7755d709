import { conditionsOf, type FilterNode } from '@firstring/domain/filters';
import type { Permission } from './permissions.ts';

interface Owned {
  readonly level: 'system' | 'campaign' | 'segment';
  readonly ownerUserId?: string;
  /** Of a segment. */
  readonly shared?: boolean;
  readonly agentIds?: readonly string[];
  readonly builtIn?: boolean;
}

interface Person {
  readonly userId: string;
  readonly permissions: ReadonlySet<Permission>;
}

/**
 * Who may make, change, enable, disable and delete a filter: system filters whoever has their own permission,
 * campaign filters whoever writes filters, a segment its owner. A segment that is given to agents decides who is given which leads: it is
 * no longer one person's. What ships belongs to nobody.
 */
export function mayChangeFilter({ userId, permissions }: Person, filter: Owned): boolean {
  if (filter.builtIn === true) return false;
  switch (filter.level) {
    case 'system':
      return permissions.has('system-filter:write');
    case 'campaign':
      return permissions.has('filter:write');
    case 'segment':
      return permissions.has('filter:write') && (filter.ownerUserId === userId || isGiven(filter));
  }
}

/** A segment that is nobody's business but its owner's is not there for others. */
export function maySeeFilter({ userId }: Pick<Person, 'userId'>, filter: Owned): boolean {
  return (
    filter.level !== 'segment' || filter.shared === true || filter.ownerUserId === userId || isGiven(filter)
  );
}

function isGiven({ agentIds = [] }: Owned): boolean {
  return agentIds.length > 0;
}

/** The same for groups. */
export function mayChangeGroup({ permissions }: Person, group: Owned): boolean {
  if (group.builtIn === true) return false;
  return permissions.has(group.level === 'system' ? 'system-filter-group:write' : 'filter-group:write');
}

/** What says who a lead is. */
const PERSONAL: ReadonlySet<string> = new Set(['phone1', 'name', 'first_name', 'last_name', 'email']);

/** Whoever may not read leads must not find out by counting whose name begins with what (console/21). */
export function mayAskOf({ permissions }: Pick<Person, 'permissions'>, root: FilterNode): boolean {
  return (
    permissions.has('lead:read') || conditionsOf(root).every(({ attribute }) => !PERSONAL.has(attribute))
  );
}
