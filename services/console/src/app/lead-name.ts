import type { LeadView } from './views/leads.ts';

/** What a lead goes by where only a name is shown: its number where nobody said one. */
export function leadNameOf({
  firstName,
  lastName,
  callerId,
}: Pick<LeadView, 'firstName' | 'lastName' | 'callerId'>): string {
  return `${firstName} ${lastName}`.trim() || callerId;
}
