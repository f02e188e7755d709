import { useEffect, useState } from 'react';
import type { FilterView } from '../../../src/app/views/filters.ts';
import { deleteJson, problemText, sendJson } from '../api-client.ts';
import { useCan, useSession } from '../session.tsx';
import { useChange } from '../settings/use-change.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from '../ui/page.module.css';
import { QueryState } from '../ui/query-state.tsx';
import { FilterForm } from './filter-form.tsx';
import { FILTERS_KEY, LEVEL_WORDS, useCampaigns, useFilterAttributes, useFilters } from './filter-keys.ts';

/** Leads > Filters. */
export function FiltersPage() {
  const can = useCan();
  const filters = useFilters();
  const [editing, setEditing] = useState<FilterView | 'new'>();
  useEffect(() => {
    document.title = 'Filters · Firstring';
  }, []);
  return (
    <div className={styles['page']}>
      <div className={styles['head']}>
        <div>
          <h1>Filters</h1>
          <p>Conditions that choose leads. Campaigns dial by them, groups order by them.</p>
        </div>
        {can('filter:write') ? (
          <Button tone="accent" onPress={() => setEditing('new')}>
            New filter
          </Button>
        ) : null}
      </div>
      <QueryState query={filters}>
        {({ filters: found }) => <FilterTable filters={found} onEdit={setEditing} />}
      </QueryState>
      {editing === undefined ? null : (
        <FilterDialog
          filter={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(undefined)}
        />
      )}
    </div>
  );
}

function FilterDialog({ filter, onClose }: { filter: FilterView | undefined; onClose(): void }) {
  const attributes = useFilterAttributes();
  return (
    <Dialog
      kind="wide"
      title={filter === undefined ? 'New filter' : `Filter ${filter.name}`}
      onClose={onClose}
    >
      <QueryState query={attributes}>
        {(data) => (
          <FilterForm
            filter={filter}
            attributes={new Map(data.attributes.map((attribute) => [attribute.name, attribute]))}
            onDone={onClose}
          />
        )}
      </QueryState>
    </Dialog>
  );
}

function FilterTable({
  filters,
  onEdit,
}: {
  filters: readonly FilterView[];
  onEdit(filter: FilterView): void;
}) {
  const campaigns = useCampaigns();
  const names = new Map((campaigns.data?.campaigns ?? []).map(({ campaignId, name }) => [campaignId, name]));
  const { switching, removal } = useFilterChanges();
  const error = switching.error ?? removal.error;
  return (
    <>
      {error === null ? null : <Notice tone="bad">{problemText(error)}</Notice>}
      <div className={styles['tableWrap']}>
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col">Filter</th>
              <th scope="col">Description</th>
              <th scope="col">Level</th>
              <th scope="col">State</th>
              <th scope="col" className={`${styles['actions']} ${styles['many']}`}>
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {filters.map((filter) => (
              <tr key={filter.filterId}>
                <td>
                  <strong>{filter.name}</strong>
                </td>
                <td className={styles['wide']}>{filter.description}</td>
                <td>
                  {filter.level === 'campaign'
                    ? (names.get(filter.campaignId) ?? 'Campaign')
                    : LEVEL_WORDS[filter.level]}
                </td>
                <td>
                  <Badge tone={filter.enabled ? 'good' : 'plain'}>
                    {filter.builtIn ? 'Built in' : filter.enabled ? 'Enabled' : 'Disabled'}
                  </Badge>
                </td>
                <td className={`${styles['actions']} ${styles['many']}`}>
                  {filter.editable ? (
                    <FilterActions
                      filter={filter}
                      onEdit={() => onEdit(filter)}
                      onSwitch={() => switching.mutate(filter)}
                      onDelete={() => removal.mutate(filter.filterId)}
                    />
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {filters.length > 0 ? null : (
          <p className={styles['empty']}>
            No filters yet. Make one to choose leads by what is known of them.
          </p>
        )}
      </div>
    </>
  );
}

function useFilterChanges() {
  const { processId } = useSession();
  const pathOf = (filterId: string): string => `/api/filters/${encodeURIComponent(filterId)}`;
  const switching = useChange(FILTERS_KEY, ({ filterId, enabled }: FilterView, requestId) =>
    sendJson('PUT', `${pathOf(filterId)}/enabled?processId=${processId}`, { requestId, enabled: !enabled }),
  );
  const removal = useChange(FILTERS_KEY, (filterId: string, requestId) =>
    deleteJson(pathOf(filterId), { processId, requestId }),
  );
  return { switching, removal };
}

interface FilterActionsProps {
  filter: FilterView;
  onEdit(): void;
  onSwitch(): void;
  onDelete(): void;
}

function FilterActions({ filter, onEdit, onSwitch, onDelete }: FilterActionsProps) {
  const { name, enabled } = filter;
  const verb = enabled ? 'Disable' : 'Enable';
  return (
    <div className={styles['icons']}>
      <Button aria-label={`Edit ${name}`} onPress={onEdit}>
        Edit
      </Button>
      <Button aria-label={`${verb} ${name}`} onPress={onSwitch}>
        {verb}
      </Button>
      <ConfirmButton
        label="Delete"
        accessibleName={`Delete ${name}`}
        question={`Delete the filter ${name}?`}
        consequence="It cannot be brought back. Leads stay as they are."
        onConfirm={onDelete}
      />
    </div>
  );
}
