import type { LiveLead } from './lead.ts';

/**
 * Whose lead it is: the value of the table's primary field, from whatever source the lead came. Empty where that is the
 * Caller ID: a number is no customer.
 */
export function customerIdOf(lead: LiveLead, primaryField: string): string {
  if (lead.primaryValue !== undefined) return lead.primaryValue;
  if (primaryField === 'email') return lead.email ?? '';
  const [kind, name = ''] = primaryField.split(':');
  return kind === 'custom' && Object.hasOwn(lead.custom, name) ? (lead.custom[name] ?? '') : '';
}
