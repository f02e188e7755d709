/**
 * Kinds of people; one person may have several. `exclusion_override` comes on top of agent, to the few who may dial against
 * the do-not-call list: nobody has it until an administrator gives it.
 */
export type Role =
  | 'administrator'
  | 'supervisor'
  | 'voice_admin'
  | 'agent'
  | 'analyst'
  | 'exclusion_override';

export const ROLES: readonly Role[] = [
  'administrator',
  'supervisor',
  'voice_admin',
  'agent',
  'analyst',
  'exclusion_override',
];

const EVERYBODY = ROLES;
const ADMINISTRATOR: readonly Role[] = ['administrator'];
const MANAGERS: readonly Role[] = ['administrator', 'supervisor'];
const ENGINEERS: readonly Role[] = ['administrator', 'voice_admin'];
const ALL_BUT_DESK: readonly Role[] = ['administrator', 'supervisor', 'voice_admin'];
const AGENT: readonly Role[] = ['agent'];

/**
 * What can be allowed, `resource:action`, and whose it is: permissions are this table and nothing else. Names
 * ending in `-own` or `-held` reach only the user's own things.
 */
const GRANTS = {
  'desk:use': AGENT,
  // Dial a number that was typed, in campaigns that allow it.
  'dial:manual': AGENT,
  // Make a lead of who is dialled.
  'lead:create': AGENT,
  // dial somebody on the do-not-call list all the same, with a reason.
  'exclusion:override': ['exclusion_override'],
  // the preference to look at leads without taking them.
  'lead:view-only': MANAGERS,
  'lead:list': MANAGERS,
  'lead:read': MANAGERS,
  'lead:read-held': AGENT,
  'lead:update': MANAGERS,
  'lead:update-held': AGENT,
  'lead:delete': MANAGERS,
  'lead:export': MANAGERS,
  'list:read': MANAGERS,
  'list:write': MANAGERS,
  'list:delete': MANAGERS,
  'list:upload': MANAGERS,
  // Who owns which lead, ending that, and taking a lead from whoever works on it.
  'claim:read': MANAGERS,
  'claim:release': MANAGERS,
  'claim:reassign': MANAGERS,
  'claiming:write': MANAGERS,
  // See what agents do now, and make one of them Not Ready.
  'agent:supervise': MANAGERS,
  'prospect:read': MANAGERS,
  'prospect:review': MANAGERS,
  'table-definition:read': MANAGERS,
  'table-definition:write': ADMINISTRATOR,
  'distribution-rule:read': ENGINEERS,
  'distribution-rule:write': ENGINEERS,
  'filter:read': MANAGERS,
  'filter:write': MANAGERS,
  'system-filter:write': ADMINISTRATOR,
  'filter-group:read': MANAGERS,
  'filter-group:write': MANAGERS,
  'system-filter-group:write': ADMINISTRATOR,
  'exclusion:read': ALL_BUT_DESK,
  'exclusion:write': ALL_BUT_DESK,
  'blacklist:read': ENGINEERS,
  'blacklist:write': ENGINEERS,
  // Figures, without a person in them.
  'report:read': ['administrator', 'supervisor', 'analyst'],
  'call:list': ['administrator', 'supervisor', 'analyst'],
  'call:list-own': AGENT,
  'campaign:read': EVERYBODY,
  'campaign:write': MANAGERS,
  // Which lists a campaign dials.
  'campaign:assign': MANAGERS,
  // See who waits on the line.
  'caller:watch': MANAGERS,
  // Calls nobody took; agents see and tick off those they are to call back by hand.
  'missed-call:read': MANAGERS,
  'missed-call:handle-own': AGENT,
  // Let others than the owner serve a dial-back, or end it.
  'dialback:write': MANAGERS,
  // Numbers people call, and what happens to their calls.
  'incoming-number:read': ALL_BUT_DESK,
  'incoming-number:write': ALL_BUT_DESK,
  'vendor:read': MANAGERS,
  'vendor:write': MANAGERS,
  // Agents see the values with their labels, and fill them in.
  'custom-parameter:read': ['administrator', 'supervisor', 'agent'],
  'custom-parameter:write': MANAGERS,
  'ingest-link:read': MANAGERS,
  'ingest-link:write': MANAGERS,
  // A process's own settings: name, zone, what it may use.
  'process:read': MANAGERS,
  'process:write': ADMINISTRATOR,
  'webhook:read': ADMINISTRATOR,
  'webhook:write': ADMINISTRATOR,
  'user:read': ADMINISTRATOR,
  'user:write': ADMINISTRATOR,
  'audit:read': ADMINISTRATOR,
  // Keep a table's order and filters under a name, for oneself; or for everybody who reads the table.
  'view:use': EVERYBODY,
  'view:share': ALL_BUT_DESK,
  'phone:read-own': AGENT,
  // Live calls with what was said on the wire, trunks, phones.
  'telephony:read': ALL_BUT_DESK,
  // Ring an agent's phone to try it, or a test number over a trunk.
  'telephony:test': ALL_BUT_DESK,
  // Have a live call written down; pausing it is the agent's who has the call.
  'telephony:record': MANAGERS,
  // Hear what was written down.
  'recording:read': MANAGERS,
  'telephony:write': ENGINEERS,
} as const satisfies Readonly<Record<string, readonly Role[]>>;

export type Permission = keyof typeof GRANTS;

/** Every permission with the roles that have it. */
export const PERMISSIONS: Readonly<Record<Permission, readonly Role[]>> = GRANTS;

/** Everything these roles together allow. */
export function permissionsOf(roles: readonly Role[]): ReadonlySet<Permission> {
  const all = Object.keys(PERMISSIONS) as Permission[]; // keys of the table above
  return new Set(all.filter((permission) => PERMISSIONS[permission].some((role) => roles.includes(role))));
}
