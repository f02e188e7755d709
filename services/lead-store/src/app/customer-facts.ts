import type { CustomerFacts } from '@firstring/contracts/leads/lead_service';
import { CUSTOM_PREFIX } from '@firstring/domain/filters';
import { customerIdOf } from '../domain/customer-id.ts';
import type { LiveLead } from '../domain/lead.ts';

/**
 * Whose lead it is, under the names filters use: what exclusions by customer and by attribute are compared with. The campaign
 * is the one that dials: leads of a list are in several.
 */
export function customerFacts(
  lead: LiveLead,
  { campaignId, primaryField }: { readonly campaignId: string; readonly primaryField: string },
): CustomerFacts {
  const standard: Readonly<Record<string, string | undefined>> = {
    first_name: lead.firstName,
    last_name: lead.lastName,
    email: lead.email,
    ownership_code: lead.ownershipCode,
    timezone: lead.timeZone,
    status: lead.status,
    list: lead.listId,
    campaign: campaignId,
    vendor: lead.vendorId,
  };
  const custom = Object.entries(lead.custom).map(
    ([name, value]) => [`${CUSTOM_PREFIX}${name}`, value] as const,
  );
  const known = [...Object.entries(standard), ...custom].flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, value] as const],
  );
  return { customerId: customerIdOf(lead, primaryField), attributes: Object.fromEntries(known) };
}
