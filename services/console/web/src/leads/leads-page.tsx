import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { LeadPage, LeadRow } from '../../../src/app/views/leads.ts';
import type { CustomParameterView } from '../../../src/app/views/settings.ts';
import { getJson } from '../api-client.ts';
import { useOpenLead } from '../desk/use-open-lead.ts';
import { usePreferences } from '../preferences.ts';
import { navigate, useLocation, withParams } from '../router.ts';
import { useCan, useSession } from '../session.tsx';
import { Page } from '../ui/page.tsx';
import { QueryState } from '../ui/query-state.tsx';
import type { Order } from '../ui/table.tsx';
import { Problem } from '../ui/problem.tsx';
import { usePaged } from '../ui/use-paged.ts';
import { DeleteLeadDialog } from './delete-lead-dialog.tsx';
import { customColumns, LEAD_COLUMNS } from './lead-columns.ts';
import { LeadFilters } from './lead-filters.tsx';
import { LeadSidebar } from './lead-sidebar.tsx';
import { LeadTable } from './lead-table.tsx';
import { LeadTools } from './lead-tools.tsx';

const PAGE_SIZE = '50';

/** Manage Leads: the table, its filters in the address, the sidebar and the delete question. */
export function LeadsPage() {
  const { processId } = useSession();
  const { query } = useLocation();
  const [deleting, setDeleting] = useState<LeadRow>();
  const ask = askOf(query, processId);
  const leads = usePaged<LeadPage>(['leads'], '/api/leads', { ...ask, pageSize: PAGE_SIZE });
  const { parameters, chosen } = useColumns(query);
  const shown = query.get('lead');
  const show = (leadId: string): void => navigate(withParams(query, { lead: leadId }), true);
  const { openOrShow, problem } = useLeadClick(show);
  const order = ({ sort, direction }: Order): void =>
    navigate(withParams(query, { sort, direction: sort === '' ? '' : direction, page: '' }), true);
  return (
    <Page
      title="Manage Leads"
      views="leads"
      actions={
        <LeadTools
          query={query}
          ask={ask}
          total={leads.data?.total}
          parameters={parameters}
          columns={chosen}
        />
      }
    >
      <LeadFilters query={query} />
      <Problem of={problem} />
      <QueryState query={leads}>
        {(page) => (
          <LeadTable
            page={page}
            columns={[...LEAD_COLUMNS, ...customColumns(parameters, chosen)]}
            order={{ sort: ask.sort, direction: ask.direction === 'asc' ? 'asc' : 'desc' }}
            filtered={isFiltered(query)}
            onOrder={order}
            onShow={openOrShow}
            onDelete={setDeleting}
          />
        )}
      </QueryState>
      {shown === null ? null : <LeadSidebar leadId={shown} onClose={() => show('')} onDelete={setDeleting} />}
      {deleting === undefined ? null : (
        <DeleteLeadDialog
          lead={deleting}
          onClose={() => setDeleting(undefined)}
          onDeleted={() => {
            setDeleting(undefined);
            show('');
          }}
        />
      )}
    </Page>
  );
}

/** looking is what a click does, unless somebody with a desk wants leads to come there, locked. */
function useLeadClick(show: (leadId: string) => void) {
  const { processId } = useSession();
  const can = useCan();
  const { viewOnly } = usePreferences();
  const open = useOpenLead();
  const takes = can('desk:use') && (!viewOnly || !can('lead:view-only'));
  const openOrShow = (leadId: string): void => (takes ? open.mutate({ processId, leadId }) : show(leadId));
  return { openOrShow, problem: open.error };
}

function askOf(query: URLSearchParams, processId: string) {
  const given = (name: string): string => query.get(name) ?? '';
  return {
    processId,
    search: given('search'),
    status: given('status'),
    campaignId: given('campaign'),
    filterId: given('filter'),
    sort: given('sort'),
    direction: given('direction'),
  };
}

function isFiltered(query: URLSearchParams): boolean {
  return ['search', 'status', 'campaign', 'filter'].some((name) => query.has(name));
}

/** Custom parameters that can be columns, and those that are. */
function useColumns(query: URLSearchParams) {
  const { processId } = useSession();
  const allowed = useCan()('custom-parameter:read');
  const declared = useQuery({
    queryKey: ['custom-parameters', processId],
    queryFn: () => getJson<{ parameters: CustomParameterView[] }>('/api/custom-parameters', { processId }),
    enabled: allowed,
  });
  const chosen = new Set((query.get('columns') ?? '').split(',').filter((name) => name !== ''));
  return { parameters: declared.data?.parameters ?? [], chosen };
}
