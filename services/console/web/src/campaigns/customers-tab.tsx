import { useQuery } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import type { CampaignDetails, CampaignSettings } from '../../../src/app/views/campaigns.ts';
import type { FilterGroupView, FilterView } from '../../../src/app/views/filters.ts';
import { getJson } from '../api-client.ts';
import { FieldGroup } from '../telephony/field-group.tsx';
import { Button } from '../ui/button.tsx';
import { CheckField } from '../ui/field.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { campaignsKey } from './campaign-key.ts';
import styles from './campaigns.module.css';
import { formKey } from './form-key.ts';
import { ProviderFields, providerOf } from './provider-fields.tsx';
import { SaveNotice } from './save-notice.tsx';
import { useSaveCampaign } from './use-save-campaign.ts';

/** filters, filter groups and lists say which of its leads a campaign dials, and in which order. */
export function CustomersTab({ campaign }: { campaign: CampaignDetails }) {
  const { processId } = campaign;
  const saving = useSaveCampaign(campaign);
  const filters = useQuery({
    queryKey: ['filters', processId, 'attachable'],
    queryFn: () => getJson<{ filters: FilterView[] }>('/api/filters', { processId }),
  });
  const groups = useQuery({
    queryKey: ['filter-groups', processId, 'attachable'],
    queryFn: () => getJson<{ groups: FilterGroupView[] }>('/api/filter-groups', { processId }),
  });
  return (
    <>
      <SaveNotice saving={saving} queryKey={campaignsKey(processId)} />
      <QueryState query={filters}>
        {(known) => (
          <QueryState query={groups}>
            {(grouped) => (
              <CustomersForm
                key={formKey(campaign)}
                campaign={campaign}
                filters={known.filters.filter((filter) => isFor(campaign, filter))}
                groups={grouped.groups.filter((group) => isFor(campaign, group))}
                isSaving={saving.isPending}
                onSave={(part) => saving.mutate(part)}
              />
            )}
          </QueryState>
        )}
      </QueryState>
    </>
  );
}

/** System filters are for every campaign, a campaign's own for it alone; segments are people's, not campaigns'. */
function isFor(
  { campaignId }: CampaignDetails,
  { level, campaignId: owner }: Pick<FilterView, 'level' | 'campaignId'>,
): boolean {
  return level === 'system' || (level === 'campaign' && owner === campaignId);
}

interface CustomersFormProps {
  campaign: CampaignDetails;
  filters: readonly FilterView[];
  groups: readonly FilterGroupView[];
  isSaving: boolean;
  onSave(part: Partial<CampaignSettings>): void;
}

function CustomersForm({ campaign, filters, groups, isSaving, onSave }: CustomersFormProps) {
  const { filterIds, filterGroupIds } = campaign.settings;
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    onSave({
      filterIds: filters.map(({ filterId }) => filterId).filter((id) => form.get(`filter ${id}`) !== null),
      filterGroupIds: groups
        .map(({ filterGroupId }) => filterGroupId)
        .filter((id) => form.get(`group ${id}`) !== null),
      customerProvider: providerOf(form.get('customerProvider')),
      listsBeforeLanes: form.get('listsBeforeLanes') !== null,
    });
  };
  return (
    <form onSubmit={submit}>
      <fieldset disabled={campaign.state === 'closed'} className={styles['plain']}>
        <Choices
          title="Filters"
          lead="A lead is dialled when it passes every filter that is ticked. None ticked: all leads of the campaign."
          empty="There is no filter yet. Filters are made under Leads, Filters."
          kind="filter"
          chosen={filterIds}
          entries={filters.map((filter) => ({ id: filter.filterId, ...filter }))}
        />
        <Choices
          title="Filter groups"
          lead="A group puts leads in an order of its own, which goes before the campaign’s. One at most, and then no filters beside it."
          empty="There is no filter group yet. Groups are made under Leads, Filter Groups."
          kind="group"
          chosen={filterGroupIds}
          entries={groups.map((group) => ({ id: group.filterGroupId, ...group }))}
        />
        <ProviderFields settings={campaign.settings} />
        {campaign.state === 'closed' ? null : (
          <div className={styles['end']}>
            <Button tone="accent" type="submit" isDisabled={isSaving}>
              {isSaving ? 'Saving…' : 'Save customers'}
            </Button>
          </div>
        )}
      </fieldset>
    </form>
  );
}

interface ChoicesProps {
  title: string;
  lead: string;
  empty: string;
  kind: string;
  chosen: readonly string[];
  entries: readonly { id: string; name: string; description: string; enabled: boolean }[];
}

function Choices({ title, lead, empty, kind, chosen, entries }: ChoicesProps) {
  return (
    <FieldGroup title={title} lead={entries.length === 0 ? empty : lead}>
      {entries.map(({ id, name, description, enabled }) => (
        <CheckField
          key={id}
          label={name}
          name={`${kind} ${id}`}
          value="on"
          defaultChecked={chosen.includes(id)}
          hint={enabled ? description : `Switched off. ${description}`}
        />
      ))}
    </FieldGroup>
  );
}
