import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { CampaignView, LeadPage, LeadRow } from '../../../src/app/views/leads.ts';
import { getJson } from '../api-client.ts';
import { STATUS_WORDS } from '../logic/words.ts';
import { navigate, useLocation, withParams } from '../router.ts';
import { useSession } from '../session.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import styles from '../ui/page.module.css';
import { pageToken, Paging } from '../ui/paging.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { useDebounced } from '../ui/use-debounced.ts';
import { DeleteLeadDialog } from './delete-lead-dialog.tsx';
import { LeadSidebar } from './lead-sidebar.tsx';
import { LeadTable } from './lead-table.tsx';

const SEARCH_REST_MS = 250;
const PAGE_SIZE = '50';

/** Manage Leads: the table, its filters in the address, the sidebar and the delete question. */
export function LeadsPage() {
  const { processId } = useSession();
  const { query } = useLocation();
  const [deleting, setDeleting] = useState<LeadRow>();
  const filters = {
    processId,
    search: query.get('search') ?? '',
    status: query.get('status') ?? '',
    campaignId: query.get('campaign') ?? '',
    pageSize: PAGE_SIZE,
    pageToken: pageToken(query),
  };
  const leads = useQuery({
    queryKey: ['leads', filters],
    queryFn: () => getJson<LeadPage>('/api/leads', filters),
    placeholderData: keepPreviousData,
  });
  useEffect(() => {
    document.title = 'Manage Leads · Firstring';
  }, []);
  const shown = query.get('lead');
  const show = (leadId: string): void => navigate(withParams(query, { lead: leadId }), true);
  return (
    <div className={styles['page']}>
      <div className={styles['head']}>
        <h1>Manage Leads</h1>
      </div>
      <LeadFilters query={query} />
      <QueryState query={leads}>
        {(page) => (
          <>
            <LeadTable leads={page.leads} onShow={show} onDelete={setDeleting} filtered={isFiltered(query)} />
            <Paging query={query} nextPageToken={page.nextPageToken} count={page.leads.length} />
          </>
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
    </div>
  );
}

function isFiltered(query: URLSearchParams): boolean {
  return ['search', 'status', 'campaign'].some((name) => query.has(name));
}

function LeadFilters({ query }: { query: URLSearchParams }) {
  const { processId } = useSession();
  const [search, setSearch] = useState(query.get('search') ?? '');
  const rested = useDebounced(search, SEARCH_REST_MS);
  useEffect(() => {
    const current = new URLSearchParams(window.location.search);
    if ((current.get('search') ?? '') !== rested)
      navigate(withParams(current, { search: rested, page: '' }), true);
  }, [rested]);
  const campaigns = useQuery({
    queryKey: ['campaigns', processId],
    queryFn: () => getJson<{ campaigns: CampaignView[] }>('/api/campaigns', { processId }),
  });
  const set = (changes: Record<string, string>): void =>
    navigate(withParams(query, { ...changes, page: '' }), true);
  return (
    <search className={styles['filters']}>
      <InputField
        label="Search"
        type="search"
        placeholder="Caller ID, name or e-mail"
        maxLength={100}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      <SelectField
        label="Status"
        value={query.get('status') ?? ''}
        onChange={(event) => set({ status: event.target.value })}
      >
        <option value="">All</option>
        {Object.entries(STATUS_WORDS).map(([status, words]) => (
          <option key={status} value={status}>
            {words}
          </option>
        ))}
      </SelectField>
      <SelectField
        label="Campaign"
        value={query.get('campaign') ?? ''}
        onChange={(event) => set({ campaign: event.target.value })}
      >
        <option value="">All</option>
        {(campaigns.data?.campaigns ?? []).map((campaign) => (
          <option key={campaign.campaignId} value={campaign.campaignId}>
            {campaign.name}
          </option>
        ))}
      </SelectField>
    </search>
  );
}
