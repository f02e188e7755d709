import { useQuery } from '@tanstack/react-query';
import type { ReportFilters as Choices } from '../../../src/app/views/reports.ts';
import { getJson } from '../api-client.ts';
import { useCampaigns } from '../filters/filter-keys.ts';
import { dayOf, isPeriod, periods } from '../logic/report-words.ts';
import { navigate, withParams } from '../router.ts';
import { useSession } from '../session.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import page from '../ui/page.module.css';
import type { ReportSpec } from './report-specs.ts';

interface FiltersProps {
  spec: ReportSpec;
  query: URLSearchParams;
  /** The process's own, once it is known. */
  today: number | undefined;
}

/** What is counted: days of the process, campaign, list, and what is compared. All of it is in the address. */
export function ReportFilters({ spec, query, today }: FiltersProps) {
  const set = (changes: Record<string, string>): void => navigate(withParams(query, changes), true);
  return (
    <search className={page['filters']}>
      {spec.bys === undefined ? null : (
        <SelectField
          label="Compare by"
          value={query.get('by') ?? spec.bys[0]?.by}
          onChange={(event) => set({ by: event.target.value })}
        >
          {spec.bys.map(({ by, label }) => (
            <option key={by} value={by}>
              {label}
            </option>
          ))}
        </SelectField>
      )}
      {spec.hasDays ? <Days query={query} today={today} onChange={set} /> : null}
      {spec.hasCampaigns ? <Campaigns value={query.get('campaign') ?? ''} onChange={set} /> : null}
      {spec.hasVendors ? <Vendors value={query.get('vendor') ?? ''} onChange={set} /> : null}
      {spec.hasLists ? <Lists value={query.get('list') ?? ''} onChange={set} /> : null}
    </search>
  );
}

type Change = (changes: Record<string, string>) => void;

function Days({ query, today, onChange }: Omit<FiltersProps, 'spec'> & { onChange: Change }) {
  const todayText = today === undefined ? '' : dayOf(today);
  const [from, to] = [query.get('from') ?? todayText, query.get('to') ?? todayText];
  const named = today === undefined ? [] : periods(today);
  const chosen = named.findIndex((period) => period.from === from && period.to === to);
  const set = (changes: { from?: string; to?: string }): void => onChange({ from, to, ...changes });
  return (
    <>
      <SelectField
        label="Period"
        value={chosen < 0 ? '' : String(chosen)}
        onChange={(event) => {
          const period = named[Number(event.target.value)];
          if (event.target.value !== '' && period !== undefined) set({ from: period.from, to: period.to });
        }}
      >
        {chosen < 0 ? <option value="">Chosen days</option> : null}
        {named.map(({ label }, at) => (
          <option key={label} value={at}>
            {label}
          </option>
        ))}
      </SelectField>
      <InputField
        label="First day"
        type="date"
        value={from}
        onChange={({ target: { value } }) => set(isPeriod(value, to) ? { from: value } : both(value))}
      />
      <InputField
        label="Last day"
        type="date"
        value={to}
        onChange={({ target: { value } }) => set(isPeriod(from, value) ? { to: value } : both(value))}
      />
    </>
  );
}

/** What makes no period with the other day stands for itself. */
function both(day: string) {
  return { from: day, to: day };
}

function Campaigns({ value, onChange }: { value: string; onChange: Change }) {
  const campaigns = useCampaigns().data?.campaigns ?? [];
  return (
    <SelectField
      label="Campaign"
      value={value}
      onChange={(event) => onChange({ campaign: event.target.value })}
    >
      <option value="">All</option>
      {campaigns.map(({ campaignId, name }) => (
        <option key={campaignId} value={campaignId}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}

function Vendors({ value, onChange }: { value: string; onChange: Change }) {
  return (
    <SelectField label="Vendor" value={value} onChange={(event) => onChange({ vendor: event.target.value })}>
      <option value="">All</option>
      {(useReportChoices().data?.vendors ?? []).map(({ vendorId, name }) => (
        <option key={vendorId} value={vendorId}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}

function useReportChoices() {
  const { processId } = useSession();
  return useQuery({
    queryKey: ['report-filters', processId],
    queryFn: () => getJson<Choices>('/api/report-filters', { processId }),
  });
}

function Lists({ value, onChange }: { value: string; onChange: Change }) {
  const lists = useReportChoices();
  return (
    <SelectField label="List" value={value} onChange={(event) => onChange({ list: event.target.value })}>
      <option value="">All</option>
      {(lists.data?.lists ?? []).map(({ listId, name }) => (
        <option key={listId} value={listId}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}
