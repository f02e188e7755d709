import { useState } from 'react';
import type { FilterView } from '../../../src/app/views/filters.ts';
import { deleteJson, sendJson } from '../api-client.ts';
import { useCan, useSession } from '../session.tsx';
import { useChange } from '../settings/use-change.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { Table, type Column } from '../ui/table.tsx';
import { FilterForm } from './filter-form.tsx';
import { FILTERS_KEY, useFilterAttributes, useFilters, useLevelWords } from './filter-keys.ts';

/** Leads > Filters. */
export function FiltersPage() {
  const can = useCan();
  const filters = useFilters();
  const [editing, setEditing] = useState<FilterView | 'new'>();
  return (
    <Page
      title="Filters"
      about="Conditions that choose leads. Campaigns dial by them, groups order by them."
      actions={
        can('filter:write') ? (
          <Button tone="accent" onPress={() => setEditing('new')}>
            New filter
          </Button>
        ) : null
      }
    >
      <QueryState query={filters}>
        {({ filters: found }) => <FilterTable filters={found} onEdit={setEditing} />}
      </QueryState>
      {editing === undefined ? null : (
        <FilterDialog
          filter={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(undefined)}
        />
      )}
    </Page>
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

interface FilterTableProps {
  filters: readonly FilterView[];
  onEdit(filter: FilterView): void;
}

function FilterTable({ filters, onEdit }: FilterTableProps) {
  const levelWords = useLevelWords();
  const { switching, removal } = useFilterChanges();
  const columns: readonly Column<FilterView>[] = [
    { label: 'Filter', cell: ({ name }) => <strong>{name}</strong> },
    { label: 'Description', kind: 'text', cell: ({ description }) => description },
    { label: 'Level', cell: levelWords },
    {
      label: 'State',
      cell: ({ enabled, builtIn }) => (
        <Badge tone={enabled ? 'good' : 'plain'}>
          {builtIn ? 'Built in' : enabled ? 'Enabled' : 'Disabled'}
        </Badge>
      ),
    },
  ];
  return (
    <>
      <Problem of={switching.error ?? removal.error} />
      <Table
        rows={filters}
        columns={columns}
        keyOf={({ filterId }) => filterId}
        actions={(filter) =>
          filter.editable ? (
            <FilterActions
              filter={filter}
              onEdit={() => onEdit(filter)}
              onSwitch={() => switching.mutate(filter)}
              onDelete={() => removal.mutate(filter.filterId)}
            />
          ) : null
        }
        empty="No filters yet. Make one to choose leads by what is known of them."
      />
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
    <>
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
    </>
  );
}
