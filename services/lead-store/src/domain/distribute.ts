import { CUSTOM_PREFIX, matchesFilter, type FilterNode, type LeadFacts } from '@firstring/domain/filters';
import type { Contact } from './list-lead.ts';

interface Rule {
  readonly root: FilterNode;
  readonly enabled: boolean;
}

/** the first rule that a contact meets. */
export function ruleFor<R extends Rule>(
  rules: readonly R[],
  contact: Contact,
  uploadedAt: number,
): R | undefined {
  const facts = factsOf(contact, uploadedAt);
  return rules.find(({ enabled, root }) => enabled && matchesFilter(root, facts));
}

/** What a filter can ask of somebody who is no lead yet: nothing of calls. */
function factsOf(contact: Contact, uploadedAt: number): LeadFacts {
  const { callerId, firstName, lastName, email, timeZone, ownershipCode } = contact;
  const name = [firstName, lastName].filter((part) => part !== undefined).join(' ');
  const known = new Map<string, string | number | undefined>([
    ['phone1', callerId],
    ['name', name === '' ? undefined : name],
    ['first_name', firstName],
    ['last_name', lastName],
    ['email', email],
    ['timezone', timeZone],
    ['ownership_code', ownershipCode],
    ['upload_time', uploadedAt],
  ]);
  return (attribute) =>
    attribute.startsWith(CUSTOM_PREFIX)
      ? contact.custom[attribute.slice(CUSTOM_PREFIX.length)]
      : known.get(attribute);
}
