/** Kinds of people; one person may have several. */
export type Role = 'administrator' | 'supervisor' | 'voice_admin' | 'agent' | 'analyst';

/** What can be allowed, `resource:action`. Names ending in `-own` or `-held` reach only the user's own things. */
export const PERMISSIONS = [
  'desk:use',
  // Dial a number that is in no lead: nobody has it until the gate serves manual dials.
  'desk:dial-number',
  'lead:list',
  'lead:read',
  'lead:read-held',
  'lead:delete',
  'call:list',
  'call:list-own',
  'campaign:read',
  'campaign:write',
  // Which lists a campaign dials.
  'campaign:assign',
  'vendor:read',
  'vendor:write',
  'custom-parameter:read',
  'custom-parameter:write',
  'ingest-link:read',
  'ingest-link:write',
  'exclusion:read',
  'exclusion:write',
  'phone:read-own',
  // Live calls with what was said on the wire, trunks, phones.
  'telephony:read',
  // Ring an agent's phone to try it.
  'telephony:test',
  'telephony:write',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

/** Roles are named sets of permissions. */
export const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  administrator: [
    'lead:list',
    'lead:read',
    'lead:delete',
    'call:list',
    'campaign:read',
    'campaign:write',
    'campaign:assign',
    'vendor:read',
    'vendor:write',
    'custom-parameter:read',
    'custom-parameter:write',
    'ingest-link:read',
    'ingest-link:write',
    'exclusion:read',
    'exclusion:write',
    'telephony:read',
    'telephony:test',
    'telephony:write',
  ],
  supervisor: [
    'lead:list',
    'lead:read',
    'lead:delete',
    'call:list',
    'campaign:read',
    'campaign:write',
    'campaign:assign',
    'vendor:read',
    'vendor:write',
    'custom-parameter:read',
    'custom-parameter:write',
    'ingest-link:read',
    'ingest-link:write',
    'exclusion:read',
    'exclusion:write',
    'telephony:read',
    'telephony:test',
  ],
  voice_admin: [
    'campaign:read',
    'exclusion:read',
    'exclusion:write',
    'telephony:read',
    'telephony:test',
    'telephony:write',
  ],
  agent: ['desk:use', 'lead:read-held', 'call:list-own', 'campaign:read', 'phone:read-own'],
  analyst: ['call:list', 'campaign:read'],
};

export const ROLES = Object.keys(ROLE_PERMISSIONS) as readonly Role[]; // keys of the table above

/** Everything these roles together allow. */
export function permissionsOf(roles: readonly Role[]): ReadonlySet<Permission> {
  return new Set(roles.flatMap((role) => ROLE_PERMISSIONS[role]));
}
