import type { LeadRow } from '../../../src/app/views/leads.ts';
import type { CustomParameterView } from '../../../src/app/views/settings.ts';
import { formatDayTime, formatPhone } from '../logic/formats.ts';
import type { Column } from '../ui/table.tsx';

/** Columns that every table of leads has behind the status. */
export const LEAD_COLUMNS: readonly Column<LeadRow>[] = [
  { sort: 'phone1', label: 'Caller ID', kind: 'figures', cell: (lead) => formatPhone(lead.callerId) },
  { sort: 'first_name', label: 'First name', cell: (lead) => lead.firstName },
  { sort: 'last_name', label: 'Last name', cell: (lead) => lead.lastName },
  { sort: 'email', label: 'E-mail', isSpare: true, cell: (lead) => lead.email },
  { sort: 'campaign', label: 'Campaign', cell: (lead) => lead.campaignName || lead.listName },
  { sort: 'vendor', label: 'Vendor', isSpare: true, cell: (lead) => lead.vendorName },
  { sort: 'attempts', label: 'Attempts', kind: 'count', isSpare: true, cell: (lead) => lead.totalAttempts },
  {
    sort: 'upload_time',
    label: 'Created at',
    kind: 'figures',
    cell: (lead) => formatDayTime(lead.createdAt),
  },
];

/** Custom parameters that were chosen, in the order they are declared. */
export function customColumns(
  parameters: readonly CustomParameterView[],
  chosen: ReadonlySet<string>,
): readonly Column<LeadRow>[] {
  return parameters
    .filter(({ name }) => chosen.has(name))
    .map(({ name, label }) => ({
      sort: `custom.${name}`,
      label,
      cell: (lead) => lead.parameters[name] ?? '',
    }));
}
