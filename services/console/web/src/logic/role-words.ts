import type { Role } from '../../../src/domain/permissions.ts';

/** Roles in words, in the order they are shown, each with what it is for. */
export const ROLE_WORDS: readonly { id: Role; label: string; meaning: string }[] = [
  {
    id: 'administrator',
    label: 'Administrator',
    meaning: 'Everything but the desk: people, process, system filters, table definitions',
  },
  {
    id: 'supervisor',
    label: 'Supervisor',
    meaning: 'Leads, lists, campaigns, their filters and groups, retry rules, do-not-call',
  },
  {
    id: 'voice_admin',
    label: 'Voice admin',
    meaning: 'Distribution rules, do-not-call, blacklist, trunks and phones',
  },
  { id: 'agent', label: 'Agent', meaning: 'The desk, and the data of the lead they hold' },
  { id: 'analyst', label: 'Analyst', meaning: 'Reports only' },
  {
    id: 'exclusion_override',
    label: 'Do-not-call override',
    meaning: 'For an agent: dial somebody on the do-not-call list by hand, with a reason that is audited',
  },
];

export function roleLabel(role: string): string {
  return ROLE_WORDS.find(({ id }) => id === role)?.label ?? role;
}

/** `lead:read-held` as people read it: the thing, and what is done to it. */
export function permissionWords(permission: string): { thing: string; deed: string } {
  const [thing = '', deed = ''] = permission.split(':');
  const spoken = thing.replaceAll('-', ' ');
  return { thing: spoken.charAt(0).toUpperCase() + spoken.slice(1), deed: deed.replaceAll('-', ' ') };
}
