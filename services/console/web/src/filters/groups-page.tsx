import { useState } from 'react';
import type { FilterGroupView, FilterLayerView } from '../../../src/app/views/filters.ts';
import { ApiProblem, deleteJson } from '../api-client.ts';
import { useCan, useSession } from '../session.tsx';
import { useChange } from '../settings/use-change.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { Table, type Column } from '../ui/table.tsx';
import {
  FILTER_GROUPS_KEY,
  useFilterAttributes,
  useFilterGroups,
  useFilters,
  useLevelWords,
} from './filter-keys.ts';
import { GroupForm } from './group-form.tsx';
import { ScriptHealth } from './script-health.tsx';

/** Leads > Filter Groups. */
export function GroupsPage() {
  const can = useCan();
  const groups = useFilterGroups();
  const [editing, setEditing] = useState<FilterGroupView | 'new'>();
  const off = groups.error instanceof ApiProblem && groups.error.reason === 'FILTER_GROUPS_OFF';
  return (
    <Page
      title="Filter Groups"
      about="Filters in layers: leads of the first layer are dialled first."
      actions={
        can('filter-group:write') && !off ? (
          <Button tone="accent" onPress={() => setEditing('new')}>
            New filter group
          </Button>
        ) : null
      }
    >
      {off ? (
        <Notice tone="warn">
          Filter groups are switched off in this process. An administrator can switch them on.
        </Notice>
      ) : (
        <QueryState query={groups}>
          {({ groups: found }) => <GroupTable groups={found} onEdit={setEditing} />}
        </QueryState>
      )}
      {editing === undefined ? null : (
        <GroupDialog group={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />
      )}
    </Page>
  );
}

function GroupDialog({ group, onClose }: { group: FilterGroupView | undefined; onClose(): void }) {
  const attributes = useFilterAttributes();
  const filters = useFilters();
  return (
    <Dialog
      kind="wide"
      title={group === undefined ? 'New filter group' : `Filter group ${group.name}`}
      onClose={onClose}
    >
      {group?.policies.some(({ type }) => type === 'script') ? (
        <ScriptHealth filterGroupId={group.filterGroupId} />
      ) : null}
      <QueryState query={attributes}>
        {(known) => (
          <QueryState query={filters}>
            {({ filters: found }) => (
              <GroupForm group={group} filters={found} attributes={known.attributes} onDone={onClose} />
            )}
          </QueryState>
        )}
      </QueryState>
    </Dialog>
  );
}

interface GroupTableProps {
  groups: readonly FilterGroupView[];
  onEdit(group: FilterGroupView): void;
}

function GroupTable({ groups, onEdit }: GroupTableProps) {
  const { processId } = useSession();
  const filters = useFilters();
  const levelWords = useLevelWords();
  const filterNames = new Map((filters.data?.filters ?? []).map(({ filterId, name }) => [filterId, name]));
  const removal = useChange(FILTER_GROUPS_KEY, (filterGroupId: string, requestId) =>
    deleteJson(`/api/filter-groups/${encodeURIComponent(filterGroupId)}`, { processId, requestId }),
  );
  const columns: readonly Column<FilterGroupView>[] = [
    {
      label: 'Group',
      cell: ({ name, builtIn }) => (
        <>
          <strong>{name}</strong> {builtIn ? <Badge tone="plain">Built in</Badge> : null}
        </>
      ),
    },
    { label: 'Description', kind: 'text', cell: ({ description }) => description },
    { label: 'Layers', kind: 'text', cell: ({ layers }) => layerWords(layers, filterNames) },
    { label: 'Level', cell: levelWords },
    { label: 'Policies', kind: 'count', cell: ({ policies }) => policies.length },
  ];
  const actions = (group: FilterGroupView) =>
    group.editable ? (
      <>
        <Button aria-label={`Edit ${group.name}`} onPress={() => onEdit(group)}>
          Edit
        </Button>
        <ConfirmButton
          label="Delete"
          accessibleName={`Delete ${group.name}`}
          question={`Delete the filter group ${group.name}?`}
          consequence="Its filters and the leads stay as they are."
          onConfirm={() => removal.mutate(group.filterGroupId)}
        />
      </>
    ) : null;
  return (
    <>
      <Problem of={removal.error} />
      <Table
        rows={groups}
        columns={columns}
        keyOf={({ filterGroupId }) => filterGroupId}
        actions={actions}
        empty="No filter group yet. One puts filters in an order: whoever fits the first is dialled first."
      />
    </>
  );
}

function layerWords(layers: readonly FilterLayerView[], names: ReadonlyMap<string, string>): string {
  return layers
    .map(({ filterId, layers: inside }) => {
      const name = names.get(filterId) ?? filterId;
      return inside.length === 0 ? name : `${name} (${layerWords(inside, names)})`;
    })
    .join(', ');
}
