import { useCampaigns, useFilters } from '../filters/filter-keys.ts';
import { STATUS_WORDS } from '../logic/words.ts';
import { navigate, withParams } from '../router.ts';
import { useCan } from '../session.tsx';
import { SelectField } from '../ui/field.tsx';
import styles from '../ui/page.module.css';
import { SearchField } from '../ui/search-field.tsx';

/** What narrows the table; all of it is in the address, so Back, refresh and links work. */
export function LeadFilters({ query }: { query: URLSearchParams }) {
  const set = (changes: Record<string, string>): void =>
    navigate(withParams(query, { ...changes, page: '' }), true);
  const campaigns = useCampaigns();
  return (
    <search className={styles['filters']}>
      <SearchField placeholder="Caller ID, name or e-mail" />
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
      <FilterField value={query.get('filter') ?? ''} onChoose={(filter) => set({ filter })} />
    </search>
  );
}

/** Saved segments and filters. */
function FilterField({ value, onChoose }: { value: string; onChoose(filterId: string): void }) {
  const allowed = useCan()('filter:read');
  const segments = useFilters('segment', allowed).data?.filters ?? [];
  const filters = useFilters('', allowed).data?.filters ?? [];
  if (!allowed) return null;
  return (
    <SelectField label="Segment or filter" value={value} onChange={(event) => onChoose(event.target.value)}>
      <option value="">None</option>
      {[
        { label: 'Segments', choices: segments },
        { label: 'Filters', choices: filters },
      ].map(({ label, choices }) =>
        choices.length === 0 ? null : (
          <optgroup key={label} label={label}>
            {choices.map(({ filterId, name }) => (
              <option key={filterId} value={filterId}>
                {name}
              </option>
            ))}
          </optgroup>
        ),
      )}
    </SelectField>
  );
}
