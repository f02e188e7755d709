import type { ReactNode } from 'react';
import type { LeadRow } from '../../../src/app/views/leads.ts';
import type { CustomParameterView } from '../../../src/app/views/settings.ts';
import { formatDayTime, formatPhone } from '../logic/formats.ts';

export interface LeadColumn {
  /** Attribute it is sorted by. */
  readonly sort: string;
  readonly label: string;
  readonly isNumber?: boolean;
  value(lead: LeadRow): ReactNode;
}

/** Columns that every table of leads has behind the status. */
export const LEAD_COLUMNS: readonly LeadColumn[] = [
  { sort: 'phone1', label: 'Caller ID', isNumber: true, value: (lead) => formatPhone(lead.callerId) },
  { sort: 'first_name', label: 'First name', value: (lead) => lead.firstName },
  { sort: 'last_name', label: 'Last name', value: (lead) => lead.lastName },
  { sort: 'email', label: 'E-mail', value: (lead) => lead.email },
  { sort: 'campaign', label: 'Campaign', value: (lead) => lead.campaignName || lead.listName },
  { sort: 'vendor', label: 'Vendor', value: (lead) => lead.vendorName },
  { sort: 'attempts', label: 'Attempts', isNumber: true, value: (lead) => lead.totalAttempts },
  {
    sort: 'upload_time',
    label: 'Created at',
    isNumber: true,
    value: (lead) => formatDayTime(lead.createdAt),
  },
];

/** Custom parameters that were chosen, in the order they are declared. */
export function customColumns(
  parameters: readonly CustomParameterView[],
  chosen: ReadonlySet<string>,
): readonly LeadColumn[] {
  return parameters
    .filter(({ name }) => chosen.has(name))
    .map(({ name, label }) => ({
      sort: `custom.${name}`,
      label,
      value: (lead) => lead.parameters[name] ?? '',
    }));
}
